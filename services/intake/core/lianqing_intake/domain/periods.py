"""Cut time into the periods for which a unit owes word.

Periods of one unit follow each other without gap or overlap as long as it owes word. A
new term counts from the end of the period that is running, so a change never cuts a
period short and never makes a past one late. Only a term without duty counts at once:
what would have fallen due in it is not owed. All days are Beijing's, which has no
summer time. Source: P1.3.1 "on time"; domain 1.5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm
from lianqing_shared.working_days import WorkCalendar

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_INSTANT = timedelta(microseconds=1)
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period of one unit: from `starts_at`, and up to but not at `ends_at`.

    Word must have come before `due_at`, which is not before `ends_at`. What comes after
    that and before `closes_at`, the due time of the following period, is late; then the
    period is closed.
    """

    key: str
    rhythm: Rhythm
    starts_at: datetime
    ends_at: datetime
    due_at: datetime
    closes_at: datetime

    @property
    def due_day(self) -> date:
        """The last day on which word is in time."""
        return (self.due_at - _INSTANT).astimezone(BEIJING).date()

    @property
    def label(self) -> str:
        """The period as pages name it."""
        end = self.ends_at.astimezone(BEIJING)
        match self.rhythm:
            case Rhythm.MONTHLY:
                first = self.starts_at.astimezone(BEIJING)
                last = end - _INSTANT
                year, month = self.key.split("-")
                span = f"{first.month}月{first.day}日至{last.month}月{last.day}日"
                return f"{year}年{int(month)}月（{span}）"
            case Rhythm.WEEKLY:
                year, week = self.key.split("-W")
                until = f"{end.month}月{end.day}日{end:%H:%M}"
                return f"{year}年第{int(week)}周（截至{until}）"
            case Rhythm.DAILY | Rhythm.NONE:
                return f"{end.year}年{end.month}月{end.day}日（截至{end:%H:%M}）"


@dataclass(frozen=True, slots=True)
class _Boundary:
    key: str
    at: datetime
    due_at: datetime


def periods(
    terms: Sequence[ScheduleTerm], calendar: WorkCalendar, *, until: datetime
) -> Iterator[Period]:
    """Yield the periods that have begun at `until`, oldest first.

    `terms` come in any order; of several for one day the last one counts.
    """
    of_days = {term.valid_from: term for term in terms}
    ordered = [of_days[day] for day in sorted(of_days)]
    used: set[str] = set()
    at = _midnight(ordered[0].valid_from) if ordered else until + _DAY
    while at <= until:
        term = [one for one in ordered if _midnight(one.valid_from) <= at][-1]
        if term.rhythm is Rhythm.NONE:
            resumed = _resumed(ordered, after=at)
            if resumed is None:
                return
            at = resumed
            continue
        end = _next(term, calendar, after=at, used=used)
        pause = _next_pause(ordered, after=at)
        if pause is not None and end.due_at > pause:
            at = pause
            continue
        used.add(end.key)
        following = _next(term, calendar, after=end.at, used=used)
        yield Period(
            key=end.key,
            rhythm=term.rhythm,
            starts_at=at,
            ends_at=end.at,
            due_at=end.due_at,
            closes_at=following.due_at,
        )
        at = end.at


def _next_pause(ordered: Sequence[ScheduleTerm], *, after: datetime) -> datetime | None:
    """Return when the unit will owe nothing for a time, None if never again."""
    pauses = (
        moment
        for one in ordered
        if one.rhythm is Rhythm.NONE and (moment := _midnight(one.valid_from)) > after
    )
    return next(pauses, None)


def _resumed(ordered: Sequence[ScheduleTerm], *, after: datetime) -> datetime | None:
    """Return when the next term begins, None if none does."""
    later = (_midnight(one.valid_from) for one in ordered)
    return next((moment for moment in later if moment > after), None)


def _next(
    term: ScheduleTerm, calendar: WorkCalendar, *, after: datetime, used: set[str]
) -> _Boundary:
    """Return the term's first boundary after a moment that no period has yet."""
    return next(
        found
        for found in _boundaries(term, calendar, after.astimezone(BEIJING).date())
        if found.at > after and found.key not in used
    )


def _boundaries(
    term: ScheduleTerm, calendar: WorkCalendar, day: date
) -> Iterator[_Boundary]:
    """Yield the term's boundaries without end, from before a day on."""
    match term.rhythm:
        case Rhythm.DAILY:
            return _daily(term, calendar, day)
        case Rhythm.WEEKLY:
            return _weekly(term, calendar, day)
        case Rhythm.MONTHLY:
            return _monthly(term, calendar, day)
        case Rhythm.NONE:
            raise ValueError("a term without duty has no boundaries")


def _daily(
    term: ScheduleTerm, calendar: WorkCalendar, day: date
) -> Iterator[_Boundary]:
    while True:
        if calendar.is_working(day):
            at = _moment(day, term.at)
            yield _Boundary(f"{day:%Y-%m-%d}", at, at)
        day += _DAY


def _weekly(
    term: ScheduleTerm, calendar: WorkCalendar, day: date
) -> Iterator[_Boundary]:
    """A week whose day is a rest day ends on the next working day (民法典 Art. 203).

    Two weeks that then end together are one period, for the first of them.
    """
    # A long holiday may carry the end of a week far into later ones.
    nominal = day - timedelta(days=day.isoweekday() - term.weekday) - 9 * _WEEK
    while True:
        at = _moment(calendar.on_or_after(nominal), term.at)
        year, week, _ = nominal.isocalendar()
        yield _Boundary(f"{year}-W{week:02d}", at, at)
        nominal += _WEEK


def _monthly(
    term: ScheduleTerm, calendar: WorkCalendar, day: date
) -> Iterator[_Boundary]:
    year, month = day.year, day.month
    while True:
        cut_off = _day_of(year, month, term.cut_off_day)
        due = calendar.add(cut_off, term.due_within)
        yield _Boundary(
            f"{year}-{month:02d}", _midnight(cut_off + _DAY), _midnight(due + _DAY)
        )
        year, month = (year, month + 1) if month < _MONTHS else (year + 1, 1)


def _day_of(year: int, month: int, day: int) -> date:
    """Return a day of a month, or the month's last day if it has no such day."""
    following = date(year + month // _MONTHS, month % _MONTHS + 1, 1)
    return min(date(year, month, 1) + (day - 1) * _DAY, following - _DAY)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), BEIJING)
