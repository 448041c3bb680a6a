"""Seal a service's audit log once a day, and see that its guard stands.

The row that the sealing itself leaves makes a silent day visible: a chain that was put
back from yesterday's copy lacks it. Source: architecture P5.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_shared.clock import beijing_day
from lianqing_shared.db import audit, audit_guard
from lianqing_shared.db.tables import Journal
from lianqing_shared.db.work import SEALED_ACTION, Database

LOOK_EVERY_S = 600.0
"""How often a service looks whether today's checkpoint is still to be made."""
_LOOK_BACK = 20_000
"""Rows searched for the last sealing; beyond them it is made again, without harm."""


async def seal_daily(database: Database) -> bool:
    """Seal unless that was done today (Beijing's day); return whether it was now."""
    async with database.look() as session:
        last = await last_sealed(session, database.journal)
    today = beijing_day(database.clock.now())
    if last is not None and beijing_day(last) >= today:
        return False
    async with database.work() as work:
        work.seal()
    return True


async def keep_guard(database: Database) -> tuple[str, ...]:
    """Put back what somebody took off the audit log's guard, and write that down."""
    async with database.look() as session:
        if not await audit_guard.missing(session):
            return ()
    async with database.work() as work:
        gone = await audit_guard.restore(work.session)
        work.note("audit.guarded", work.service.value, restored=len(gone))
    return gone


async def last_sealed(session: AsyncSession, journal: Journal) -> datetime | None:
    """Return when the log was last sealed, None if not within the latest rows."""
    table = journal.audit
    head = await audit.end(session, table)
    at = await session.scalar(
        select(table.c.at)
        .where(table.c.seq > head.seq - _LOOK_BACK, table.c.action == SEALED_ACTION)
        .order_by(table.c.seq.desc())
        .limit(1)
    )
    return None if at is None else datetime.fromisoformat(at)
