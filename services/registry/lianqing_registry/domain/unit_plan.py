"""Plan an import of units: all of it fits, or every row that does not is named.

Pure: it sees the rows and the units that are known, and says what to write. Parents may
stand after their children; what is as it should be already is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lianqing_registry.domain.areas import check_area_code
from lianqing_registry.domain.tree import path_of
from lianqing_registry.domain.unit_sheet import (
    SheetColumn,
    UnitLine,
    contact_cells,
    filled_in,
)
from lianqing_registry.domain.units import (
    CLEARED,
    ROOTS,
    UnitDraft,
    check_kinds,
    check_place,
    check_words,
    tidy,
)
from lianqing_registry.errors.units import (
    AreaCodeError,
    KindTextError,
    LeaderMissingError,
    UnitPlaceError,
    UnitTextError,
    UnitTooDeepError,
)
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.units import MOST_ALIASES, MOST_CONTACTS
from lianqing_shared.errors import RefusedError

_C = SheetColumn
_CODE = re.compile(r"[a-z][a-z0-9-]{1,31}")
_MOST_CHARACTERS = 200
_MOST_POSITION = 1_000_000
_MOST_KIND = 20
_LIVE = frozenset({UnitStatus.ACTIVE, UnitStatus.SUSPENDED})
_COLUMN_OF: Mapping[type[RefusedError], SheetColumn] = {
    AreaCodeError: _C.AREA_CODE,
    KindTextError: _C.KIND,
    LeaderMissingError: _C.LEADER,
    UnitPlaceError: _C.PARENT,
    UnitTooDeepError: _C.PARENT,
}


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit as it stands before the import."""

    draft: UnitDraft
    path: str
    status: UnitStatus
    version: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one row, and in which column."""

    line: UnitLine
    column: SheetColumn
    problem: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit as it is to be written; `before` is None for a new one."""

    draft: UnitDraft
    path: str
    before: KnownUnit | None


@dataclass(slots=True)
class ImportPlan:
    """What an import would write, parents before children; nothing if it has faults."""

    added: list[Planned] = field(default_factory=list)
    changed: list[Planned] = field(default_factory=list)
    carried: list[tuple[str, str]] = field(default_factory=list)
    """Units below one that moves: code and new way; nothing else of them changes."""
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


def plan_import(
    lines: Sequence[UnitLine], known: Mapping[str, KnownUnit]
) -> ImportPlan:
    """Return what to write, or the faults of all rows."""
    plan = ImportPlan()
    wanted: dict[str, tuple[UnitLine, UnitDraft]] = {}
    for line in lines:
        faults, draft = _read(line, known.get(line.code), wanted)
        plan.faults += faults
        if draft is not None:
            wanted[line.code] = (line, draft)
    tree = _Tree(wanted, known)
    for line, draft in wanted.values():
        plan.faults += tree.faults_of(line, draft)
    if not plan.faults:
        _sort_out(plan, tree)
    plan.faults.sort(key=lambda fault: fault.line.row)
    return plan


def _read(
    line: UnitLine,
    before: KnownUnit | None,
    wanted: Mapping[str, tuple[UnitLine, UnitDraft]],
) -> tuple[list[Fault], UnitDraft | None]:
    """Return what is wrong with a row by itself, and the unit that it wants."""
    if not _CODE.fullmatch(line.code):
        told = "须以小写字母开头，只含小写字母、数字和连字符，2 至 32 个字符。请改正。"
        return [Fault(line, _C.CODE, told)], None
    if line.code in wanted:
        first = wanted[line.code][0].row
        told = f"与第 {first} 行的代码相同。请删去一行，或改用另一个代码。"
        return [Fault(line, _C.CODE, told)], None
    faults = [
        *_form_faults(line),
        *(_missing(line) if before is None else _gone(line, before)),
    ]
    draft = tidy(filled_in(line, before.draft if before else None))
    if not faults:
        faults += _word_faults(line, draft)
    return faults, draft


