"""Fixtures of notify's unit tests: a desk over a fresh SQLite file."""

from collections.abc import AsyncIterator

import pytest

from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_notify.store.tables import Base
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import opened
from lianqing_shared.testing.decisions import a_unit
from lianqing_shared.working_days import WorkCalendar
from lianqing_shared.year_tables import working_calendar


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    """Give one warm typesetter, as the service has."""
    return Typesetter(FONT_FOLDERS)


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    """Give the calendar as the service starts with it: nothing published yet."""
    return working_calendar([], years=range(2024, 2030))


@pytest.fixture(scope="session")
def unit_key() -> Signer:
    """Give the key of the finance office."""
    return Signer.new()


@pytest.fixture
async def desk(
    sqlite_url: str, clock: SetClock, typesetter: Typesetter, unit_key: Signer
) -> AsyncIterator[Desk]:
    """Give a desk that knows the finance office and its key."""
    async with opened(
        sqlite_url, Base.metadata, clock=clock, service=Principal.NOTIFY
    ) as database:
        desk = Desk(
            database=database,
            town=read_town(None),
            typesetter=typesetter,
            signer=Signer.new(),
        )
        unit = a_unit(public_key=unit_key.public_key)
        await keep_unit(desk, unit, message_id="unit-1")
        yield desk
