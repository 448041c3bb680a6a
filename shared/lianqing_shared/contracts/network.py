"""Messages about the network: units and the working calendar.

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
    Moment,
    PersonalShort,
    PublicKey,
    ShortText,
    UnitCode,
)


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
