"""Count what `lianqing verify` sets against the other services' books."""

from sqlalchemy.ext.asyncio import AsyncEngine

from lianqing_intake.store.reports import (
    accepted_ids,
    count_by_outcome,
    entered_reports,
    submissions,
)
from lianqing_intake.store.tables import Base
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database


async def ledger(engine: AsyncEngine) -> dict[str, int | bool | list[str]]:
    """Return intake's counts; `entered` are those typed into the console.

    `accepted_ids` are report ids, for the one-to-one check against grading;
    `submissions` are `unit/submission_id/outcome`, for the check against the spools.
    """
    database = Database(
        engine, Base.metadata, clock=SystemClock(), service=Principal.INTAKE
    )
    async with database.look() as session:
        counts = await count_by_outcome(session)
        return {
            **{outcome.value: count for outcome, count in counts.items()},
            "entered": await entered_reports(session),
            "submissions": await submissions(session),
            "accepted_ids": await accepted_ids(session),
        }
