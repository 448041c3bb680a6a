"""Judge how a unit stands with a period: open, reported, nil, late or missed.

A report speaks for the period in which it comes, and in the days of grace after a
period's end for that one too. A nil return (零报告) stands as long as no report for the
period comes. Source: P1.3.1; domain 1.5 (迟报、漏报).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianqing_intake.domain.periods import Period
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.duties import ReturnStatus
from lianqing_shared.contracts.schedule import Rhythm
from lianqing_shared.working_days import WorkCalendar

_LEAD = {
    Rhythm.DAILY: timedelta(hours=3),
    Rhythm.WEEKLY: timedelta(hours=24),
    Rhythm.NONE: timedelta(0),
}
_LEAD_WORKING_DAYS = 2
_PERMILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """When a unit's accepted reports came, in order.

    How many they were is left out on purpose: a number would tell a recused reader of
    reports that he finds nowhere.
    """

    moments: tuple[datetime, ...] = ()

    def first(self, since: datetime, before: datetime) -> datetime | None:
        """Return the first moment of a stretch of time at which one came."""
        at = bisect_left(self.moments, since)
        if at < len(self.moments) and self.moments[at] < before:
            return self.moments[at]
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a unit stands with one period at one moment."""

    period: Period
    status: ReturnStatus
    is_reported: bool = False
    answered_at: datetime | None = None
    late_days: int = 0
    nil_at: datetime | None = None
    nil_superseded_at: datetime | None = None
    is_near_due: bool = False

    @property
    def is_unanswered(self) -> bool:
        """Whether nothing has come, and something still may."""
        waiting = (ReturnStatus.OPEN, ReturnStatus.LATE)
        return self.answered_at is None and self.status in waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How often a unit was in time."""

    due: int
    reported: int
    nil: int
    late: int
    missed: int
    open: int
    late_days: int

    @property
    def on_time_permille(self) -> int | None:
        """In time of a thousand that were due; None where none was."""
        in_time = self.reported + self.nil
        return in_time * _PERMILLE // self.due if self.due else None


def stand(
    period: Period,
    received: Received,
    nil_at: datetime | None,
    *,
    now: datetime,
    calendar: WorkCalendar,
) -> Standing:
    """Judge one period from what has come; the same facts give the same answer.

    Nothing that comes after `now` is looked at, so the past can be judged as it was.
    """
    nil = nil_at if nil_at is not None and nil_at <= now else None
    seen = now + timedelta(microseconds=1)
    first = received.first(period.starts_at, min(period.due_at, seen))
    if first is not None:
        return Standing(
            period=period,
            status=ReturnStatus.REPORTED,
            is_reported=True,
            answered_at=first,
            nil_at=nil,
            nil_superseded_at=max(first, nil) if nil else None,
        )
    if nil is not None and nil < period.due_at:
        return Standing(
            period=period, status=ReturnStatus.NIL, answered_at=nil, nil_at=nil
        )
    if now < period.due_at:
        near = _is_near(period, now=now, calendar=calendar)
        return Standing(period=period, status=ReturnStatus.OPEN, is_near_due=near)
    return _overdue(period, received, nil, now=now, calendar=calendar)


def _overdue(
    period: Period,
    received: Received,
    nil: datetime | None,
    *,
    now: datetime,
    calendar: WorkCalendar,
) -> Standing:
    """Judge a period that passed its due time without a word."""
    last = min(period.closes_at, now + timedelta(microseconds=1))
    report = received.first(period.due_at, last)
    in_time_to_count = nil if nil and nil < period.closes_at else None
    came = [at for at in (report, in_time_to_count) if at is not None]
    if not came and now >= period.closes_at:
        return Standing(period=period, status=ReturnStatus.MISSED, nil_at=nil)
    until = min(came) if came else now
    return Standing(
        period=period,
        status=ReturnStatus.LATE,
        is_reported=report is not None,
        answered_at=min(came) if came else None,
        late_days=max(0, calendar.left(period.due_day, beijing_day(until))),
        nil_at=nil,
    )


def _is_near(period: Period, *, now: datetime, calendar: WorkCalendar) -> bool:
    if period.rhythm is Rhythm.MONTHLY:
        first = calendar.add(period.due_day, -_LEAD_WORKING_DAYS)
        return beijing_day(now) >= first
    return now >= period.due_at - _LEAD[period.rhythm]


def next_unanswered(standings: Iterable[Standing]) -> Standing | None:
    """Return the oldest period for which a word may still come, None without one."""
    waiting = [one for one in standings if one.is_unanswered]
    return min(waiting, key=lambda one: one.period.starts_at, default=None)


def tally(standings: Sequence[Standing]) -> Tally:
    """Count standings; open ones are neither answered nor due yet."""
    counts = dict.fromkeys(ReturnStatus, 0)
    for one in standings:
        counts[one.status] += 1
    return Tally(
        due=len(standings) - counts[ReturnStatus.OPEN],
        reported=counts[ReturnStatus.REPORTED],
        nil=counts[ReturnStatus.NIL],
        late=counts[ReturnStatus.LATE],
        missed=counts[ReturnStatus.MISSED],
        open=counts[ReturnStatus.OPEN],
        late_days=sum(one.late_days for one in standings),
    )
