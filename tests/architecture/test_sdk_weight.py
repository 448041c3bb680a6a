"""Promise: the author of an adapter installs little, and nothing of the centre's."""

import re
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement

BUDGET = 12
"""Fewer than this many third-party packages (architecture section 2)."""
TODAY = frozenset(
    {
        *("annotated-types", "pydantic", "pydantic-core"),
        *("typing-extensions", "typing-inspection"),
        *("nats-py", "structlog"),
        *("cffi", "cryptography", "pycparser"),
    }
)
OURS = {"lianqing-sdk", "lianqing-shared"}


def needed_by(distribution: str, *, extras: frozenset[str] = frozenset()) -> set[str]:
    """Return all that pip installs with it, by normalised name."""
    found: set[str] = set()
    waiting = [(distribution, extras)]
    while waiting:
        name, wanted = waiting.pop()
        for text in requires(name) or ():
            requirement = Requirement(text)
            if requirement.marker and not any(
                requirement.marker.evaluate({"extra": extra}) for extra in ("", *wanted)
            ):
                continue
            other = re.sub(r"[-_.]+", "-", requirement.name).lower()
            if other not in found:
                found.add(other)
                waiting.append((other, frozenset(requirement.extras)))
    return found


def test_the_sdk_brings_fewer_than_a_dozen_packages() -> None:
    assert len(needed_by("lianqing-sdk") - OURS) < BUDGET


def test_the_sdk_brings_these_packages_and_no_others() -> None:
    assert needed_by("lianqing-sdk") - OURS == TODAY


def test_reading_workbooks_brings_one_package_more() -> None:
    with_sheets = needed_by("lianqing-sdk", extras=frozenset({"sheets"}))

    assert with_sheets - OURS - TODAY == {"python-calamine"}


@pytest.mark.parametrize("unit", ["court", "police", "finance"])
def test_an_adapter_brings_nothing_beyond_the_sdk(unit: str) -> None:
    adapter = needed_by(f"lianqing-adapter-{unit}") - OURS

    assert adapter <= needed_by("lianqing-sdk", extras=frozenset({"sheets"}))
