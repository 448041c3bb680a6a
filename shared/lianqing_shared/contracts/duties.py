"""Messages about duties: entry clerks, schedules of reporting, returns.

Source: plan P1.3.1; domain 1.5 (nil returns, late and missed reports).
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Command,
    HeardPart,
    Moment,
    PersonalShort,
    PersonId,
    ShortText,
    SubmissionId,
    UnitCode,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.schedule import (
    DayOfMonth,
    IsoWeekday,
    Rhythm,
    ScheduleTerm,
    TimeOfDay,
    WorkingDays,
)

PeriodKey = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9]{4}-([01][0-9]|W[0-5][0-9]|[01][0-9]-[0-3][0-9])$"
    ),
]
"""`2026-11` a month, `2026-W47` an ISO week, `2026-11-20` a day."""
Year = Annotated[int, Field(ge=2000, le=2100)]


class TargetKind(StrEnum):
    """The page where something can be put right."""

    UNIT = "unit"
    PERSON = "person"
    CLERKS = "clerks"
    INFORMANT = "informant"
    RELATIONS = "relations"
    RETURNS = "returns"

    @property
    def label(self) -> str:
        """The page as links name it."""
        return {
            "unit": "单位",
            "person": "人员",
            "clerks": "录入员",
            "informant": "特邀信息员",
            "relations": "回避关系",
            "returns": "报送情况",
        }[self.value]


class Target(HeardPart):
    """Where to go: the unit's code for units, clerks and returns, else an id."""

    kind: TargetKind
    id: str


# --- entry clerks


class ClerkView(HeardPart):
    """One appointment as an entry clerk, in force or past."""

    person_id: PersonId
    login: str
    name: PersonalShort
    unit: UnitCode
    is_active: bool
    """Whether the appointment is in force."""
    appointed_at: Moment
    appointed_by: str
    appointed_by_name: PersonalShort | None = None
    qualification: PersonalShort | None = None
    """政治可靠、业务能力强、会电脑, as recorded at the appointment."""
    ended_at: Moment | None = None
    ended_by: str | None = None
    ended_by_name: PersonalShort | None = None
    handover: PersonalShort | None = None
    """What was handed over to whom, where he was replaced."""
    can_log_in: bool = False
    log_in_note: str = ""
    """Why he cannot log in and what to do; empty where he can."""
    last_log_in_at: Moment | None = None


class ClerkCandidate(HeardPart):
    """Somebody of a unit who could be appointed its entry clerk as things stand."""

    person_id: PersonId
    login: str
    name: PersonalShort


class ClerkPage(HeardPart):
    """By unit; appointments in force first, then the past, newest first."""

    clerks: tuple[ClerkView, ...]
    candidates: tuple[ClerkCandidate, ...] = ()
    """Who could be appointed, by log-in; only where that was asked for."""


class ListClerks(Ask[ClerkPage]):
    """List entry clerks; a unit's head sees his own unit's."""

    topic: ClassVar = topology.LIST_CLERKS
    answer: ClassVar[type[BaseModel]] = ClerkPage
    unit: UnitCode | None = None
    with_past: bool = False
    with_candidates: bool = False
    """Also who of `unit` could be appointed; told to those who may appoint."""


class ReplaceClerk(Ask[ClerkPage]):
    """Put one clerk in another's place in one act: never none, never three."""

    topic: ClassVar = topology.REPLACE_CLERK
    answer: ClassVar[type[BaseModel]] = ClerkPage
    unit: UnitCode
    leaving: PersonId
    entering: PersonId
    handover: PersonalShort
    qualification: PersonalShort | None = None


# --- schedules of reporting


class ScheduleScope(StrEnum):
    """For whom a rule of reporting is set; the narrower one counts."""

    TOWN = "town"
    KIND = "kind"
    UNIT = "unit"

    @property
    def label(self) -> str:
        """The scope as pages name it."""
        return {"town": "全镇默认", "kind": "按单位类别", "unit": "单个单位"}[
            self.value
        ]


class ScheduleRule(HeardPart):
    """A rule that the centre set; `term` is None where the wider rule counts again."""

    scope: ScheduleScope
    unit: UnitCode | None = None
    kind: UnitKind | None = None
    valid_from: date
    term: ScheduleTerm | None = None
    sentence: str
    set_at: Moment
    set_by: str


class ScheduledUnit(HeardPart):
    """What one unit owes today, and what it will owe next if that differs."""

    unit: UnitCode
    name: ShortText
    kind: UnitKind
    scope: ScheduleScope
    """Whose rule counts for it today."""
    term: ScheduleTerm
    sentence: str
    coming: ScheduleTerm | None = None
    coming_sentence: str = ""


class SchedulePage(HeardPart):
    """Rules newest first; units in use, parents before children."""

    rules: tuple[ScheduleRule, ...]
    units: tuple[ScheduledUnit, ...]


