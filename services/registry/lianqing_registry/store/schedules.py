"""Questions about rules of reporting and the units that stand under them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.schedules import (
    Joined,
    Pause,
    ReportingRule,
    schedule_of,
)
from lianqing_registry.store.tables import ScheduleRuleRow, UnitRow, UnitVersionRow
from lianqing_registry.store.units import LIVE
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import ScheduleTerm, UnitSchedule
from lianqing_shared.contracts.units import UnitChange

_ENDS = (UnitChange.SUSPENDED, UnitChange.MERGED, UnitChange.REVOKED)
_TURNS = (*_ENDS, UnitChange.RESUMED)
_MOST_BOUND = 400
"""Codes that one statement takes; for more units all are read."""


async def rule_rows(session: AsyncSession) -> Sequence[ScheduleRuleRow]:
    """Return every rule, in the order of setting."""
    found = await session.scalars(select(ScheduleRuleRow).order_by(ScheduleRuleRow.id))
    return found.all()


async def rules(session: AsyncSession) -> Sequence[ReportingRule]:
    """Return every rule, in the order of setting."""
    return [as_rule(row) for row in await rule_rows(session)]


def as_rule(row: ScheduleRuleRow) -> ReportingRule:
    """Return the rule that a row keeps."""
    return ReportingRule(
        number=row.id,
        scope=row.scope,
        unit=row.unit,
        kind=row.kind,
        valid_from=row.valid_from,
        term=ScheduleTerm.model_validate(row.term) if row.term else None,
    )


async def keep_rule(
    session: AsyncSession, rule: ReportingRule, *, at: datetime, by: str
) -> ScheduleRuleRow:
    """Keep a rule; its number is given by the database."""
    row = ScheduleRuleRow(
        scope=rule.scope,
        unit=rule.unit,
        kind=rule.kind,
        valid_from=rule.valid_from,
        term=rule.term.model_dump(mode="json") if rule.term else None,
        set_at=at,
        set_by=by,
    )
    session.add(row)
    await session.flush()
    return row


async def live_units(
    session: AsyncSession,
    *,
    code: str | None = None,
    kind: UnitKind | None = None,
    limit: int | None = None,
) -> Sequence[UnitRow]:
    """Return units that take part or are paused, parents before children."""
    wanted = select(UnitRow).where(UnitRow.status.in_(LIVE)).order_by(UnitRow.path)
    if code is not None:
        wanted = wanted.where(UnitRow.code == code)
    if kind is not None:
        wanted = wanted.where(UnitRow.kind == kind)
    return (await session.scalars(wanted.limit(limit))).all()


async def joined(session: AsyncSession, rows: Collection[UnitRow]) -> Sequence[Joined]:
    """Return since when each of these units owes word, and when it paused."""
    pauses = await _pauses(session, [row.code for row in rows])
    return [
        Joined(
            code=row.code,
            kind=row.kind,
            since=beijing_day(row.added_at),
            pauses=tuple(pauses.get(row.code, ())),
        )
        for row in rows
    ]


async def _pauses(
    session: AsyncSession, codes: Sequence[str]
) -> Mapping[str, Sequence[Pause]]:
    wanted = (
        select(UnitVersionRow.unit, UnitVersionRow.change, UnitVersionRow.at)
        .where(UnitVersionRow.change.in_(_TURNS))
        .order_by(UnitVersionRow.unit, UnitVersionRow.version)
    )
    if len(codes) <= _MOST_BOUND:
        wanted = wanted.where(UnitVersionRow.unit.in_(codes))
    found: dict[str, list[Pause]] = defaultdict(list)
    for unit, change, at in await session.execute(wanted):
        spells, day = found[unit], beijing_day(at)
        if change in _ENDS and not (spells and spells[-1].until is None):
            spells.append(Pause(since=day))
        elif change is UnitChange.RESUMED and spells:
            spells[-1] = Pause(since=spells[-1].since, until=day)
    return found


async def schedules_of(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, UnitSchedule]:
    """Return every term of each of these units."""
    rows = await session.scalars(select(UnitRow).where(UnitRow.code.in_(codes)))
    units = await joined(session, rows.all())
    known = await rules(session)
    return {unit.code: schedule_of(unit, known) for unit in units}
