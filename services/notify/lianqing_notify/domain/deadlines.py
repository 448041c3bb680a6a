"""Deadlines of a letter by level, and the ladder of reminders towards each.

Figures are defaults from domain 1.4; a town may set others in its file. They are data:
nothing else in the service knows a number of days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from lianqing_shared.clock import BEIJING, beijing_day
from lianqing_shared.contracts.plan import Level
from lianqing_shared.working_days import CalendarBasis, WorkCalendar


class Duty(StrEnum):
    """What a unit owes the centre after a letter."""

    RECEIPT = "receipt"
    REPLY = "reply"
    RECTIFICATION = "rectification"

    @property
    def label(self) -> str:
        """The duty as letters and pages name it."""
        return {
            "receipt": "签收回执",
            "reply": "书面答复",
            "rectification": "整改情况报告",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """How long a duty may take; counted in working days or in calendar days."""

    days: int
    is_working: bool = True

    @property
    def text(self) -> str:
        """The term as letters say it, e.g. `10个工作日`."""
        return f"{self.days}个工作日" if self.is_working else f"{self.days}日"


Terms = Mapping[Duty, Term]

DEFAULT_TERMS: Mapping[Level, Terms] = {
    Level.THREE: {
        Duty.RECEIPT: Term(days=3),
        Duty.REPLY: Term(days=10),
        Duty.RECTIFICATION: Term(days=20),
    },
    Level.TWO: {
        Duty.RECEIPT: Term(days=2),
        Duty.REPLY: Term(days=10),
        Duty.RECTIFICATION: Term(days=20),
    },
    Level.ONE: {
        Duty.RECEIPT: Term(days=1),
        Duty.REPLY: Term(days=10),
        Duty.RECTIFICATION: Term(days=30, is_working=False),
    },
}
"""Source: domain 1.4, rows acknowledge, written reply, rectification report."""

REDO_TERM = Term(days=5)
"""For a reply that was sent back to be done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day of a duty; it ends at 24:00 Beijing time of that day."""

    duty: Duty
    term: Term
    starts_on: date
    due_on: date
    basis: CalendarBasis


def set_deadline(
    duty: Duty, term: Term, *, starts_on: date, calendar: WorkCalendar
) -> Deadline:
    """Compute the last day of a duty; it is never a rest day.

    Calendar days that end on a rest day run to the next working day (民法典 Art. 203).
    """
    if term.is_working:
        due_on = calendar.add(starts_on, term.days)
    else:
        due_on = calendar.on_or_after(starts_on + timedelta(days=term.days))
    return Deadline(
        duty=duty,
        term=term,
        starts_on=starts_on,
        due_on=due_on,
        basis=calendar.basis_between(starts_on, due_on),
    )


def set_again(deadline: Deadline, calendar: WorkCalendar) -> Deadline:
    """Compute a deadline again after its calendar changed; never an earlier day.

    The letter has promised a day in print, and a notice of the State Council cannot
    take that day away from the unit.
    """
    again = set_deadline(
        deadline.duty, deadline.term, starts_on=deadline.starts_on, calendar=calendar
    )
    if again.due_on >= deadline.due_on:
        return again
    due_on = calendar.on_or_after(deadline.due_on)
    return Deadline(
        duty=deadline.duty,
        term=deadline.term,
        starts_on=deadline.starts_on,
        due_on=due_on,
        basis=again.basis,
    )


class Rung(StrEnum):
    """A step of the ladder, in the order of time. Source: domain 1.4."""

    THREE_DAYS = "T-3"
    ONE_DAY = "T-1"
    LAST_DAY = "T"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """The step as pages name it."""
        return {
            "T-3": "到期前3个工作日提醒",
            "T-1": "到期前1个工作日提醒",
            "T": "到期当日提醒",
            "overdue": "逾期",
        }[self.value]


_WORKING_DAYS_BEFORE = {Rung.THREE_DAYS: 3, Rung.ONE_DAY: 1, Rung.LAST_DAY: 0}
_OFFICE_OPENS = time(9)


def moment_of(rung: Rung, due_on: date, calendar: WorkCalendar) -> datetime:
    """Return when a rung falls: 9:00 of its working day; overdue at 24:00 of the last.

    The moment is aware and in Beijing time.
    """
    if rung is Rung.OVERDUE:
        return datetime.combine(due_on + timedelta(days=1), time(0), BEIJING)
    before = _WORKING_DAYS_BEFORE[rung]
    day = calendar.add(due_on, -before) if before else due_on
    return datetime.combine(day, _OFFICE_OPENS, BEIJING)


def next_rung(
    due_on: date, *, after: datetime, last: Rung | None, calendar: WorkCalendar
) -> tuple[Rung, datetime] | None:
    """Return the rung to wait for next and its moment; None once overdue was said.

    Reminders whose moment has passed at `after` are left out: nobody is reminded three
    days before of what is due tomorrow. Overdue is never left out.
    """
    rungs = list(Rung)
    ahead = rungs if last is None else rungs[rungs.index(last) + 1 :]
    for rung in ahead:
        at = moment_of(rung, due_on, calendar)
        if at > after or rung is Rung.OVERDUE:
            return rung, at
    return None


def is_overdue(due_on: date, at: datetime) -> bool:
    """Return whether the last day has ended at a moment."""
    return beijing_day(at) > due_on
