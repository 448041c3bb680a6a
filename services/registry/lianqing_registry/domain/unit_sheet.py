"""The spreadsheet of units: its columns, and a row as somebody filled it in.

An empty cell leaves what is known; `CLEARED` takes it away. Several contacts or other
spellings stand in one cell with semicolons between them. Source: P1.0; domain 6.2.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianqing_registry.domain.unit_words import sought
from lianqing_registry.domain.units import CLEARED, SEPARATORS, UnitDraft
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import Contact

_BETWEEN = SEPARATORS[0]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = "'"
_MARKS = re.compile(r"[（(].*?[)）]|[*＊:：]")


class SheetColumn(StrEnum):
    """The columns of the spreadsheet, in their order; the value heads the column."""

    CODE = "单位代码"
    NAME = "单位名称"
    KIND = "类型"
    PARENT = "上级代码"
    AREA_CODE = "区划代码"
    POSITION = "顺序"
    LEADER = "负责人"
    DEPUTY = "分管负责人"
    CONTACT = "联系人"
    PHONE = "电话"
    EMAIL = "邮箱"
    DUTY = "职务"
    ALIASES = "别名"
    REMARK = "备注"

    @property
    def is_personal(self) -> bool:
        """Return whether its cells are about people, so that no error repeats them."""
        return self in _PERSONAL


_C = SheetColumn
_PERSONAL = frozenset({_C.LEADER, _C.DEPUTY, _C.CONTACT, _C.PHONE, _C.EMAIL})
_OTHER_HEADS: Mapping[SheetColumn, tuple[str, ...]] = {
    _C.CODE: ("代码", "编码", "单位编码", "机构代码", "code"),
    _C.NAME: ("名称", "单位", "机构名称", "全称", "name"),
    _C.KIND: ("单位类型", "种类", "类别", "性质", "kind"),
    _C.PARENT: ("上级", "上级单位", "上级单位代码", "父级代码", "parent"),
    _C.AREA_CODE: ("行政区划代码", "行政区划", "区划", "区域代码", "area_code"),
    _C.POSITION: ("排序", "排列顺序", "position"),
    _C.LEADER: ("主要负责人", "单位负责人", "leader"),
    _C.DEPUTY: ("分管领导", "分管人", "deputy"),
    _C.CONTACT: ("联络员", "联系人姓名", "contact"),
    _C.PHONE: ("联系电话", "电话号码", "手机", "手机号", "手机号码", "phone"),
    _C.EMAIL: ("电子邮箱", "电子邮件", "邮件", "email", "e-mail"),
    _C.DUTY: ("联系人职务", "分工", "duty"),
    _C.ALIASES: ("曾用名", "简称", "其他名称", "又名", "aliases"),
    _C.REMARK: ("说明", "附注", "remark"),
}
_KIND_WORDS = {kind.label: kind for kind in UnitKind} | {k.value: k for k in UnitKind}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One row: its number as the spreadsheet counts, and its cells that are filled."""

    row: int
    cells: Mapping[SheetColumn, str]

    @property
    def code(self) -> str:
        """The unit that the row is about; empty if that is missing."""
        return self.cells.get(SheetColumn.CODE, "").lower()


def column_of(head: str) -> SheetColumn | None:
    """Return the column that a header names, in any of its usual words."""
    return _HEADS.get(sought(_MARKS.sub("", head)))


def heads(cells: Iterable[str]) -> dict[int, SheetColumn]:
    """Return position to column of a header row; of two alike the first counts."""
    found: dict[int, SheetColumn] = {}
    for at, cell in enumerate(cells):
        column = column_of(cell)
        if column is not None and column not in found.values():
            found[at] = column
    return found


def filled_in(line: UnitLine, known: UnitDraft | None) -> UnitDraft:
    """Return the unit as the row wants it, on top of what is known.

    What cannot be read as a number or as contacts is left to `problems_of`.
    """
    start = known or UnitDraft(code=line.code, name="", kind=UnitKind.OTHER)
    kind, word = _kind(line, start)
    return UnitDraft(
        code=line.code,
        name=line.cells.get(_C.NAME, start.name),
        kind=kind,
        kind_text=word,
        parent=_text(line, _C.PARENT, start.parent, lower=True),
        area_code=_text(line, _C.AREA_CODE, start.area_code),
        leader=_person(line, _C.LEADER, start.leader),
        deputy=_person(line, _C.DEPUTY, start.deputy),
        contacts=_contacts(line, start.contacts),
        position=_position(line, start.position),
        aliases=_aliases(line, start.aliases),
        remark=_text(line, _C.REMARK, start.remark) or "",
    )


