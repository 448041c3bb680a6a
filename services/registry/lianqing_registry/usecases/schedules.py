"""Set when units owe word, and tell everybody whom it changes. Source: P1.3.1."""

from collections.abc import Sequence
from datetime import date, timedelta

from lianqing_registry.domain.schedules import (
    Joined,
    ReportingRule,
    check_rule,
    in_force,
    schedule_of,
    scope_of,
    sentence_of,
)
from lianqing_registry.store import schedules
from lianqing_registry.store.tables import ScheduleRuleRow, UnitRow
from lianqing_registry.usecases.find_unit import live_unit, say_unit
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.duties import (
    ScheduledUnit,
    SchedulePage,
    ScheduleRule,
    SetSchedule,
)
from lianqing_shared.contracts.schedule import ScheduleTerm
from lianqing_shared.db.work import Database, Work

_MOST_UNITS = 1_000
_AT_ONCE = 100
_WIDER = "恢复执行上一级规定"


async def set_schedule(work: Work, ask: SetSchedule) -> SchedulePage:
    """Set a rule and say every unit whose terms it changes.

    The same rule again changes nothing, and so does one that comes to the same.

    Raises:
        PastScheduleError, ScheduleScopeError: See `check_rule`.
        NotFoundError, UnitRevokedError, UnitMergedError: No such unit in use.
    """
    rule = _rule(work, ask)
    today = beijing_day(work.now)
    check_rule(rule, today=today)
    if rule.unit is not None:
        await live_unit(work, rule.unit)
    known = await schedules.rules(work.session)
    if _stands(known, rule):
        return SchedulePage(rules=(), units=())
    rows = await schedules.live_units(work.session, code=rule.unit, kind=rule.kind)
    units = await schedules.joined(work.session, rows)
    before = [schedule_of(unit, known) for unit in units]
    kept = await schedules.keep_rule(work.session, rule, at=work.now, by=work.actor)
    known = [*known, schedules.as_rule(kept)]
    changed = [
        (row, unit)
        for row, unit, old in zip(rows, units, before, strict=True)
        if schedule_of(unit, known) != old
    ]
    await _say(work, [row for row, _ in changed])
    work.note(
        "schedule.set",
        rule.unit or (rule.kind.value if rule.kind else rule.scope.value),
        rhythm=rule.term.rhythm.value if rule.term else None,
        valid_from=rule.valid_from.isoformat(),
        units=len(changed),
    )
    return SchedulePage(
        rules=(rule_view(kept),),
        units=tuple(_scheduled(row, unit, known, today=today) for row, unit in changed),
    )


async def _say(work: Work, rows: Sequence[UnitRow]) -> None:
    """Tell everybody of these units; of very many by and by, as of an import."""
    for row in rows:
        if len(rows) <= _AT_ONCE:
            await say_unit(work, row)
        else:
            row.version += 1


def _rule(work: Work, ask: SetSchedule) -> ReportingRule:
    valid_from = ask.valid_from or beijing_day(work.now) + timedelta(days=1)
    term = None
    if ask.rhythm is not None:
        term = ScheduleTerm(
            valid_from=valid_from,
            rhythm=ask.rhythm,
            at=ask.at,
            weekday=ask.weekday,
            cut_off_day=ask.cut_off_day,
            due_within=ask.due_within,
        )
    return ReportingRule(
        number=0,
        scope=scope_of(ask.unit, ask.kind),
        unit=ask.unit,
        kind=ask.kind,
        valid_from=valid_from,
        term=term,
    )


def _stands(known: Sequence[ReportingRule], rule: ReportingRule) -> bool:
    """Return whether exactly this was set last for the same units."""
    target = (rule.scope, rule.unit, rule.kind)
    same = [one for one in known if (one.scope, one.unit, one.kind) == target]
    return bool(same) and (same[-1].valid_from, same[-1].term) == (
        rule.valid_from,
        rule.term,
    )


async def list_schedules(database: Database, *, unit: str | None) -> SchedulePage:
    """Return the rules, newest first, and what each unit in use owes today."""
    today = beijing_day(database.clock.now())
    async with database.look() as session:
        rows = await schedules.live_units(session, code=unit, limit=_MOST_UNITS)
        units = await schedules.joined(session, rows)
        kept = await schedules.rule_rows(session)
    known = [schedules.as_rule(row) for row in kept]
    return SchedulePage(
        rules=tuple(rule_view(row) for row in reversed(kept)),
        units=tuple(
            _scheduled(row, one, known, today=today)
            for row, one in zip(rows, units, strict=True)
        ),
    )


def rule_view(row: ScheduleRuleRow) -> ScheduleRule:
    """Return a rule as pages show it."""
    term = schedules.as_rule(row).term
    return ScheduleRule(
        scope=row.scope,
        unit=row.unit,
        kind=row.kind,
        valid_from=row.valid_from,
        term=term,
        sentence=sentence_of(term) if term else _WIDER,
        set_at=row.set_at,
        set_by=row.set_by,
    )


def _scheduled(
    row: UnitRow, unit: Joined, rules: Sequence[ReportingRule], *, today: date
) -> ScheduledUnit:
    scope, term = in_force(unit, rules, day=today)
    later = [one for one in schedule_of(unit, rules).terms if one.valid_from > today]
    coming = later[0] if later else None
    return ScheduledUnit(
        unit=row.code,
        name=row.name,
        kind=row.kind,
        scope=scope,
        term=term,
        sentence=sentence_of(term),
        coming=coming,
        coming_sentence=sentence_of(coming) if coming else "",
    )
