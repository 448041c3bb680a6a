"""Questions about what people contributed, and what verification said of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.store.tables import ReportRow
from lianqing_shared.contracts.reports import Outcome, Verification

_CHUNK = 400


async def keep_verification(
    session: AsyncSession, report_ids: Sequence[str], found: Verification
) -> list[str]:
    """Keep a finding on reports; return those for which it is new."""
    changed: list[str] = []
    for start in range(0, len(report_ids), _CHUNK):
        some = await session.scalars(
            update(ReportRow)
            .where(
                ReportRow.report_id.in_(report_ids[start : start + _CHUNK]),
                ReportRow.verification.is_distinct_from(found),
            )
            .values(verification=found)
            .returning(ReportRow.report_id)
        )
        changed += [report_id for report_id in some if report_id]
    return sorted(changed)


async def entered_between(
    session: AsyncSession, people: Iterable[str], *, since: datetime, until: datetime
) -> Sequence[ReportRow]:
    """Return what people typed in from one moment to before another, oldest first."""
    found = await session.scalars(
        select(ReportRow)
        .where(
            ReportRow.entered_by.in_(set(people)),
            ReportRow.received_at >= since,
            ReportRow.received_at < until,
            ReportRow.outcome != Outcome.QUARANTINED,
        )
        .order_by(ReportRow.id)
    )
    return found.all()
