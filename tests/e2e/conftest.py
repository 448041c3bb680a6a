"""One installation per module, in real processes; its logs are shown on a failure."""

from collections.abc import AsyncIterator, Generator, Iterator

import pytest

from lianqing_shared.testing.installation import Installation
from lianqing_shared.testing.people import People, town_people


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Run a whole installation without the demonstration."""
    with Installation(tmp_path_factory.mktemp("e2e") / "data") as one:
        one.start()
        yield one


@pytest.fixture
async def people(installation: Installation) -> AsyncIterator[People]:
    """Let the town's people act over the bus, each with a session of his own."""
    async with town_people(
        installation.bus_url(),
        installation.data / "creds",
        password=installation.password(),
    ) as town:
        yield town


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put the end of every log beside a failure."""
    report = yield
    one = getattr(item, "funcargs", {}).get("installation")
    if report.failed and isinstance(one, Installation):
        report.sections.append((f"logs in {one.data}", one.last_words()))
    return report