def cells_of(draft: UnitDraft) -> tuple[str, ...]:
    """Return a unit as a row of the spreadsheet; `filled_in` reads the same back."""
    people = draft.contacts
    values: Mapping[SheetColumn, str | int | None] = {
        _C.CODE: draft.code,
        _C.NAME: draft.name,
        _C.KIND: draft.kind_text or draft.kind.label,
        _C.PARENT: draft.parent,
        _C.AREA_CODE: draft.area_code,
        _C.POSITION: draft.position or None,
        _C.LEADER: draft.leader and draft.leader.reveal(),
        _C.DEPUTY: draft.deputy and draft.deputy.reveal(),
        _C.CONTACT: _joined([one.name for one in people]),
        _C.PHONE: _joined([one.phone for one in people]),
        _C.EMAIL: _joined([one.email for one in people]),
        _C.DUTY: _joined([one.duty for one in people]),
        _C.ALIASES: _BETWEEN.join(draft.aliases),
        _C.REMARK: draft.remark,
    }
    return tuple(_harmless(str(values[one] or "")) for one in SheetColumn)


def as_meant(cell: str) -> str:
    """Return a cell without the quote that kept it from being a formula."""
    text = cell.strip()
    if text.startswith(_QUOTE) and text[1:].startswith((_QUOTE, *_FORMULA)):
        return text[1:]
    return text


def _harmless(text: str) -> str:
    """Put a quote before what a spreadsheet would run as a formula."""
    return _QUOTE + text if text.startswith((_QUOTE, *_FORMULA)) else text


def contact_cells(line: UnitLine) -> tuple[Sequence[str], ...] | None:
    """Return the parts of the four contact columns; None if none of them is filled."""
    columns = (_C.CONTACT, _C.PHONE, _C.EMAIL, _C.DUTY)
    if not any(column in line.cells for column in columns):
        return None
    return tuple(_parts(line.cells.get(column, "")) for column in columns)


def _contacts(line: UnitLine, known: tuple[Contact, ...]) -> tuple[Contact, ...]:
    found = contact_cells(line)
    if found is None:
        return known
    names, *rest = found
    if names == [CLEARED]:
        return ()
    return tuple(
        Contact(
            name=Personal(name),
            phone=_personal(rest[0], at),
            email=_personal(rest[1], at),
            duty=rest[2][at] or None if at < len(rest[2]) else None,
        )
        for at, name in enumerate(names)
        if name
    )


def _personal(parts: Sequence[str], at: int) -> Personal | None:
    text = parts[at] if at < len(parts) else ""
    return Personal(text) if text else None


def _joined(values: Sequence[str | None]) -> str:
    """Join values by their places; Personal ones are meant to be read here."""
    return _BETWEEN.join(str.__str__(one) if one else "" for one in values).rstrip(
        _BETWEEN
    )


def _parts(cell: str) -> list[str]:
    if not cell:
        return []
    return [part.strip() for part in re.split(f"[{SEPARATORS}]", cell)]


def _kind(line: UnitLine, start: UnitDraft) -> tuple[UnitKind, str]:
    """Return the kind and its own word: an unknown word is a kind of its own."""
    word = line.cells.get(_C.KIND)
    if word is None:
        return start.kind, start.kind_text
    kind = _KIND_WORDS.get(word)
    return (kind, "") if kind else (UnitKind.OTHER, word)


def _text(
    line: UnitLine, column: SheetColumn, known: str | None, *, lower: bool = False
) -> str | None:
    text = line.cells.get(column)
    if text is None:
        return known
    if text == CLEARED:
        return None
    return text.lower() if lower else text


def _person(
    line: UnitLine, column: SheetColumn, known: Personal | None
) -> Personal | None:
    text = line.cells.get(column)
    if text is None:
        return known
    return None if text == CLEARED else Personal(text)


def _position(line: UnitLine, known: int) -> int:
    text = line.cells.get(_C.POSITION, "")
    if text == CLEARED:
        return 0
    return int(text) if text.isdecimal() and text.isascii() else known


def _aliases(line: UnitLine, known: tuple[str, ...]) -> tuple[str, ...]:
    text = line.cells.get(_C.ALIASES)
    if text is None:
        return known
    return () if text == CLEARED else tuple(part for part in _parts(text) if part)


_HEADS: Mapping[str, SheetColumn] = {
    sought(head): column
    for column in SheetColumn
    for head in (column.value, *_OTHER_HEADS[column])
}