class ListSchedules(Ask[SchedulePage]):
    """List who owes word when."""

    topic: ClassVar = topology.LIST_SCHEDULES
    answer: ClassVar[type[BaseModel]] = SchedulePage
    unit: UnitCode | None = None


class SetSchedule(Ask[SchedulePage]):
    """Set when word is owed: for a unit, for a kind of units, or for the whole town.

    `rhythm` None lets the wider rule count again. `valid_from` defaults to tomorrow and
    is never in the past, so that no past period becomes late. Answers with the units
    for which something changed.
    """

    topic: ClassVar = topology.SET_SCHEDULE
    answer: ClassVar[type[BaseModel]] = SchedulePage
    unit: UnitCode | None = None
    kind: UnitKind | None = None
    rhythm: Rhythm | None = None
    at: TimeOfDay = "16:00"
    weekday: IsoWeekday = 5
    cut_off_day: DayOfMonth = 20
    due_within: WorkingDays = 5
    valid_from: date | None = None


# --- the returns of units, period by period


class ReturnStatus(StrEnum):
    """How a unit stands with one period: exactly one of these at any moment."""

    OPEN = "open"
    REPORTED = "reported"
    NIL = "nil"
    LATE = "late"
    MISSED = "missed"

    @property
    def label(self) -> str:
        """The status as pages name it."""
        return {
            "open": "未到期",
            "reported": "已报送",
            "nil": "零报告",
            "late": "迟报",
            "missed": "漏报",
        }[self.value]


class ReturnView(HeardPart):
    """How one unit stands with one period."""

    unit: UnitCode
    unit_name: ShortText
    period: PeriodKey
    label: str
    """The period as pages name it: `2026年11月（10月21日至11月20日）`."""
    starts_at: Moment
    ends_at: Moment
    due_at: Moment
    status: ReturnStatus
    reports: int
    """1 where reports speak for this period, however many; 0 where none does.

    The number would tell a recused reader of reports that he finds nowhere.
    """
    answered_at: Moment | None = None
    """When the first word came that counts: a report or a nil return."""
    late_days: int = 0
    """Working days after the due day; still growing while nothing has come."""
    nil_at: Moment | None = None
    nil_by: str | None = None
    """A person, or `adapter`."""
    nil_superseded_at: Moment | None = None
    """When a report for the period came after all; the nil return no longer counts."""
    is_near_due: bool = False
    may_enter_nil: bool = False
    """Whether a clerk of the unit may still hand in a nil return for it."""
    sentence: str
    """How it stands and what to do, ready for the page."""


class ReturnReminder(HeardPart):
    """A period that needs somebody's hand now, for the home page."""

    unit: UnitCode
    period: PeriodKey
    status: ReturnStatus
    due_at: Moment
    sentence: str
    target: Target


class ReturnPage(HeardPart):
    """By unit, then period, newest first."""

    returns: tuple[ReturnView, ...]
    reminders: tuple[ReturnReminder, ...]
    """Late ones first, then those soon due; at most 100."""
    total: int = 0
    """How many periods there are; an answer holds at most 600 of them."""


class ListReturns(Ask[ReturnPage]):
    """List how units stand; all but the centre and its leaders see their own only.

    Without `year` the `latest` periods of each unit that have begun.
    """

    topic: ClassVar = topology.LIST_RETURNS
    answer: ClassVar[type[BaseModel]] = ReturnPage
    unit: UnitCode | None = None
    status: ReturnStatus | None = None
    year: Year | None = None
    latest: Annotated[int, Field(ge=1, le=60)] = 3


class ReturnTally(HeardPart):
    """One unit's year: every period with its due day in it, counted once."""

    unit: UnitCode | None
    """None for the whole town."""
    unit_name: ShortText
    due: int
    """Periods that are answered or past their due day."""
    reported: int
    nil: int
    late: int
    missed: int
    open: int
    late_days: int
    on_time_permille: int | None = None
    """In time of a thousand that were due; None where none was."""
    sentence: str


class ReturnTallies(HeardPart):
    """The town first, then its units, the least punctual first."""

    year: Year
    tallies: tuple[ReturnTally, ...]


class CountReturns(Ask[ReturnTallies]):
    """Count lateness in a year, for the assessment of units; None means this year."""

    topic: ClassVar = topology.COUNT_RETURNS
    answer: ClassVar[type[BaseModel]] = ReturnTallies
    year: Year | None = None
    unit: UnitCode | None = None


class EnterNil(Ask[ReturnView]):
    """A clerk states that his unit has nothing to report (零报告).

    Without `period` it is the oldest unanswered one that may still be answered, else
    the one that is running.
    """

    topic: ClassVar = topology.ENTER_NIL
    answer: ClassVar[type[BaseModel]] = ReturnView
    period: PeriodKey | None = None


class SubmitNil(Command):
    """A unit's adapter states that it has nothing to report; a receipt answers."""

    topic: ClassVar = topology.SUBMIT_NIL
    submission_id: SubmissionId
    period: PeriodKey | None = None
