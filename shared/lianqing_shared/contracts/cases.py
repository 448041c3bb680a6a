"""Messages about cases: proposing, verifying, deciding, lifting.

Source: plan part 3 and 4; the life cycle is architecture section 6.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    CaseId,
    Event,
    HeardPart,
    LongText,
    Moment,
    PersonalLong,
    PersonalShort,
    PersonId,
    ReportId,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.meetings import (
    HoldMeeting,
    ListMeetings,
    MeetingPage,
    MeetingView,
)
from lianqing_shared.contracts.plan import ContentClass, Level, Source
from lianqing_shared.contracts.policy import (
    CellView,
    PolicyView,
    Proposal,
    RuleView,
    ShowPolicy,
)
from lianqing_shared.contracts.reports import Facts, Subject
from lianqing_shared.contracts.statistics import CaseCounts, Count, CountCases

__all__ = [  # what stands in modules of its own but is spoken of together with cases
    "CaseCounts",
    "CellView",
    "Count",
    "CountCases",
    "HoldMeeting",
    "ListMeetings",
    "MeetingPage",
    "MeetingView",
    "PolicyView",
    "Proposal",
    "RuleView",
    "ShowPolicy",
]

Limit = Annotated[int, Field(ge=1, le=100)]
CircumstanceCode = Annotated[str, Field(pattern=r"^P4\.[123]\.[1-5]$")]


class CaseState(StrEnum):
    """Where a case stands."""

    OPENED = "opened"
    VERIFYING = "verifying"
    UNSUBSTANTIATED = "unsubstantiated"
    PROPOSED = "proposed"
    STUDYING = "studying"
    SUBMITTED = "submitted"
    WARNED = "warned"
    REPLIED = "replied"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    RECHECKED = "rechecked"
    LIFTED = "lifted"

    @property
    def label(self) -> str:
        """The state as pages name it."""
        return _STATE_TEXT[self]


_STATE_TEXT = {
    CaseState.OPENED: "待核实",
    CaseState.VERIFYING: "核实中",
    CaseState.UNSUBSTANTIATED: "查无实据",
    CaseState.PROPOSED: "待定级",
    CaseState.STUDYING: "集体研究中",
    CaseState.SUBMITTED: "已提交审批",
    CaseState.WARNED: "已预警",
    CaseState.REPLIED: "已答复",
    CaseState.RETURNED: "退回重办",
    CaseState.ACCEPTED: "整改通过",
    CaseState.RECHECKED: "已复查",
    CaseState.LIFTED: "已解除",
}


class Body(StrEnum):
    """Who can decide. Source: P3.2b (3), P3.2c (2), P3.2d (1)."""

    UNIT = "unit"
    CENTRE = "centre"
    DEPUTY_SECRETARY = "deputy_secretary"
    PARTY_SECRETARY = "party_secretary"
    COUNTY_COMMITTEE = "county_committee"

    @property
    def label(self) -> str:
        """The body as letters and pages name it."""
        return {
            "unit": "所在单位",
            "centre": "镇廉政风险预警防控中心",
            "deputy_secretary": "镇纪委分管书记召集成员单位研究",
            "party_secretary": "镇党委书记",
            "county_committee": "县纪委常委会",
        }[self.value]


class CaseProposed(Event):
    """A report was joined to a case, and what the policy makes of it."""

    topic: ClassVar = topology.CASE_PROPOSED
    case_id: CaseId
    report_id: ReportId
    reports: int
    level: Level | None
    """`if_verified` of the proposal: how grave the suspicion is."""
    accepted_at: Moment


class CaseChanged(Event):
    """A case moved; for screens that are open."""

    topic: ClassVar = topology.CASE_CHANGED
    case_id: CaseId
    state: CaseState
    level: Level | None


class OpinionView(HeardPart):
    """What a convened unit said. Source: P3.2c."""

    unit: UnitCode
    unit_name: str = ""
    person_id: PersonId
    person_name: PersonalShort | None = None
    agrees: bool
    text: LongText
    at: Moment


class Basis(HeardPart):
    """On what authority a level was decided; notify refuses a letter without it."""

    body: Body
    decided_by: PersonId
    decided_at: Moment
    convened_units: tuple[UnitCode, ...] = ()
    opinions: int = 0
    resolution_no: str | None = None
    """Number of the county standing committee's resolution."""
    reason: LongText = ""


class WarningDecided(Event):
    """The body of the level has decided; notify may write to the unit."""

    topic: ClassVar = topology.WARNING_DECIDED
    case_id: CaseId
    case_no: str
    level: Level
    circumstances: tuple[CircumstanceCode, ...]
    addressee: UnitCode
    finding: PersonalLong
    """Written by the verifier for the letter; never report text."""
    requirements: tuple[LongText, ...] = ()
    questions: tuple[LongText, ...] = ()
    basis: Basis
    subject_key: str = ""
    subject_unit: UnitCode | None = None
    """The unit that the matter is about, where it is not the addressee."""
    """Of the unit or person warned about, so that nobody meets his own matter."""


class WarningLifted(Event):
    """The warning is lifted."""

    topic: ClassVar = topology.WARNING_LIFTED
    case_id: CaseId
    case_no: str
    addressee: UnitCode
    lifted_by: PersonId
    lifted_at: Moment
    reason: LongText = ""


class StepView(HeardPart):
    """One line of a case's history."""

    at: Moment
    what: str
    """A sentence in Chinese."""
    by: PersonalShort | None = None
    detail: str = ""


