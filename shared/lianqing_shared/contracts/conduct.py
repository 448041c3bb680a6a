"""Messages about conduct: relations for recusal, interference, who holds office.

Source: 监察法 Art. 67 (回避); 监察法 Art. 66 (打听、过问、说情); architecture P6.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Event,
    HeardPart,
    Moment,
    PersonalLong,
    PersonalShort,
    PersonId,
    Sha256Hex,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.people import Role

RelationId = Annotated[str, Field(pattern=r"^re_[0-9a-z]{26}$")]
InterferenceId = Annotated[str, Field(pattern=r"^in_[0-9a-z]{26}$")]


class RelationKind(StrEnum):
    """Why somebody keeps out of a matter. Source: 监察法 Art. 67."""

    SPOUSE = "spouse"
    KIN = "kin"
    FORMER_SUPERIOR = "former_superior"
    BUSINESS = "business"
    SAME_UNIT = "same_unit"

    @property
    def label(self) -> str:
        """The relation as pages name it."""
        return {
            "spouse": "配偶",
            "kin": "近亲属",
            "former_superior": "原上下级",
            "business": "经济往来",
            "same_unit": "同一单位",
        }[self.value]


class RelationView(HeardPart):
    """A declared relation: to a whole unit, or to one person in it.

    `named` is the person's name; None where the relation is to the unit, and for
    readers who need not know it (all but who declared it and the secretary).
    """

    relation_id: RelationId
    person_id: PersonId
    person_name: PersonalShort
    kind: RelationKind
    unit: UnitCode
    unit_name: str
    is_whole_unit: bool
    named: PersonalShort | None = None
    declared_at: Moment
    declared_by: str
    ended_at: Moment | None = None
    end_reason: ShortText | None = None


class DeclareRelation(Ask[RelationView]):
    """Declare a relation of oneself, or (an officer) of somebody else.

    With `named` it is to that person in the unit, without it to the whole unit.
    Declaring it again changes nothing. Effective with the next token.
    """

    topic: ClassVar = topology.DECLARE_RELATION
    answer: ClassVar[type[BaseModel]] = RelationView
    person_id: PersonId | None = None
    """Whose relation; None means one's own."""
    kind: RelationKind
    unit: UnitCode
    named: PersonalShort | None = None


class EndRelation(Ask[RelationView]):
    """End a relation, with a reason; never one's own. The row stays as history."""

    topic: ClassVar = topology.END_RELATION
    answer: ClassVar[type[BaseModel]] = RelationView
    relation_id: RelationId
    reason: ShortText


class RelationPage(HeardPart):
    """In force first, then the newest."""

    relations: tuple[RelationView, ...]


class ListRelations(Ask[RelationPage]):
    """List one's own relations; the secretary and security administrator see all.

    A relation to the reader himself is never among them.
    """

    topic: ClassVar = topology.LIST_RELATIONS
    answer: ClassVar[type[BaseModel]] = RelationPage
    person_id: PersonId | None = None
    own_only: bool = False
    with_ended: bool = False


class InterferenceKind(StrEnum):
    """What somebody did. Source: 监察法 Art. 66."""

    INQUIRED = "inquired"
    MEDDLED = "meddled"
    PLEADED = "pleaded"

    @property
    def label(self) -> str:
        """The law's word."""
        return {"inquired": "打听案情", "meddled": "过问案件", "pleaded": "说情干预"}[
            self.value
        ]


class InterferenceWay(StrEnum):
    """By which way somebody interfered."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    MESSAGE = "message"
    THROUGH_OTHERS = "through_others"
    WRITTEN = "written"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The way as pages name it."""
        return {
            "in_person": "当面",
            "telephone": "电话",
            "message": "短信或即时通信",
            "through_others": "托人转达",
            "written": "书面",
            "other": "其他",
        }[self.value]


class InterferenceView(HeardPart):
    """One entry of the interference register; never changed, never deleted."""

    interference_id: InterferenceId
    kind: InterferenceKind
    way: InterferenceWay
    happened_on: date
    asker_name: PersonalShort
    asker_unit: ShortText
    """The unit's name, or what the recorder wrote for somebody from outside."""
    asker_position: PersonalShort | None = None
    about_unit: UnitCode
    about_unit_name: str
    about_name: PersonalShort | None = None
    case_no: str | None = None
    text: PersonalLong
    response: PersonalLong
    recorded_at: Moment
    recorded_by: PersonId
    recorder_name: PersonalShort


class RecordInterference(Ask[InterferenceView]):
    """Record that somebody asked about, meddled with or pleaded in a matter.

    The asker is a person of the system (`asker_id`), or a name with a unit's code or,
    from outside, words for where he works. The matter's unit, and where known its
    person, decide who may not read the entry.
    """

    topic: ClassVar = topology.RECORD_INTERFERENCE
    answer: ClassVar[type[BaseModel]] = InterferenceView
    kind: InterferenceKind
    way: InterferenceWay
    happened_on: date
    asker_id: PersonId | None = None
    asker_name: PersonalShort | None = None
    asker_unit: UnitCode | None = None
    asker_place: ShortText | None = None
    asker_position: PersonalShort | None = None
    about_unit: UnitCode
    about_name: PersonalShort | None = None
    case_no: Annotated[str, Field(max_length=40)] | None = None
    text: Annotated[PersonalLong, Field(min_length=1)]
    response: Annotated[PersonalLong, Field(min_length=1)]


class InterferencePage(HeardPart):
    """Newest first; `next` is the place to go on from."""

    interferences: tuple[InterferenceView, ...]
    next: str | None = None


class ListInterferences(Ask[InterferencePage]):
    """Read the register; not by who interfered nor by whom the matter concerns."""

    topic: ClassVar = topology.LIST_INTERFERENCES
    answer: ClassVar[type[BaseModel]] = InterferencePage
    after: InterferenceId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class Officer(HeardPart):
    """Who holds a deciding office or heads a unit, without his name.

    `keys` are his own as a subject, under his present and former names and units;
    listeners keep the highest `version` of each person. Without `roles` he holds none
    of these offices any more.
    """

    person_id: PersonId
    unit: UnitCode
    roles: tuple[Role, ...]
    keys: tuple[Sha256Hex, ...]
    recused_units: tuple[UnitCode, ...] = ()
    recused_subjects: tuple[Sha256Hex, ...] = ()
    version: int


class OfficersChanged(Event):
    """Those officers who changed, each as he now stands; keyed digests, no names."""

    topic: ClassVar = topology.OFFICERS_CHANGED
    officers: tuple[Officer, ...]
    at: Moment
