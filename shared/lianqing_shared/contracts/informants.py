"""Messages about invited informants. Source: plan P1.3.2a, P1.3.2b."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    HeardPart,
    LongText,
    Moment,
    PersonalShort,
    PersonId,
    UnitCode,
)


class Background(StrEnum):
    """Where informants are recruited from. Source: P1.3.2a."""

    DEPUTY = "deputy"
    CPPCC = "cppcc"
    NON_PARTY = "non_party"

    @property
    def label(self) -> str:
        """The plan's word."""
        return {"deputy": "人大代表", "cppcc": "政协委员", "non_party": "无党派人士"}[
            self.value
        ]


class InformantState(StrEnum):
    """Applied for by a unit, then filed by the centre, then ended."""

    APPLIED = "applied"
    FILED = "filed"
    ENDED = "ended"


class RecordKind(StrEnum):
    """What is kept about an informant. Source: P1.3.2b 培训、考核、奖惩."""

    TRAINING = "training"
    ASSESSMENT = "assessment"
    REWARD = "reward"
    PUNISHMENT = "punishment"


class InformantRecord(HeardPart):
    """One training, assessment, reward or punishment."""

    kind: RecordKind
    on: date
    text: LongText
    score: Annotated[int, Field(ge=0, le=100)] | None = None


class InformantView(HeardPart):
    """An invited informant; `recruiter` answers for him (谁选聘、谁负责)."""

    person_id: PersonId
    name: PersonalShort
    background: Background
    recruiter: UnitCode
    state: InformantState
    applied_at: Moment
    filed_at: Moment | None = None
    filing_no: str | None = None
    records: tuple[InformantRecord, ...] = ()


class InformantPage(HeardPart):
    """By filing, newest first."""

    informants: tuple[InformantView, ...]


class ListInformants(Ask[InformantPage]):
    """List the informants' database."""

    topic: ClassVar = topology.LIST_INFORMANTS
    answer: ClassVar[type[BaseModel]] = InformantPage


class ApplyInformant(Ask[InformantView]):
    """A unit recruits an informant and applies for filing. Source: P1.3.2a."""

    topic: ClassVar = topology.APPLY_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantView
    name: PersonalShort
    background: Background
    recruiter: UnitCode


class FileInformant(Ask[InformantView]):
    """The centre files an informant; never by whoever applied. Source: P1.3.2a."""

    topic: ClassVar = topology.FILE_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantView
    person_id: PersonId


class TrainInformant(Ask[InformantView]):
    """Record a training. Source: P1.3.2b."""

    topic: ClassVar = topology.TRAIN_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantView
    person_id: PersonId
    on: date
    text: LongText


class AssessInformant(Ask[InformantView]):
    """Record an assessment, reward or punishment. Source: P1.3.2b."""

    topic: ClassVar = topology.ASSESS_INFORMANT
    answer: ClassVar[type[BaseModel]] = InformantView
    person_id: PersonId
    kind: RecordKind
    on: date
    text: LongText
    score: Annotated[int, Field(ge=0, le=100)] | None = None