class JoinedReport(HeardPart):
    """A report as the case shows it."""

    report_id: ReportId
    report_no: str
    unit: UnitCode
    unit_name: str = ""
    source: Source
    content_class: ContentClass
    title: PersonalShort
    reported_at: Moment
    facts: Facts


class CaseRow(HeardPart):
    """A case in a list."""

    case_id: CaseId
    case_no: str
    state: CaseState
    level: Level | None
    """Decided level; None before the decision."""
    suggested: Level | None
    """What the policy suggests, as if verified."""
    title: PersonalShort
    subject: Subject
    unit_name: str
    source: Source
    content_class: ContentClass
    reports: int
    independent_sources: int
    opened_at: Moment
    changed_at: Moment
    due_on: date | None = None
    """Day by which the next step is expected; None when nothing is due."""
    handler: PersonalShort | None = None


class CaseView(HeardPart):
    """One case, whole; `allowed` are the commands that this actor may give now."""

    row: CaseRow
    facts: Facts
    """Verified ones once verified, else the gravest alleged."""
    is_verified: bool
    finding: PersonalLong | None = None
    proposal: Proposal
    reports: tuple[JoinedReport, ...]
    opinions: tuple[OpinionView, ...] = ()
    convened_units: tuple[UnitCode, ...] = ()
    basis: Basis | None = None
    letter_number: str | None = None
    history: tuple[StepView, ...]
    allowed: tuple[str, ...]
    """Names of commands, e.g. `verify`, `convene`."""


class CasePage(HeardPart):
    """A page of cases; `next` continues, None at the end."""

    cases: tuple[CaseRow, ...]
    total: int
    next: str | None = None


class SearchCases(Ask[CasePage]):
    """Look through cases, gravest suggestion first, then newest.

    `verified_only` is the warning database (P3.3). `open_only` leaves out ended ones.
    """

    topic: ClassVar = topology.SEARCH_CASES
    answer: ClassVar[type[BaseModel]] = CasePage
    text: Annotated[str, Field(max_length=100)] = ""
    state: CaseState | None = None
    level: Level | None = None
    unit: UnitCode | None = None
    source: Source | None = None
    content_class: ContentClass | None = None
    verified_only: bool = False
    open_only: bool = False
    after: str | None = None
    limit: Limit = 50


class ShowCase(Ask[CaseView]):
    """Open one case by id or by number."""

    topic: ClassVar = topology.SHOW_CASE
    answer: ClassVar[type[BaseModel]] = CaseView
    case: ShortText


class _CaseCommand(Ask[CaseView]):
    """A person acts on one case; the answer is the case as it then stands."""

    answer: ClassVar[type[BaseModel]] = CaseView
    case_id: CaseId


class BeginCase(_CaseCommand):
    """Take a case into verification; the actor becomes its handler."""

    topic: ClassVar = topology.BEGIN_CASE


class VerifyCase(_CaseCommand):
    """Record what verification found: true facts and a finding, or nothing to it."""

    topic: ClassVar = topology.VERIFY_CASE
    is_substantiated: bool
    facts: Facts | None = None
    """Verified facts; required when substantiated."""
    finding: PersonalLong
    """What was found, in the verifier's own words; goes into the letter."""
    addressee: UnitCode | None = None
    """The unit the letter goes to; required when substantiated."""


class ConfirmCase(_CaseCommand):
    """Unit or centre confirms level 3. Source: P3.2b."""

    topic: ClassVar = topology.CONFIRM_CASE
    circumstances: tuple[CircumstanceCode, ...]
    requirements: tuple[LongText, ...] = ()
    reason: LongText = ""
    """Required when the policy suggests another level."""


class ConveneCase(_CaseCommand):
    """The deputy secretary convenes at least two member units. Source: P3.2c."""

    topic: ClassVar = topology.CONVENE_CASE
    units: tuple[UnitCode, ...]
    reason: LongText = ""


class OpineCase(_CaseCommand):
    """A convened unit's person gives the unit's opinion. Source: P3.2c."""

    topic: ClassVar = topology.OPINE_CASE
    agrees: bool
    text: LongText


class SubmitCase(_CaseCommand):
    """The centre submits a level-1 case to one of the two bodies. Source: P3.2d."""

    topic: ClassVar = topology.SUBMIT_CASE
    to: Body
    reason: LongText = ""


class DecideCase(_CaseCommand):
    """The deputy secretary (2), Party secretary or county committee (1) decides."""

    topic: ClassVar = topology.DECIDE_CASE
    approves: bool
    """False sends the case back to `proposed`."""
    circumstances: tuple[CircumstanceCode, ...] = ()
    requirements: tuple[LongText, ...] = ()
    questions: tuple[LongText, ...] = ()
    resolution_no: ShortText | None = None
    """Required when the county standing committee resolves."""
    reason: LongText = ""


class NoteCase(_CaseCommand):
    """Enter progress or a result. Source: P1.1.3."""

    topic: ClassVar = topology.NOTE_CASE
    text: LongText


class RecheckCase(_CaseCommand):
    """Record a re-check after an accepted reply."""

    topic: ClassVar = topology.RECHECK_CASE
    is_mended: bool
    text: LongText


class LiftCase(_CaseCommand):
    """Lift the warning; by whoever may decide its level."""

    topic: ClassVar = topology.LIFT_CASE
    reason: LongText
