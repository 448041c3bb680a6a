"""Messages that keep the network's units: change, pause, merge, seek, import, export.

Source: plan P1.0, P1.1, P1.2.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Base64Bytes, BaseModel, Field, StringConstraints

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    HeardPart,
    Moment,
    Part,
    PersonalShort,
    ShortText,
    UnitCode,
)
from lianqing_shared.contracts.network import (
    KindText,
    Position,
    UnitKind,
    UnitStatus,
    UnitView,
)

SearchText = Annotated[str, StringConstraints(max_length=100)]
MOST_CONTACTS = 20
MOST_ALIASES = 50
MOST_HITS = 100
MOST_ERRORS = 500
"""Row errors that one answer names; the rest are only counted."""


class Contact(Part):
    """Whom to ask in a unit; read by administrators, the centre and the unit only."""

    name: PersonalShort
    phone: PersonalShort | None = None
    email: PersonalShort | None = None
    duty: ShortText | None = None


class UnitField(StrEnum):
    """What `ChangeUnit` can empty."""

    AREA_CODE = "area_code"
    LEADER = "leader"
    DEPUTY = "deputy"
    CONTACTS = "contacts"
    ALIASES = "aliases"
    KIND_TEXT = "kind_text"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The field as forms and spreadsheets name it."""
        return {
            "area_code": "区划代码",
            "leader": "负责人",
            "deputy": "分管负责人",
            "contacts": "联系人",
            "aliases": "别名",
            "kind_text": "类型名称",
            "remark": "备注",
        }[self.value]


class UnitChange(StrEnum):
    """What happened to a unit with one of its versions."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    MERGED = "merged"
    ABSORBED = "absorbed"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The change as pages name it."""
        return {
            "added": "登记",
            "changed": "变更资料",
            "moved": "调整上级",
            "suspended": "暂停",
            "resumed": "恢复",
            "merged": "并入其他单位",
            "absorbed": "并入了其他单位",
            "revoked": "停用",
        }[self.value]


class UnitRef(HeardPart):
    """A unit by code and name."""

    code: UnitCode
    name: ShortText


class ClerkRef(HeardPart):
    """An entry clerk's appointment; names only for those who may read them."""

    name: PersonalShort | None = None
    appointed_at: Moment
    ended_at: Moment | None = None


class FieldChange(HeardPart):
    """One field before and after; of people's names and contacts only that it changed.

    Both are empty then; otherwise an empty one means: nothing stood there.
    """

    field: str
    before: str = ""
    after: str = ""


class UnitVersion(HeardPart):
    """One change of a unit: who, when, why, and the fields that changed."""

    version: int
    change: UnitChange
    at: Moment
    by: str
    """A person's id, or `system`."""
    reason: str = ""
    fields: tuple[FieldChange, ...] = ()


class UnitDetail(HeardPart):
    """One unit with its place in the tree, its people and its history."""

    unit: UnitView
    version: int
    path: tuple[UnitRef, ...] = ()
    """From the root to the unit's parent."""
    children: tuple[UnitView, ...] = ()
    """The first 100 directly under it, in their order."""
    children_total: int = 0
    descendants: int = 0
    """How many units stand below it, at any depth."""
    has_people: bool = False
    """Whether the asker may read the people below; else they are left out."""
    deputy: PersonalShort | None = None
    contacts: tuple[Contact, ...] = ()
    remark: str = ""
    clerks: tuple[ClerkRef, ...] = ()
    """Appointments, those in force first."""
    versions: tuple[UnitVersion, ...] = ()
    """Newest first, at most 100."""
    reason: str = ""
    """Why it is suspended, merged or revoked."""
    since: datetime | None = None


class ShowUnit(Ask[UnitDetail]):
    """Show one unit, also one that takes no part any more."""

    topic: ClassVar = topology.SHOW_UNIT
    answer: ClassVar[type[BaseModel]] = UnitDetail
    code: UnitCode


class ChangeUnit(Ask[UnitView]):
    """Change what is known of a unit, or move it; what is None stays as it is."""

    topic: ClassVar = topology.CHANGE_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    version: int | None = None
    """Refuse if the unit is not at this version any more; None asks for no check."""
    name: ShortText | None = None
    kind: UnitKind | None = None
    kind_text: KindText | None = None
    parent: UnitCode | None = None
    area_code: str | None = None
    leader: PersonalShort | None = None
    deputy: PersonalShort | None = None
    contacts: Annotated[tuple[Contact, ...], Field(max_length=MOST_CONTACTS)] | None = (
        None
    )
    position: Position | None = None
    aliases: Annotated[tuple[ShortText, ...], Field(max_length=MOST_ALIASES)] | None = (
        None
    )
    remark: ShortText | None = None
    clear: tuple[UnitField, ...] = ()
    reason: str = Field(default="", max_length=200)


class SuspendUnit(Ask[UnitView]):
    """Pause a unit: sessions end, log-ins and reports are refused until it resumes."""

    topic: ClassVar = topology.SUSPEND_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    reason: ShortText


class ResumeUnit(Ask[UnitView]):
    """Let a suspended unit take part again."""

    topic: ClassVar = topology.RESUME_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    reason: ShortText


class MergeUnit(Ask[UnitView]):
    """Merge a unit into another; answers with the one that goes on."""

    topic: ClassVar = topology.MERGE_UNIT
    answer: ClassVar[type[BaseModel]] = UnitView
    code: UnitCode
    into: UnitCode
    reason: ShortText


class UnitHits(HeardPart):
    """One page of units found."""

    units: tuple[UnitView, ...]
    total: int
    next: str | None = None
    """Give it as `after` for the next page; None on the last."""


class SearchUnits(Ask[UnitHits]):
    """Find units by any part of a name, code or area code, or walk the tree."""

    topic: ClassVar = topology.SEARCH_UNITS
    answer: ClassVar[type[BaseModel]] = UnitHits
    text: SearchText = ""
    kind: UnitKind | None = None
    status: UnitStatus | None = None
    under: UnitCode | None = None
    """Only this unit and all below it."""
    parent: UnitCode | None = None
    """Only the units directly under this one, in their order."""
    limit: Annotated[int, Field(ge=1, le=MOST_HITS)] = 50
    after: str | None = Field(default=None, max_length=500)


class RowError(HeardPart):
    """What is wrong with one cell of a file, why, and what to do about it."""

    row: int
    """As the spreadsheet counts it; 0 for the file as a whole."""
    column: str = ""
    value: str = ""
    """Shortened; stars where the column holds personal text."""
    problem: str


class UnitsImported(HeardPart):
    """What an import did, or would do; with errors nothing was changed at all."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    dry_run: bool = False
    errors: tuple[RowError, ...] = ()
    """By row, at most 500."""
    errors_total: int = 0
    unused_columns: tuple[str, ...] = ()


class ImportUnits(Ask[UnitsImported]):
    """Take units from a spreadsheet (xlsx or csv): all of it or nothing."""

    topic: ClassVar = topology.IMPORT_UNITS
    answer: ClassVar[type[BaseModel]] = UnitsImported
    name: ShortText
    """The file's name; its ending says what it is."""
    file: Base64Bytes
    dry_run: bool = False


class UnitsFile(HeardPart):
    """A spreadsheet of units that `ImportUnits` reads back without a change."""

    name: str
    file: Base64Bytes
    rows: int


class ExportUnits(Ask[UnitsFile]):
    """Give units as a spreadsheet: all, or one and all below it, or only the form."""

    topic: ClassVar = topology.EXPORT_UNITS
    answer: ClassVar[type[BaseModel]] = UnitsFile
    under: UnitCode | None = None
    template: bool = False
