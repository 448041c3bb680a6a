"""Promise: every service seals its audit log once a day, even one without any act."""

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import RegistryAuditSealed
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, service_metadata
from lianqing_shared.db.sealing import seal_daily
from lianqing_shared.testing.databases import opened, said


async def sealed(database: Database) -> list[int]:
    events = await said(database)
    assert all(isinstance(event, RegistryAuditSealed) for event in events)
    return [e.checkpoint.seq for e in events if isinstance(e, RegistryAuditSealed)]


async def test_a_log_is_sealed_once_a_day_by_beijings_calendar(
    sqlite_url: str, clock: SetClock
) -> None:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.REGISTRY
    ) as database:
        assert await seal_daily(database)
        assert not await seal_daily(database)
        clock.advance(hours=14)  # 23:00 in Beijing
        assert not await seal_daily(database)
        clock.advance(hours=1)  # midnight
        assert await seal_daily(database)

        assert await sealed(database) == [1, 2]


async def test_a_sealing_by_an_act_counts_for_the_day(
    sqlite_url: str, clock: SetClock
) -> None:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.REGISTRY
    ) as database:
        async with database.work() as work:
            work.seal()
            work.seal()
            work.note("unit.added", "court")

        assert not await seal_daily(database)
        assert await sealed(database) == [2]
