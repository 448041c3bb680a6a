"""Messages about invited informants: life, training, rewards. Source: P1.3.2a, P1.3.2b.

Informants are protected: what is here travels by request and answer only, never as an
event, and each answer is written into the audit log without a name.
Yearly assessment and management rules stand in `informant_conduct`.
"""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Base64Bytes, BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    AmountFen,
    Ask,
    HeardPart,
    Moment,
    PersonalLong,
    PersonalShort,
    PersonId,
    Secret,
    Sha256Hex,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgementView,
    AssessmentView,
    Result,
    RulesVersion,
    Year,
)
from lianqing_shared.contracts.informant_words import (
    Background,
    FindingKind,
    InformantPaper,
    InformantState,
    LifeMove,
    RecordKind,
)
from lianqing_shared.contracts.personal import Personal

Months = Annotated[int, Field(ge=1, le=120)]
Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{1,31}$")]
Page = Annotated[int, Field(ge=1, le=200)]
RecordNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]


class InformantView(HeardPart):
    """An invited informant; `recruiter` answers for him (谁选聘、谁负责)."""

    person_id: PersonId
    name: PersonalShort
    background: Background
    background_text: ShortText | None = None
    """What he is, where the background is `other`."""
    recruiter: UnitCode
    state: InformantState
    """As of now: a term that has run out shows as expired."""
    applied_at: Moment
    filed_at: Moment | None = None
    filing_no: str | None = None
    """Of the newest term, `备〔2026〕1号`."""
    starts_on: date | None = None
    ends_on: date | None = None
    """The last day of the newest filed term."""
    asks_renewal: bool = False
    """A new term was asked for and waits for somebody else to file it."""
    has_account: bool = False
    acknowledged: RulesVersion | None = None
    """The version of the rules in force, once he has acknowledged it; else None."""
    consents_to_publication: bool = False
    result: Result | None = None
    """Of the newest yearly assessment."""


class InformantFinding(HeardPart):
    """Something about an informant that somebody must see to."""

    person_id: PersonId
    name: PersonalShort
    recruiter: UnitCode
    kind: FindingKind
    sentence: str
    """What is wrong, why it matters and what to do, in Chinese; no name in it."""


class InformantPage(HeardPart):
    """By filing, newest first; those who wait for filing on top."""

    informants: tuple[InformantView, ...]
    total: int = 0
    next: PersonId | None = None
    """Ask with `after` set to this for the page that comes next."""
    findings: tuple[InformantFinding, ...] = ()
    """Of everybody whom the asker may see, on the first page only; at most 200."""
    findings_total: int = 0
    """How many there are."""


class TermView(HeardPart):
    """One term of office: asked for, then filed by somebody else or refused."""

    number: int
    months: Months
    asked_at: Moment
    asked_by: str
    asked_by_name: PersonalShort | None = None
    filed_at: Moment | None = None
    filed_by: str | None = None
    filed_by_name: PersonalShort | None = None
    filing_no: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    refused_at: Moment | None = None
    refused_by: str | None = None
    reason: PersonalLong | None = None
    """Why it was asked for, or why it was refused."""


class StepView(HeardPart):
    """One step of an informant's life."""

    move: LifeMove
    at: Moment
    by: str
    by_name: PersonalShort | None = None
    """None where time did it, and in an informant's own file."""
    reason: PersonalLong | None = None


class Withdrawal(HeardPart):
    """When, by whom and why a record was taken back; from then on it counts no more."""

    at: Moment
    by: str
    by_name: PersonalShort | None = None
    """None in an informant's own file."""
    reason: PersonalLong | None = None
    """None for a recruiting unit's head."""
    assessed: Year | None = None
    """The year whose assessment was made before; it stands until it is corrected."""


class InformantRecord(HeardPart):
    """One training, reward or punishment."""

    number: RecordNumber | None = None
    """By which it is taken back; a recruiting unit's head could count others by it."""
    kind: RecordKind
    on: date
    text: PersonalLong
    """The course, or what was rewarded or punished."""
    hours: float | None = None
    place: ShortText | None = None
    amount: AmountFen | None = None
    rule_reference: ShortText | None = None
    """The county rule under which money was given."""
    recorded_at: Moment
    recorded_by: str
    withdrawn: Withdrawal | None = None


class InformantFile(HeardPart):
    """All that is kept about one informant.

    A recruiting unit's head gets no assessment, no counts and no rewards: from them he
    could tell who had reported on his unit.
    """

    informant: InformantView
    is_own: bool = False
    """Whether it is the reader's own file."""
    phone: PersonalShort | None = None
    login: str | None = None
    terms: tuple[TermView, ...]
    steps: tuple[StepView, ...]
    records: tuple[InformantRecord, ...] = ()
    assessments: tuple[AssessmentView, ...] = ()
    """Newest year first; of a year, the version in force first."""
    acknowledgements: tuple[AcknowledgementView, ...] = ()
    moves: tuple[LifeMove, ...] = ()
    """What may be done with him now, by somebody whose role may do it."""


class InformantFiled(HeardPart):
    """An informant as filed; the initial password is told this once and never again."""

    informant: InformantView
    login: str | None = None
    initial_password: Secret | None = None


class Paper(HeardPart):
    """A printed page; the same page again has the same bytes."""

    name: str
    """A file name without anybody's name in it."""
    pdf: Base64Bytes
    pdf_sha256: Sha256Hex


