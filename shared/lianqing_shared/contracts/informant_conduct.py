"""Messages about informants' yearly assessment and rules. Source: P1.3.2b."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    HeardPart,
    Moment,
    PersonalLong,
    PersonalShort,
    PersonId,
    Sha256Hex,
    UnitCode,
)

Year = Annotated[int, Field(ge=2000, le=2200)]
Score = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0)]
RulesVersion = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$")]


class Result(StrEnum):
    """What a score comes to; the bounds stand in the rule of scoring."""

    EXCELLENT = "excellent"
    COMPETENT = "competent"
    BARELY = "barely"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The result as the sheet names it."""
        return {
            "excellent": "优秀",
            "competent": "合格",
            "barely": "基本合格",
            "failed": "不合格",
        }[self.value]


class Contributions(HeardPart):
    """What one person reported in a year, counted by intake; counts and nothing else.

    `submitted` = `accepted` + `rejected`; `verified` and `unsubstantiated` are of the
    accepted ones on which verification has spoken.
    """

    person_id: PersonId
    submitted: Count = 0
    accepted: Count = 0
    rejected: Count = 0
    verified: Count = 0
    unsubstantiated: Count = 0
    repeated: Count = 0
    """Accepted ones on a matter that he had already reported in that year."""
    late: Count = 0
    """Accepted ones that came long after the day they tell of."""


class ContributionsPage(HeardPart):
    """One row per person asked for, in the order of asking."""

    contributions: tuple[Contributions, ...]


class CountContributions(Ask[ContributionsPage]):
    """Count what people reported in a year; the registry asks it, and nobody else.

    By request and not by events: an event per report and person, or even a nightly sum,
    would lie on the log for days, and who reads the log could set the moments of the
    sums against the moments of accepted reports and tell who had reported what. An
    answer goes to the one who asked and leaves only an audit row, without a count.
    Source: 检举控告工作规则 (2020) Art. 47.
    """

    topic: ClassVar = topology.COUNT_CONTRIBUTIONS
    answer: ClassVar[type[BaseModel]] = ContributionsPage
    person_ids: Annotated[tuple[PersonId, ...], Field(min_length=1, max_length=200)]
    year: Year


class ScoreLine(HeardPart):
    """One line of a score: what was counted, what each counts, and why.

    The points of all lines add up to the score.
    """

    item: str
    """The rule's own name for it: `accepted`, `late` …; besides, `base`, `submitted`
    (what was reported in all, without points) and `bound` (kept within 0 and 100)."""
    label: str
    count: float
    each: float
    points: float
    """After the line's own bound."""
    reason: str
    """In Chinese, as the sheet prints it."""


class ScoreProposal(HeardPart):
    """A score as the rule computes it; a person confirms or changes it."""

    person_id: PersonId
    year: Year
    rule: str
    """Name of the rule of scoring and its version."""
    score: Score
    result: Result
    lines: tuple[ScoreLine, ...]
    has_account: bool = True
    """Without an account nothing can be counted; the score then leans on trainings."""
    scale: str = ""
    """What each score comes to, in one sentence; empty in assessments before it was."""


class AssessmentView(HeardPart):
    """A yearly assessment; `version` above 1 corrects the one before it."""

    year: Year
    version: int
    is_current: bool
    score: Score
    result: Result
    proposal: ScoreProposal
    reason: PersonalLong | None = None
    """Why the person's score differs from the rule's, or why it was corrected."""
    assessed_at: Moment
    assessed_by: str


class ProposeAssessment(Ask[ScoreProposal]):
    """Propose a year's score, each point with its reason; nothing is stored."""

    topic: ClassVar = topology.PROPOSE_ASSESSMENT
    answer: ClassVar[type[BaseModel]] = ScoreProposal
    person_id: PersonId
    year: Year


class AssessInformant(Ask[AssessmentView]):
    """Confirm the proposed score, or set another with a reason; again to correct.

    The rule is asked anew: if it no longer says what was `proposed`, nothing is stored.
    """

    topic: ClassVar = topology.ASSESS_INFORMANT
    answer: ClassVar[type[BaseModel]] = AssessmentView
    person_id: PersonId
    year: Year
    proposed: Score
    """The proposal that the person saw."""
    score: Score
    reason: PersonalLong | None = None
    """Required where the score differs, and with each correction."""


class RulesView(HeardPart):
    """One version of the management rules (管理办法)."""

    version: RulesVersion
    title: str
    text: str
    text_sha256: Sha256Hex
    published_at: Moment
    published_by: str
    is_in_force: bool


class AcknowledgementView(HeardPart):
    """An informant has read and accepted one version of the rules."""

    version: RulesVersion
    text_sha256: Sha256Hex
    at: Moment
    signed_on: date
    is_on_paper: bool
    """Recorded by the centre from a signed paper; else by his own log-in."""
    recorded_by: str


class RulesOutstanding(HeardPart):
    """Somebody who has not acknowledged the version in force."""

    person_id: PersonId
    name: PersonalShort
    recruiter: UnitCode
    due_on: date
    is_overdue: bool


class RulesPage(HeardPart):
    """Newest first; `outstanding` is for those who keep the database."""

    rules: tuple[RulesView, ...]
    outstanding: tuple[RulesOutstanding, ...] = ()
    """Soonest due first; at most 500."""
    outstanding_total: int = 0
    """How many there are."""
    acknowledged: RulesVersion | None = None
    """The version in force, if the asker is an informant and has acknowledged it."""
    draft: str | None = None
    """A text to begin with, as long as nothing was published."""


class ListRules(Ask[RulesPage]):
    """Read the management rules, and who has not yet acknowledged them."""

    topic: ClassVar = topology.LIST_RULES
    answer: ClassVar[type[BaseModel]] = RulesPage


class PublishRules(Ask[RulesView]):
    """Publish a new version; from then on it is in force and to be acknowledged."""

    topic: ClassVar = topology.PUBLISH_RULES
    answer: ClassVar[type[BaseModel]] = RulesView
    version: RulesVersion
    title: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=60_000)]


class AcknowledgeRules(Ask[AcknowledgementView]):
    """Acknowledge the version in force; by himself, or by the centre from a paper."""

    topic: ClassVar = topology.ACKNOWLEDGE_RULES
    answer: ClassVar[type[BaseModel]] = AcknowledgementView
    version: RulesVersion
    person_id: PersonId | None = None
    """Whose signed paper it is; left out by an informant who is logged in."""
    signed_on: date | None = None
    """The day on the paper; required with `person_id`, else left out."""
