"""Fixtures: a desk on a fresh database, with the town learnt."""

from collections.abc import AsyncIterator

import pytest

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.testing.databases import opened
from tests.unit.grading.builders import METADATA, Desk


@pytest.fixture
async def desk(sqlite_url: str, clock: SetClock) -> AsyncIterator[Desk]:
    """Give a desk on SQLite."""
    async with opened(
        sqlite_url, METADATA, clock=clock, service=Principal.GRADING
    ) as database:
        desk = Desk(database)
        await desk.learn_town()
        yield desk
