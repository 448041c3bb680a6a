"""Messages about reports: what units submit, what intake answers and passes on."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    AmountFen,
    Ask,
    Command,
    Event,
    HeardPart,
    Moment,
    Part,
    PersonalLong,
    PersonalShort,
    PublicKey,
    ReportId,
    Sha256Hex,
    ShortText,
    SubmissionId,
    UnitCode,
)
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)
from lianqing_shared.contracts.signed import fixed_bytes


class SubjectKind(StrEnum):
    """What a report is about."""

    UNIT = "unit"
    PERSON = "person"


class Subject(Part):
    """The unit or person reported on; `unit` is where a letter would go.

    `unit_name` is as the source wrote it; intake resolves it to `unit` when the adapter
    could not. `person_name` and `id_digest` (keyed digest of the ID number, never the
    number) are given only for persons.
    """

    kind: SubjectKind
    unit: UnitCode | None = None
    unit_name: ShortText
    person_name: PersonalShort | None = None
    position: ShortText | None = None
    id_digest: Sha256Hex | None = None


class Facts(Part):
    """What is said to have happened, in the terms that the policy reads.

    Alleged in a report; verified ones are recorded by a person and replace these.
    `public_complaints` counts members of the public who complained.
    `risk_assessed` is None where the matter is no major decision.
    """

    behaviour: Behaviour
    consequence: Consequence = Consequence.NONE
    harm: Harm = Harm.LIGHTER
    risk_assessed: bool | None = None
    public_complaints: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    amount_fen: AmountFen | None = None


class Origin(Part):
    """Where a row came from, so that a clerk can find it again."""

    dataset: ShortText
    file_name: PersonalShort | None = None
    file_sha256: Sha256Hex | None = None
    sheet: ShortText | None = None
    row: Annotated[int, Field(ge=1)] | None = None


class ReportBody(Part):
    """What a report says, however it was submitted."""

    submission_id: SubmissionId
    content_class: ContentClass
    source: Source
    subject: Subject
    title: PersonalShort
    narrative: PersonalLong = PersonalLong("")
    occurred_on: date | None = None
    reported_at: Moment
    facts: Facts
    is_real_name: bool = False
    sealed_reporter: Annotated[str, Field(max_length=4_000)] | None = None
    """The reporter's identity, sealed to the officers' keys at the source (base64)."""
    origin: Origin | None = None


class SubmitReport(Command, ReportBody):
    """Submit one report; the server's mapping tells the unit, never the body."""

    topic: ClassVar = topology.SUBMIT_REPORT


class Outcome(StrEnum):
    """What became of a submission: exactly one of these."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    QUARANTINED = "quarantined"

    @property
    def label(self) -> str:
        """The outcome as clerks read it."""
        return {
            "accepted": "已受理",
            "rejected": "不予受理",
            "quarantined": "待人工处理",
        }[self.value]


class Receipt(HeardPart):
    """What became of one submission. `body_sha256` is of the bytes as received."""

    submission_id: str
    body_sha256: Sha256Hex
    outcome: Outcome
    report_no: str | None = None
    reason: str | None = None
    """In Chinese, for the clerk; None when accepted."""


class ReportsReceipted(Event):
    """The centre's receipt; `signature` covers `signed_bytes()`.

    A unit's spool lets go of a row only on a receipt whose signature it has checked.
    """

    topic: ClassVar = topology.REPORTS_RECEIPTED
    unit: UnitCode
    receipts: tuple[Receipt, ...]
    centre_time: Moment
    signed_by: PublicKey
    signature: str

    def signed_bytes(self) -> bytes:
        """Return the bytes that the centre signs."""
        lines = (
            value
            for one in self.receipts
            for value in (
                one.submission_id,
                one.body_sha256,
                one.outcome,
                one.report_no,
                one.reason,
            )
        )
        return fixed_bytes(self.unit, self.centre_time, self.signed_by, *lines)


class ReportAccepted(Event):
    """A report passed screening; grading may join it to a case.

    Carries neither the reporter nor the sealed identity, and not the narrative.
    """

    topic: ClassVar = topology.REPORT_ACCEPTED
    report_id: ReportId
    report_no: str
    unit: UnitCode
    """The unit that reported, not the one reported on."""
    content_class: ContentClass
    source: Source
    subject: Subject
    subject_key: str
    """Normalised: the same unit or person gives the same key (keyed digest)."""
    source_key: str
    """The same origin of information gives the same key; distinct ones are counted."""
    title: PersonalShort
    occurred_on: date | None = None
    reported_at: Moment
    accepted_at: Moment
    facts: Facts


class Verification(StrEnum):
    """What verification found of a report; all that its reporter is told."""

    SUBSTANTIATED = "substantiated"
    UNSUBSTANTIATED = "unsubstantiated"

    @property
    def label(self) -> str:
        """The finding as reporters read it."""
        return {
            "substantiated": "已核实属实",
            "unsubstantiated": "查无实据",
        }[self.value]


class ReportsVerified(Event):
    """Verification has spoken on a matter, and so on the reports that tell of it.

    Nothing of the case: no id, no level, no unit. Source: P3.3, P1.3.2b.
    """

    topic: ClassVar = topology.REPORTS_VERIFIED
    report_ids: tuple[ReportId, ...]
    is_substantiated: bool


class ReportView(HeardPart):
    """A report as its unit and the centre see it."""

    report_id: ReportId | None
    report_no: str | None
    submission_id: str
    unit: UnitCode
    outcome: Outcome
    reason: str | None = None
    received_at: Moment
    content_class: ContentClass | None = None
    source: Source | None = None
    subject: Subject | None = None
    title: PersonalShort | None = None
    narrative: PersonalLong | None = None
    occurred_on: date | None = None
    reported_at: Moment | None = None
    facts: Facts | None = None
    is_real_name: bool = False
    verification: Verification | None = None
    """None until verification has spoken."""


class EnterReport(Ask[ReportView], ReportBody):
    """A clerk enters a report in the console; the unit is the clerk's."""

    topic: ClassVar = topology.ENTER_REPORT
    answer: ClassVar[type[BaseModel]] = ReportView


class ReportPage(HeardPart):
    """Newest first; `next` continues, None at the end."""

    reports: tuple[ReportView, ...]
    total: int
    next: str | None = None


class SearchReports(Ask[ReportPage]):
    """Look through reports; a clerk sees his own unit's only."""

    topic: ClassVar = topology.SEARCH_REPORTS
    answer: ClassVar[type[BaseModel]] = ReportPage
    unit: UnitCode | None = None
    outcome: Outcome | None = None
    text: Annotated[str, Field(max_length=100)] = ""
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ShowReport(Ask[ReportView]):
    """Open one report."""

    topic: ClassVar = topology.SHOW_REPORT
    answer: ClassVar[type[BaseModel]] = ReportView
    report_id: ReportId


class QuarantinedView(HeardPart):
    """A message that could not be read, without its content."""

    id: int
    unit: str
    reason: str
    size: int
    at: Moment


class QuarantinePage(HeardPart):
    """Newest first."""

    items: tuple[QuarantinedView, ...]
    total: int


class ListQuarantine(Ask[QuarantinePage]):
    """List what could not be read."""

    topic: ClassVar = topology.LIST_QUARANTINE
    answer: ClassVar[type[BaseModel]] = QuarantinePage
    limit: Annotated[int, Field(ge=1, le=100)] = 50
