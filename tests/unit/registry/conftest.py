"""Fixtures of the registry's unit tests: SQLite, the town's units, a gate."""

from collections.abc import AsyncIterator

import pytest

from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.clock import SetClock
from lianqing_shared.db.work import Database
from tests.unit.registry.builders import a_gate, a_town


@pytest.fixture
async def database(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with a_town(sqlite_url, clock) as found:
        yield found


@pytest.fixture
def gate() -> Gate:
    return a_gate()
