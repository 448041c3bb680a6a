"""Messages about letters: served, signed for, answered, accepted, lifted."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Base64Bytes, BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    CaseId,
    Command,
    Event,
    HeardPart,
    LetterId,
    LongText,
    Moment,
    Part,
    PersonalLong,
    PersonalShort,
    PublicKey,
    Sha256Hex,
    ShortText,
    SubmissionId,
    UnitCode,
)
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.contracts.signed import fixed_bytes


class LetterState(StrEnum):
    """Where a letter stands."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    REPLIED = "replied"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LIFTED = "lifted"

    @property
    def label(self) -> str:
        """The state as pages name it."""
        return {
            "issued": "已送达待签收",
            "acknowledged": "已签收待答复",
            "replied": "已答复待审核",
            "returned": "退回重办",
            "accepted": "整改通过",
            "lifted": "已解除",
        }[self.value]


class LetterIssued(Event):
    """A letter has its number; on the log without its PDF."""

    topic: ClassVar = topology.LETTER_ISSUED
    letter_id: LetterId
    case_id: CaseId
    number: str
    """E.g. 柳廉询〔2026〕3号."""
    kind: LetterKind
    level: Level
    addressee: UnitCode
    issued_at: Moment
    reply_due_on: date
    pdf_sha256: Sha256Hex


class LetterServed(Event):
    """A letter as its unit receives it; `signature` covers `signed_bytes()`."""

    topic: ClassVar = topology.LETTER_SERVED
    letter_id: LetterId
    number: str
    kind: LetterKind
    level: Level
    title: str
    unit: UnitCode
    issued_at: Moment
    reply_due_on: date
    pdf: Base64Bytes
    pdf_sha256: Sha256Hex
    signed_by: PublicKey
    signature: str

    def signed_bytes(self) -> bytes:
        """Return the bytes that the centre signs; the PDF stands by its digest."""
        return fixed_bytes(
            self.letter_id,
            self.number,
            self.kind,
            self.level,
            self.title,
            self.unit,
            self.issued_at,
            self.reply_due_on,
            self.pdf_sha256,
            self.signed_by,
        )


class LiftingServed(Event):
    """The unit is told that the warning is lifted."""

    topic: ClassVar = topology.LIFTING_SERVED
    letter_id: LetterId
    number: str
    unit: UnitCode
    lifted_at: Moment
    reason: LongText = ""


class PromptKind(StrEnum):
    """Why a unit is prompted."""

    REMINDER = "reminder"
    OVERDUE = "overdue"
    RETURNED = "returned"
    """The centre sends the answer back to be done again."""
    REFUSED = "refused"
    """The answer could not be taken as it stands."""

    @property
    def label(self) -> str:
        """The kind as pages and file names say it."""
        return {
            "reminder": "催办",
            "overdue": "逾期",
            "returned": "退回重办",
            "refused": "答复未受理",
        }[self.value]


class PromptServed(Event):
    """The unit is reminded of a letter, or told why its answer is not enough."""

    topic: ClassVar = topology.PROMPT_SERVED
    letter_id: LetterId
    number: str
    unit: UnitCode
    kind: PromptKind
    text: PersonalLong
    """One or two sentences in Chinese: what is wrong, and what to do by when."""
    due_on: date
    at: Moment


class AcknowledgeLetter(Command):
    """The unit's adapter has stored the letter; signed with the unit's own key."""

    topic: ClassVar = topology.ACKNOWLEDGE_LETTER
    submission_id: SubmissionId
    letter_id: LetterId
    pdf_sha256: Sha256Hex
    received_at: Moment
    signed_by: PublicKey
    signature: str

    def signed_bytes(self) -> bytes:
        """Return the bytes that the unit signs."""
        return fixed_bytes(
            self.submission_id,
            self.letter_id,
            self.pdf_sha256,
            self.received_at,
            self.signed_by,
        )


class Measure(Part):
    """One measure of rectification. Source: domain 1.4, reply content (3)."""

    what: ShortText
    who: PersonalShort
    due_on: date


