"""Work out when a unit owes word: from rules for it, its kind, and the whole town.

The narrowest rule in force counts; one that was taken back lets the wider one count
again. Nobody owes word for the days before he joined (or before a rule of his own that
came along with the installation), nor while he takes no part.
Source: P1.3.1; domain 1.5 (monthly, cut on the 20th, due within 5 working days).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from lianqing_registry.errors.duties import PastScheduleError, ScheduleScopeError
from lianqing_shared.contracts.duties import ScheduleScope
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm, UnitSchedule

_NOT_REPORTING = frozenset({UnitKind.COUNTY, UnitKind.CENTRE})
"""They receive reports; only a rule of their own asks them for any."""
_NARROWEST_FIRST = (ScheduleScope.UNIT, ScheduleScope.KIND, ScheduleScope.TOWN)
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportingRule:
    """One rule that the centre set; `term` None takes the one before it back.

    `number` counts rules in the order in which they were set.
    """

    number: int
    scope: ScheduleScope
    unit: str | None = None
    kind: UnitKind | None = None
    valid_from: date
    term: ScheduleTerm | None

    def concerns(self, code: str, kind: UnitKind) -> bool:
        """Return whether a unit of this code and kind stands under the rule."""
        match self.scope:
            case ScheduleScope.UNIT:
                return self.unit == code
            case ScheduleScope.KIND:
                return self.kind is kind
            case ScheduleScope.TOWN:
                return kind not in _NOT_REPORTING


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Days on which a unit took no part: from `since` on, up to but not `until`."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether a day lies within the pause."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A unit as far as its duty to report goes."""

    code: str
    kind: UnitKind
    since: date
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSchedule:
    """A sample unit's rule that began some days before the installation did."""

    unit: str
    days_before: int
    rhythm: Rhythm


def check_rule(rule: ReportingRule, *, today: date) -> None:
    """Refuse a rule for the past, and one that is for a unit and a kind at once.

    Raises:
        PastScheduleError: It would make past periods late.
        ScheduleScopeError: It names both, or not what its scope says.
    """
    if rule.valid_from < today:
        raise PastScheduleError(rule.valid_from)
    named = (rule.unit is not None, rule.kind is not None)
    wanted = {
        ScheduleScope.UNIT: (True, False),
        ScheduleScope.KIND: (False, True),
        ScheduleScope.TOWN: (False, False),
    }
    if named != wanted[rule.scope]:
        raise ScheduleScopeError


def scope_of(unit: str | None, kind: UnitKind | None) -> ScheduleScope:
    """Return for whom a rule is, from what it names."""
    if unit is not None:
        return ScheduleScope.UNIT
    return ScheduleScope.TOWN if kind is None else ScheduleScope.KIND


def schedule_of(unit: Joined, rules: Iterable[ReportingRule]) -> UnitSchedule:
    """Return every term of a unit, earliest first, from the day it joined."""
    own = [rule for rule in rules if rule.concerns(unit.code, unit.kind)]
    first = first_day(unit, own)
    days = {first}
    days.update(rule.valid_from for rule in own)
    for pause in unit.pauses:
        days.update(day for day in (pause.since, pause.until) if day is not None)
    terms: list[ScheduleTerm] = []
    for day in sorted(day for day in days if day >= first):
        _, term = in_force(unit, own, day=day)
        if not terms or not _same(terms[-1], term):
            terms.append(term.model_copy(update={"valid_from": day}))
    return UnitSchedule(terms=tuple(terms))


def first_day(unit: Joined, rules: Iterable[ReportingRule]) -> date:
    """Return the first day for which a unit owes word."""
    own = [one.valid_from for one in rules if one.unit == unit.code]
    return min([unit.since, *own])


def in_force(
    unit: Joined, rules: Sequence[ReportingRule], *, day: date
) -> tuple[ScheduleScope, ScheduleTerm]:
    """Return what counts for a unit on a day, and whose rule that is."""
    if any(pause.covers(day) for pause in unit.pauses):
        return ScheduleScope.UNIT, _nothing(day)
    for scope in _NARROWEST_FIRST:
        begun = [
            rule
            for rule in rules
            if rule.scope is scope
            and rule.valid_from <= day
            and rule.concerns(unit.code, unit.kind)
        ]
        last = max(begun, key=lambda rule: (rule.valid_from, rule.number), default=None)
        if last is not None and last.term is not None:
            return scope, last.term
    if unit.kind in _NOT_REPORTING:
        return ScheduleScope.TOWN, _nothing(day)
    return ScheduleScope.TOWN, ScheduleTerm(valid_from=day, rhythm=Rhythm.MONTHLY)


def sentence_of(term: ScheduleTerm) -> str:
    """Return a term as pages say it."""
    match term.rhythm:
        case Rhythm.NONE:
            return Rhythm.NONE.label
        case Rhythm.DAILY:
            return f"每个工作日{term.at}前报送"
        case Rhythm.WEEKLY:
            weekday = _WEEKDAYS[term.weekday - 1]
            return f"每周{weekday}{term.at}前报送，遇休息日顺延"
        case Rhythm.MONTHLY:
            return f"每月{term.cut_off_day}日截止，{term.due_within}个工作日内报送"


def _same(one: ScheduleTerm, other: ScheduleTerm) -> bool:
    return one == other.model_copy(update={"valid_from": one.valid_from})


def _nothing(day: date) -> ScheduleTerm:
    return ScheduleTerm(valid_from=day, rhythm=Rhythm.NONE)