class ListInformants(Ask[InformantPage]):
    """List the informants' database; a unit's head sees those his unit recruited."""

    topic: ClassVar = topology.LIST_INFORMANTS
    answer: ClassVar[type[BaseModel]] = InformantPage
    state: InformantState | None = None
    recruiter: UnitCode | None = None
    after: PersonId | None = None
    limit: Page = 100


class ShowInformant(Ask[InformantFile]):
    """Open one informant's file; an informant opens his own by leaving out the id."""

    topic: ClassVar = topology.SHOW_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantFile
    person_id: PersonId | None = None


class ApplyInformant(Ask[InformantView]):
    """A unit recruits an informant and applies for filing. Source: P1.3.2a."""

    topic: ClassVar = topology.APPLY_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantView
    name: PersonalShort
    background: Background
    background_text: ShortText | None = None
    """Required where the background is `other`, else left out."""
    recruiter: UnitCode
    phone: PersonalShort | None = None
    months: Months | None = None
    """Length of the term; as the settings have it if left out."""
    consents_to_publication: bool = False


class FileInformant(Ask[InformantFiled]):
    """The centre files an informant or his new term; never by whoever asked for it.

    With `login` he may report by himself: under a new account, or under the one that he
    has if `links_account` is set.
    """

    topic: ClassVar = topology.FILE_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantFiled
    person_id: PersonId
    starts_on: date | None = None
    """First day of the term; today, or the day after the last term, if left out."""
    login: Login | None = None
    links_account: bool = False
    account_unit: UnitCode | None = None
    """The unit of a new account: the centre if left out, or the recruiting unit."""


class _OfOne(Ask[InformantView]):
    answer: ClassVar[type[BaseModel]] = InformantView
    person_id: PersonId


class _WithReason(_OfOne):
    reason: Annotated[PersonalLong, Field(min_length=1)]


class RefuseInformant(_WithReason):
    """The centre refuses what waits for filing: the applicant, or his new term."""

    topic: ClassVar = topology.REFUSE_INFORMANT


class RenewInformant(_OfOne):
    """Ask for a new term; somebody else files it."""

    topic: ClassVar = topology.RENEW_INFORMANT
    months: Months | None = None
    reason: PersonalLong | None = None


class SuspendInformant(_WithReason):
    """Suspend an informant; his log-in stops at once."""

    topic: ClassVar = topology.SUSPEND_INFORMANT


class ResumeInformant(_WithReason):
    """Let a suspended informant go on."""

    topic: ClassVar = topology.RESUME_INFORMANT


class DismissInformant(_WithReason):
    """Dismiss an informant (解聘); his history stays. Source: domain 1.5."""

    topic: ClassVar = topology.DISMISS_INFORMANT


class TransferInformant(_WithReason):
    """Let another unit answer for an informant, as when his recruiter was merged."""

    topic: ClassVar = topology.TRANSFER_INFORMANT
    recruiter: UnitCode


class ChangeInformant(_OfOne):
    """Change what is given, leave the rest; an empty telephone is cleared.

    His name stays: relations that people declared to him hang on it.
    """

    topic: ClassVar = topology.CHANGE_INFORMANT
    phone: Annotated[Personal, Field(max_length=200)] | None = None
    background: Background | None = None
    background_text: ShortText | None = None
    """Goes with `background`: required where that is `other`, else left out."""


class ConsentInformant(_OfOne):
    """Record whether his name may stand on a published list of rewards."""

    topic: ClassVar = topology.CONSENT_INFORMANT
    consents: bool


class TrainInformant(_OfOne):
    """Record a training. Source: P1.3.2b."""

    topic: ClassVar = topology.TRAIN_INFORMANT
    course: Annotated[PersonalShort, Field(min_length=1)]
    hours: Annotated[float, Field(gt=0, le=200, multiple_of=0.5)]
    place: ShortText | None = None
    on: date


class RewardInformant(_OfOne):
    """Record a reward; money only under a county rule. Source: P1.3.2b, domain 1.5."""

    topic: ClassVar = topology.REWARD_INFORMANT
    on: date
    text: Annotated[PersonalLong, Field(min_length=1)]
    amount: AmountFen | None = None
    rule_reference: ShortText | None = None
    """The county rule; required with an amount."""


class PunishInformant(_OfOne):
    """Record a punishment. Source: P1.3.2b."""

    topic: ClassVar = topology.PUNISH_INFORMANT
    on: date
    text: Annotated[PersonalLong, Field(min_length=1)]


class WithdrawInformantRecord(Ask[InformantRecord]):
    """Take a record back (撤销记录): it stays in the file and counts no more."""

    topic: ClassVar = topology.WITHDRAW_RECORD
    answer: ClassVar[type[BaseModel]] = InformantRecord
    person_id: PersonId
    number: RecordNumber
    reason: Annotated[PersonalLong, Field(min_length=1)]


class PrintInformant(Ask[Paper]):
    """Print one of an informant's papers; the print is audited."""

    topic: ClassVar = topology.PRINT_INFORMANT
    answer: ClassVar[type[BaseModel]] = Paper
    person_id: PersonId
    paper: InformantPaper
    year: Year | None = None
    """Of the assessment sheet; the newest if left out."""


class PrintRewards(Ask[Paper]):
    """Print a year's list of rewards; names only of those who consent to it."""

    topic: ClassVar = topology.PRINT_REWARDS
    answer: ClassVar[type[BaseModel]] = Paper
    year: Year