def _missing(line: UnitLine) -> Iterator[Fault]:
    for column in (_C.NAME, _C.KIND):
        if column not in line.cells:
            yield Fault(line, column, "新单位必须填写。请补充。")


def _gone(line: UnitLine, before: KnownUnit) -> Iterator[Fault]:
    if before.status in _LIVE:
        return
    if tidy(filled_in(line, before.draft)) != before.draft:
        told = f"该单位{before.status.label}，资料不再变更。请删去此行。"
        yield Fault(line, _C.CODE, told)


def _form_faults(line: UnitLine) -> Iterator[Fault]:
    for column, text in line.cells.items():
        if column not in (_C.ALIASES, _C.CONTACT, _C.PHONE, _C.EMAIL, _C.DUTY):
            most = _MOST_KIND if column is _C.KIND else _MOST_CHARACTERS
            if len(text) > most:
                told = f"太长：最多 {most} 个字符，现有 {len(text)} 个。请缩短。"
                yield Fault(line, column, told)
    for column in (_C.CODE, _C.NAME, _C.KIND):
        if line.cells.get(column) == CLEARED:
            yield Fault(line, column, "此列不能清空。请填写。")
    position = line.cells.get(_C.POSITION, "0")
    is_number = position.isdecimal() and position.isascii()
    if position != CLEARED and not (is_number and int(position) <= _MOST_POSITION):
        yield Fault(line, _C.POSITION, "须为 0 至 1000000 的整数。请改正或留空。")
    yield from _list_faults(line)


def _list_faults(line: UnitLine) -> Iterator[Fault]:
    aliases = line.cells.get(_C.ALIASES, "").replace(";", "；").split("；")
    is_long = any(len(one) > _MOST_CHARACTERS for one in aliases)
    if len(aliases) > MOST_ALIASES or is_long:
        told = f"最多 {MOST_ALIASES} 个，每个最多 {_MOST_CHARACTERS} 个字符。请删减。"
        yield Fault(line, _C.ALIASES, told)
    found = contact_cells(line)
    if found is None:
        return
    names, *rest = found
    if len(names) > MOST_CONTACTS:
        yield Fault(line, _C.CONTACT, f"最多 {MOST_CONTACTS} 人。请删减。")
    columns = (_C.PHONE, _C.EMAIL, _C.DUTY)
    for column, parts in zip(columns, rest, strict=True):
        if any(len(one) > _MOST_CHARACTERS for one in (*names, *parts)):
            yield Fault(line, column, f"每项最多 {_MOST_CHARACTERS} 个字符。请缩短。")
        if any(
            one and (at >= len(names) or not names[at] or names[at] == CLEARED)
            for at, one in enumerate(parts)
        ):
            told = "没有对应的联系人。请按“联系人”一列的顺序填写，用分号隔开。"
            yield Fault(line, column, told)


def _word_faults(line: UnitLine, draft: UnitDraft) -> Iterator[Fault]:
    try:
        check_words(draft)
    except UnitTextError as err:
        yield Fault(line, SheetColumn(err.field), err.sentence)
    except KindTextError as err:
        yield Fault(line, _C.KIND, err.sentence)


