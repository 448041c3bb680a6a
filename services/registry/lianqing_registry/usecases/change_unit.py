"""Change what is known of a unit, or move it under another. Source: P1.0, P1.2."""

from dataclasses import replace
from typing import TypeVar

from lianqing_registry.domain.areas import check_area_code
from lianqing_registry.domain.tree import check_length, check_move, path_of
from lianqing_registry.domain.unit_history import differences
from lianqing_registry.domain.units import (
    ROOTS,
    UnitDraft,
    check_kinds,
    check_place,
    check_words,
    emptied,
    tidy,
)
from lianqing_registry.errors.units import UnitKeptError, UnitMovedOnError
from lianqing_registry.store import unit_tree, units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.store.unit_rows import draft_of, put
from lianqing_registry.usecases.appoint_clerk import follow_kind
from lianqing_registry.usecases.find_unit import active_unit, live_unit, say_changed
from lianqing_shared.contracts.network import UnitView
from lianqing_shared.contracts.units import ChangeUnit, UnitChange
from lianqing_shared.db.work import Work

T = TypeVar("T")


async def change_unit(work: Work, ask: ChangeUnit) -> UnitView:
    """Change a unit; asking for what is so already changes nothing.

    Raises:
        NotFoundError, UnitRevokedError, UnitMergedError: No such unit, or it is gone.
        UnitMovedOnError: Somebody changed it since `ask.version`.
        UnitCircleError, UnitTooDeepError: It cannot hang there.
        UnitKeptError: The installation stands on it as what it is.
        UnitPlaceError, AreaCodeError, LeaderMissingError: See `check_place`; also for
            the units directly under it.
        KindTextError, UnitTextError: See `check_words`.
    """
    await units.hold_tree(work.session)
    row = await live_unit(work, ask.code)
    if ask.version is not None and ask.version != row.version:
        raise UnitMovedOnError(ask.code)
    before = draft_of(row)
    after = tidy(_asked_for(before, ask))
    fields = differences(before, after)
    if fields:
        check_words(after)
        path = await _checked(work, row, before, after)
        is_moved = path != row.path
        if is_moved:
            await _move(work, row, path)
        put(row, after, path=path)
        await follow_kind(work, row.code, before=before.kind, after=after.kind)
        changed = ",".join(name for name, _, _ in fields)
        work.note("unit.changed", row.code, fields=changed, parent=row.parent)
        change = UnitChange.MOVED if is_moved else UnitChange.CHANGED
        await say_changed(work, row, change, fields=fields, reason=ask.reason)
    return await units.view(work.session, row.code, with_people=True)


async def hang(work: Work, row: UnitRow, parent: UnitRow) -> None:
    """Move a unit and all below it under another; nothing else of it changes.

    Raises:
        UnitPlaceError: The parent may not have such a child.
        UnitCircleError, UnitTooDeepError: It cannot hang there.
    """
    if row.status in units.LIVE:
        check_kinds(row.kind, parent.kind)
    check_move(row.code, row.path, parent.path)
    before = draft_of(row)
    after = replace(before, parent=parent.code)
    path = path_of(row.code, parent.path)
    await _move(work, row, path)
    put(row, after, path=path)
    fields = differences(before, after)
    await say_changed(work, row, UnitChange.MOVED, fields=fields)


def _asked_for(before: UnitDraft, ask: ChangeUnit) -> UnitDraft:
    start = emptied(before, ask.clear)
    kind = _or(ask.kind, start.kind)
    own_word = start.kind_text if kind is before.kind else ""
    return replace(
        start,
        name=_or(ask.name, start.name),
        kind=kind,
        kind_text=_or(ask.kind_text, own_word),
        parent=_or(ask.parent, start.parent),
        area_code=_or(ask.area_code, start.area_code),
        leader=_or(ask.leader, start.leader),
        deputy=_or(ask.deputy, start.deputy),
        contacts=_or(ask.contacts, start.contacts),
        position=_or(ask.position, start.position),
        aliases=_or(ask.aliases, start.aliases),
        remark=_or(ask.remark, start.remark),
    )


def _or(given: T | None, kept: T) -> T:
    return kept if given is None else given


async def _checked(
    work: Work, row: UnitRow, before: UnitDraft, after: UnitDraft
) -> str:
    """Check a changed unit where it stands or will stand; return its way from there."""
    if before.kind is not after.kind and before.kind in ROOTS:
        why = f"它是{before.kind.label}，系统以它为根，类型不能更改"
        raise UnitKeptError(row.code, why)
    if after.parent is None:
        check_place(after, parent_kind=None, parent_area=None)
        path = path_of(row.code, None)
    else:
        finds = active_unit if after.parent != before.parent else live_unit
        parent = await finds(work, after.parent)
        check_move(row.code, row.path, parent.path)
        check_place(after, parent_kind=parent.kind, parent_area=parent.area_code)
        path = path_of(row.code, parent.path)
    await _check_children(work, before, after)
    return path


async def _check_children(work: Work, before: UnitDraft, after: UnitDraft) -> None:
    """Check what hangs under a unit whose kind or area is another now."""
    if (before.kind, before.area_code) == (after.kind, after.area_code):
        return
    for child in await units.children_to_change(work.session, after.code):
        if child.status in units.LIVE:
            check_kinds(child.kind, after.kind)
            check_area_code(child.area_code, parent=after.area_code)


async def _move(work: Work, row: UnitRow, path: str) -> None:
    """Give all below the unit their new ways; its own row is written by the caller."""
    longest = await unit_tree.longest_below(work.session, row.path)
    check_length(row.code, longest - len(row.path) + len(path))
    await unit_tree.hang_elsewhere(work.session, row.path, path)