class ReplyBody(Part):
    """What a reply must hold. Source: domain 1.4, reply content (1) to (7)."""

    findings: PersonalLong
    causes: PersonalLong
    measures: tuple[Measure, ...] = ()
    progress: PersonalLong = Field(default_factory=lambda: PersonalLong(""))
    answers: tuple[LongText, ...] = ()
    """Point by point, to each question of an inquiry (level 2)."""
    signed_by_leader: PersonalShort


class ReplyLetter(Command, ReplyBody):
    """A unit answers a letter through its adapter."""

    topic: ClassVar = topology.REPLY_LETTER
    submission_id: SubmissionId
    letter_id: LetterId


class LetterAcknowledged(Event):
    """The unit has signed for a letter."""

    topic: ClassVar = topology.LETTER_ACKNOWLEDGED
    letter_id: LetterId
    case_id: CaseId
    at: Moment


class LetterReplied(Event):
    """The unit has answered a letter."""

    topic: ClassVar = topology.LETTER_REPLIED
    letter_id: LetterId
    case_id: CaseId
    at: Moment
    is_late: bool


class LetterOverdue(Event):
    """The day of reply has passed."""

    topic: ClassVar = topology.LETTER_OVERDUE
    letter_id: LetterId
    case_id: CaseId
    due_on: date
    at: Moment


class ReplyAccepted(Event):
    """The centre accepts a reply."""

    topic: ClassVar = topology.REPLY_ACCEPTED
    letter_id: LetterId
    case_id: CaseId
    at: Moment


class ReplyReturned(Event):
    """The centre sends a reply back."""

    topic: ClassVar = topology.REPLY_RETURNED
    letter_id: LetterId
    case_id: CaseId
    at: Moment
    reason: LongText
    due_on: date


class DeadlineView(HeardPart):
    """A deadline of a letter. `basis` is official, library or provisional."""

    what: str
    due_on: date
    basis: str
    working_days_left: int
    is_overdue: bool
    is_done: bool


class ReplyView(HeardPart):
    """A reply as the centre reads it."""

    round: int
    at: Moment
    by: str
    body: ReplyBody
    verdict: str | None = None
    """`accepted`, `returned`, or None while it waits."""
    verdict_reason: LongText = ""


class LetterView(HeardPart):
    """A letter; `pdf` only when asked for."""

    letter_id: LetterId
    case_id: CaseId
    case_no: str
    number: str
    kind: LetterKind
    level: Level
    addressee: UnitCode
    addressee_name: str
    state: LetterState
    issued_at: Moment
    acknowledged_at: Moment | None = None
    reply_due_on: date
    deadlines: tuple[DeadlineView, ...] = ()
    replies: tuple[ReplyView, ...] = ()
    pdf: Base64Bytes | None = None
    pdf_sha256: Sha256Hex
    allowed: tuple[str, ...] = ()


class LetterPage(HeardPart):
    """Newest first."""

    letters: tuple[LetterView, ...]
    total: int
    next: str | None = None


class SearchLetters(Ask[LetterPage]):
    """Look through letters; a unit sees its own only."""

    topic: ClassVar = topology.SEARCH_LETTERS
    answer: ClassVar[type[BaseModel]] = LetterPage
    case_id: CaseId | None = None
    unit: UnitCode | None = None
    state: LetterState | None = None
    overdue_only: bool = False
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class ShowLetter(Ask[LetterView]):
    """Open one letter by id or by number."""

    topic: ClassVar = topology.SHOW_LETTER
    answer: ClassVar[type[BaseModel]] = LetterView
    letter: ShortText
    with_pdf: bool = False


class EnterReply(Ask[LetterView], ReplyBody):
    """A unit's responder replies in the console."""

    topic: ClassVar = topology.ENTER_REPLY
    answer: ClassVar[type[BaseModel]] = LetterView
    letter_id: LetterId


class AcceptReply(Ask[LetterView]):
    """The centre accepts the latest reply."""

    topic: ClassVar = topology.ACCEPT_REPLY
    answer: ClassVar[type[BaseModel]] = LetterView
    letter_id: LetterId
    reason: LongText = ""


class ReturnReply(Ask[LetterView]):
    """The centre sends the latest reply back to be done again."""

    topic: ClassVar = topology.RETURN_REPLY
    answer: ClassVar[type[BaseModel]] = LetterView
    letter_id: LetterId
    reason: LongText
