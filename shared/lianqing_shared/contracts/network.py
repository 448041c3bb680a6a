"""Messages about the network: units as others see them, and the working calendar.

How units are kept, sought, imported and exported is in `units`. Source: plan part 1.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Done,
    Event,
    HeardPart,
    Moment,
    PersonalShort,
    PublicKey,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.schedule import UnitSchedule

KindText = Annotated[str, StringConstraints(max_length=20)]
Position = Annotated[int, Field(ge=0, le=1_000_000)]


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
    """Whether a unit takes part; only an active one reports and logs in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    """For a time: its sessions are closed, its reports are refused with the reason."""
    MERGED = "merged"
    """For good: `successor` has taken its place; its history stays under its code."""
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The state as pages name it."""
        return {
            "active": "在用",
            "suspended": "已暂停",
            "merged": "已并入其他单位",
            "revoked": "已停用",
        }[self.value]


class UnitView(HeardPart):
    """One unit of the network."""

    code: UnitCode
    name: ShortText
    kind: UnitKind
    kind_text: str = ""
    """The kind in a word of its own where `kind` is `other`: 学校, 卫生院, 国企."""
    parent: UnitCode | None = None
    area_code: str | None = None
    """GB/T 2260, GB/T 10114: 6, 9 or 12 digits."""
    leader: PersonalShort | None = None
    """Only for those who may read the unit's people; never in an event."""
    status: UnitStatus = UnitStatus.ACTIVE
    successor: UnitCode | None = None
    """The unit that a merged one went into; letters and later reports go there."""
    position: int = 0
    """The place among the units of one parent, lowest first; equals go by code."""
    aliases: tuple[str, ...] = ()
    """Other spellings found in units' files."""
    public_key: PublicKey | None = None
    """The key of the unit's credential in force; None without one."""
    clerks: int = 0
    schedule: UnitSchedule | None = None
    """When the unit owes word; None from a registry that does not tell yet."""

    @property
    def kind_label(self) -> str:
        """The kind as pages name it, in the unit's own word if it has one."""
        return self.kind_text or self.kind.label


class UnitKey(HeardPart):
    """A key that a unit signs with, or has signed with."""

    public_key: PublicKey
    since: Moment
    until: Moment | None = None
    """When another took its place or it was revoked; what it signed before stays."""


class UnitChanged(Event):
    """A unit as it now stands; listeners keep the highest `version`."""

    topic: ClassVar = topology.UNIT_CHANGED
    unit: UnitView
    version: int
    at: Moment
    keys: tuple[UnitKey, ...] = ()
    """The unit's keys, the latest last; empty from a registry that does not tell."""


class CalendarPublished(Event):
    """The days off and the make-up working days of one year."""

    topic: ClassVar = topology.CALENDAR_PUBLISHED
    year: Annotated[int, Field(ge=2000, le=2100)]
    days_off: tuple[date, ...]
    working_days: tuple[date, ...]
    source: str


class UnitPage(HeardPart):
    """Units, parents before children; of a large network only the upper levels."""

    units: tuple[UnitView, ...]
    total: int = 0
    """How many units there are in all."""
    cut: bool = False
    """Whether units were left out; ask for them with `SearchUnits`."""


class ListUnits(Ask[UnitPage]):
    """List the network's units, at most 1,000 of them."""

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
    kind_text: KindText = ""
    area_code: str | None = None
    leader: PersonalShort | None = None
    deputy: PersonalShort | None = None
    position: Position = 0
    aliases: tuple[str, ...] = ()
    remark: str = Field(default="", max_length=200)


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