class _Tree:
    """All units as they would stand together after the import."""

    def __init__(
        self,
        wanted: Mapping[str, tuple[UnitLine, UnitDraft]],
        known: Mapping[str, KnownUnit],
    ) -> None:
        self.known = known
        self.drafts = {code: one.draft for code, one in known.items()} | {
            code: draft for code, (_, draft) in wanted.items()
        }
        self.wanted = wanted
        self._paths: dict[str, str | None] = {}
        self._below: dict[str, list[str]] = {}
        for code, draft in self.drafts.items():
            if draft.parent is not None:
                self._below.setdefault(draft.parent, []).append(code)

    def path(self, code: str) -> str | None:
        """Return a unit's way; None if it goes round in a circle or leads nowhere.

        Raises:
            UnitTooDeepError: It is too long to be kept.
        """
        way: list[str] = []
        at: str | None = code
        while at is not None and at not in self._paths:
            if at not in self.drafts or at in way:
                self._paths |= dict.fromkeys((*way, at))
                return None
            way.append(at)
            at = self.drafts[at].parent
        path = None if at is None else self._paths[at]
        if at is not None and path is None:
            self._paths |= dict.fromkeys(way)
        else:
            for one in reversed(way):
                path = self._paths[one] = path_of(one, path)
        return self._paths[code]

    def faults_of(self, line: UnitLine, draft: UnitDraft) -> Iterator[Fault]:
        """Return what is wrong with a row's place among all others."""
        before = self.known.get(draft.code)
        if before is not None and before.draft == draft:
            return
        parent = self.drafts.get(draft.parent) if draft.parent else None
        if draft.parent and parent is None:
            told = "没有这个单位，文件里和系统里都没有。请先登记它，或改正代码。"
            yield Fault(line, _C.PARENT, told)
            return
        above = self.known.get(draft.parent) if draft.parent else None
        is_moved = before is None or before.draft.parent != draft.parent
        if above and is_moved and above.status is not UnitStatus.ACTIVE:
            told = f"上级单位{above.status.label}，不能再设下级。请另选上级。"
            yield Fault(line, _C.PARENT, told)
        if (
            before
            and before.draft.kind in ROOTS
            and draft.kind is not before.draft.kind
        ):
            yield Fault(line, _C.KIND, "系统以该单位为根，类型不能更改。请改回。")
        elif before is None or _place(before.draft) != _place(draft):
            yield from self._place_faults(line, draft, parent)

    def _place_faults(
        self, line: UnitLine, draft: UnitDraft, parent: UnitDraft | None
    ) -> Iterator[Fault]:
        try:
            check_place(
                draft,
                parent_kind=parent.kind if parent else None,
                parent_area=parent.area_code if parent else None,
            )
            if self.path(draft.code) is None:
                told = "上级关系绕成了一圈，或通向没有的单位。请核对各行的上级代码。"
                yield Fault(line, _C.PARENT, told)
            self._check_below(draft)
        except tuple(_COLUMN_OF) as err:
            yield Fault(line, _COLUMN_OF[type(err)], err.sentence)

    def _check_below(self, parent: UnitDraft) -> None:
        """Check units that stay as they are under one that does not."""
        for code in self._below.get(parent.code, ()):
            child, before = self.drafts[code], self.known.get(code)
            if before and before.status in _LIVE and before.draft == child:
                check_kinds(child.kind, parent.kind)
                check_area_code(child.area_code, parent=parent.area_code)


def _place(draft: UnitDraft) -> tuple[object, ...]:
    return draft.kind, draft.parent, draft.area_code, draft.leader is None


def _sort_out(plan: ImportPlan, tree: _Tree) -> None:
    """Tell new, changed and unchanged units apart, and who is carried along."""
    for code in tree.drafts:
        path = tree.path(code)
        if path is None:  # a known unit is never without a way
            raise LookupError(code)
        before = tree.known.get(code)
        if code not in tree.wanted:
            if before is not None and before.path != path:
                plan.carried.append((code, path))
            continue
        draft = tree.wanted[code][1]
        if before is None:
            plan.added.append(Planned(draft, path, None))
        elif before.draft != draft:
            plan.changed.append(Planned(draft, path, before))
        else:
            plan.unchanged += 1
            if before.path != path:
                plan.carried.append((code, path))
    plan.added.sort(key=lambda one: one.path)


def unused(names: Iterable[str], used: Iterable[int]) -> tuple[str, ...]:
    """Return the headers whose columns are not read."""
    taken = frozenset(used)
    return tuple(
        name for at, name in enumerate(names) if name.strip() and at not in taken
    )
