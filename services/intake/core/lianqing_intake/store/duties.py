"""Questions about schedules, nil returns and when reports came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.returns import Received
from lianqing_intake.store.tables import (
    NilReturnRow,
    ReportRow,
    UnitRow,
    UnitScheduleRow,
)
from lianqing_shared.contracts.reports import Outcome
from lianqing_shared.contracts.schedule import ScheduleTerm


async def keep_schedule(
    session: AsyncSession, code: str, terms: Sequence[ScheduleTerm]
) -> None:
    """Keep every term of a unit in place of what was known before."""
    await session.merge(
        UnitScheduleRow(code=code, terms=[one.model_dump(mode="json") for one in terms])
    )


async def add_schedules(
    session: AsyncSession, terms: Mapping[str, Sequence[ScheduleTerm]]
) -> None:
    """Keep the terms of units that had none, each under its unit's code."""
    session.add_all(
        UnitScheduleRow(code=code, terms=[one.model_dump(mode="json") for one in found])
        for code, found in terms.items()
    )
    await session.flush()


async def scheduled_units(
    session: AsyncSession, *, unit: str | None
) -> Sequence[tuple[UnitRow, tuple[ScheduleTerm, ...]]]:
    """Return units that have a schedule, with its terms, by code."""
    wanted = select(UnitRow, UnitScheduleRow.terms).join(
        UnitScheduleRow, UnitScheduleRow.code == UnitRow.code
    )
    if unit is not None:
        wanted = wanted.where(UnitRow.code == unit)
    found = await session.execute(wanted.order_by(UnitRow.code))
    return [
        (row, tuple(ScheduleTerm.model_validate(one) for one in terms))
        for row, terms in found
    ]


async def unit_kept_for_this_work(session: AsyncSession, code: str) -> UnitRow | None:
    """Return a unit; another work on its returns waits until this one is done."""
    found = await session.scalars(
        select(UnitRow).where(UnitRow.code == code).with_for_update()
    )
    return found.one_or_none()


async def reports_received(
    session: AsyncSession, *, unit: str | None, since: datetime
) -> Mapping[str, Received]:
    """Return by unit when its accepted reports came.

    What informants tell is theirs, not their unit's: its clerks may not know of it.
    """
    wanted = (
        select(ReportRow.unit, ReportRow.received_at)
        .where(
            ReportRow.outcome == Outcome.ACCEPTED,
            ReportRow.is_by_informant.is_(False),
            ReportRow.received_at >= since,
        )
        # One batch of an adapter has one moment; a flood of reports is a few rows.
        .group_by(ReportRow.unit, ReportRow.received_at)
        .order_by(ReportRow.received_at)
    )
    if unit is not None:
        wanted = wanted.where(ReportRow.unit == unit)
    moments: dict[str, list[datetime]] = defaultdict(list)
    for code, at in await session.execute(wanted):
        moments[code].append(at)
    return {code: Received(moments=tuple(came)) for code, came in moments.items()}


async def nil_returns(
    session: AsyncSession, *, unit: str | None
) -> Mapping[tuple[str, str], NilReturnRow]:
    """Return nil returns by unit and period."""
    wanted = select(NilReturnRow)
    if unit is not None:
        wanted = wanted.where(NilReturnRow.unit == unit)
    found = await session.scalars(wanted)
    return {(row.unit, row.period): row for row in found}


async def nil_return_of_submission(
    session: AsyncSession, unit: str, submission_id: str
) -> NilReturnRow | None:
    """Return the nil return that an adapter gave with this id."""
    found = await session.scalars(
        select(NilReturnRow).where(
            NilReturnRow.unit == unit, NilReturnRow.submission_id == submission_id
        )
    )
    return found.one_or_none()
