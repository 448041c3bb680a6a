"""Messages about the network: units, people, clerks, informants, sessions.

Source: plan part 1.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Done,
    Event,
    HeardPart,
    LongText,
    Moment,
    PersonalShort,
    PersonId,
    PublicKey,
    Secret,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.people import Actor, Role


class UnitKind(StrEnum):
    """Kinds that the plan names; `other` keeps the list open (P1.1.2 "and others")."""

    COUNTY = "county"
    CENTRE = "centre"
    REPORTING_POINT = "reporting_point"
    MEMBER = "member"
    TOWN = "town"
    VILLAGE = "village"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The kind as pages name it."""
        return {
            "county": "县纪委",
            "centre": "预警防控中心",
            "reporting_point": "信息专报点",
            "member": "成员单位",
            "town": "镇直单位",
            "village": "村",
            "other": "其他",
        }[self.value]


class UnitStatus(StrEnum):
    """Whether a unit takes part."""

    ACTIVE = "active"
    REVOKED = "revoked"


class UnitView(HeardPart):
    """One unit of the network."""

    code: UnitCode
    name: ShortText
    kind: UnitKind
    parent: UnitCode | None = None
    area_code: str | None = None
    """GB/T 2260, GB/T 10114: 6, 9 or 12 digits."""
    leader: PersonalShort | None = None
    status: UnitStatus = UnitStatus.ACTIVE
    aliases: tuple[str, ...] = ()
    """Other spellings found in units' files."""
    public_key: PublicKey | None = None
    """The key of the unit's credential in force; None without one."""
    clerks: int = 0


class UnitChanged(Event):
    """A unit as it now stands; listeners keep the highest `version`."""

    topic: ClassVar = topology.UNIT_CHANGED
    unit: UnitView
    version: int
    at: Moment


class CalendarPublished(Event):
    """The days off and the make-up working days of one year."""

    topic: ClassVar = topology.CALENDAR_PUBLISHED
    year: Annotated[int, Field(ge=2000, le=2100)]
    days_off: tuple[date, ...]
    working_days: tuple[date, ...]
    source: str


class SessionOpened(HeardPart):
    """A session: its token, and what the console needs to greet the person."""

    token: Secret
    """Signed actor token; put it into the header of every request."""
    refresh: Secret
    """Opaque; renews the token until logged out or idle too long."""
    actor: Actor
    unit_name: str
    must_change_password: bool = False


class OpenSession(Ask[SessionOpened]):
    """Log in. The one answer to a wrong name, password or code is the same."""

    topic: ClassVar = topology.OPEN_SESSION
    answer: ClassVar[type[BaseModel]] = SessionOpened
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Secret


class RenewSession(Ask[SessionOpened]):
    """Ask for a fresh token."""

    topic: ClassVar = topology.RENEW_SESSION
    answer: ClassVar[type[BaseModel]] = SessionOpened
    refresh: Secret


class CloseSession(Ask[Done]):
    """Log out; the refresh secret is void from now on."""

    topic: ClassVar = topology.CLOSE_SESSION
    answer: ClassVar[type[BaseModel]] = Done
    refresh: Secret


class ChangePassword(Ask[Done]):
    """Change one's own password; the person's other sessions end."""

    topic: ClassVar = topology.CHANGE_PASSWORD
    answer: ClassVar[type[BaseModel]] = Done
    old: Secret
    new: Secret


class UnitPage(HeardPart):
    """All units, parents before children."""

    units: tuple[UnitView, ...]


class ListUnits(Ask[UnitPage]):
    """List the network's units."""

    topic: ClassVar = topology.LIST_UNITS
    answer: ClassVar[type[BaseModel]] = UnitPage


class AddUnit(Ask[UnitView]):
    """Add a unit."""

    topic: ClassVar = topology.ADD_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    name: ShortText
    kind: UnitKind
    parent: UnitCode
    area_code: str | None = None
    leader: PersonalShort | None = None
    aliases: tuple[str, ...] = ()


class RevokeUnit(Ask[UnitView]):
    """Take a unit's access away; its history stays."""

    topic: ClassVar = topology.REVOKE_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    reason: ShortText


class RecordCredential(Ask[Done]):
    """Record the public key of a credential that the operator issued for a unit."""

    topic: ClassVar = topology.RECORD_CREDENTIAL
    answer: ClassVar[type[BaseModel]] = Done
    unit: UnitCode
    public_key: PublicKey
    issued_at: Moment


class PersonView(HeardPart):
    """A person as administrators see him."""

    person_id: PersonId
    login: str
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    is_active: bool


class PeoplePage(HeardPart):
    """By unit, then name."""

    people: tuple[PersonView, ...]


class ListPeople(Ask[PeoplePage]):
    """List people."""

    topic: ClassVar = topology.LIST_PEOPLE
    answer: ClassVar[type[BaseModel]] = PeoplePage
    unit: UnitCode | None = None


class AddPerson(Ask[PersonView]):
    """Add a person with an initial password."""

    topic: ClassVar = topology.ADD_PERSON
    answer: ClassVar[type[BaseModel]] = PersonView
    login: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{1,31}$")]
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    password: Secret


class AppointClerk(Ask[PersonView]):
    """Appoint an entry clerk: one or two per unit, never three. Source: P1.3.1."""

    topic: ClassVar = topology.APPOINT_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode


class DismissClerk(Ask[PersonView]):
    """End an entry clerk's appointment."""

    topic: ClassVar = topology.DISMISS_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode


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
