"""Promise: the running registry looks through the network by itself, once a night.

The real process on the real bus. Its clock is shifted by a file and it is started anew:
one that was asleep at two in the morning catches up.
"""

from datetime import datetime, time, timedelta
from pathlib import Path

from lianqing_shared.clock import BEIJING, SystemClock, beijing_day
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts.network_gaps import (
    ListNetworkGaps,
    NetworkGapKind,
    NetworkGapPage,
)
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import eventually
from tests.integration.processes import client_of, environment_of, running
from tests.integration.test_registry_requests import token_of

ONE_DAY = timedelta(days=1)


async def looked(nats: SecuredNats) -> NetworkGapPage:
    """Return the gaps as they are read; nobody asks to look."""
    async with client_of(nats, "console") as client:
        director = await token_of(client, "director")

        async def found() -> NetworkGapPage | None:
            page = await client.ask(ListNetworkGaps(), director)
            return page if page.checked_at else None

        return await eventually(found, "the registry has looked")


async def appoint(nats: SecuredNats, login: str, unit: str) -> None:
    async with client_of(nats, "console") as client:
        director = await token_of(client, "director")
        administrator = await token_of(client, "sysadmin")
        people = (await client.ask(a.ListPeople(), administrator)).people
        (person,) = [one for one in people if one.login == login]
        ask = a.AppointClerk(person_id=person.person_id, unit=unit)
        await client.ask(ask, director)


def without_clerk(page: NetworkGapPage) -> set[str]:
    kind = NetworkGapKind.UNIT_WITHOUT_CLERK
    return {one.targets[0].id for one in page.gaps if one.kind is kind}


async def test_the_registry_looks_each_night_and_tells_what_was_put_right(
    secured_nats: SecuredNats, tmp_path: Path
) -> None:
    # At noon, whenever this runs: two in the morning must not fall into it.
    offset, now = tmp_path / "offset", SystemClock().now()
    noon = datetime.combine(beijing_day(now), time(12), BEIJING) - now
    offset.write_text(str(noon.total_seconds()))
    environment = environment_of(secured_nats, tmp_path)
    environment["LIANQING_CLOCK_OFFSET_FILE"] = str(offset)

    async with running("registry", environment, tmp_path):
        first = await looked(secured_nats)
        await appoint(secured_nats, "agri-head", "agri")
        same_day = await looked(secured_nats)
    async with running("registry", environment, tmp_path):
        again = await looked(secured_nats)
    offset.write_text(str((noon + ONE_DAY).total_seconds()))
    async with running("registry", environment, tmp_path):

        async def next_night() -> NetworkGapPage | None:
            page = await looked(secured_nats)
            return None if page.checked_at == first.checked_at else page

        second = await eventually(next_night, "the registry has looked again")

    assert "agri" in without_clerk(first)
    # Nothing is looked at twice in a night, however often it starts.
    assert same_day.checked_at == again.checked_at == first.checked_at
    assert without_clerk(second) == without_clerk(first) - {"agri"}
    assert first.checked_at is not None
    assert second.checked_at is not None
    assert second.checked_at - first.checked_at > ONE_DAY / 2
    kept = [one for one in second.gaps if one.kind is NetworkGapKind.UNIT_WITHOUT_CLERK]
    assert {one.since for one in kept} == {first.checked_at}
