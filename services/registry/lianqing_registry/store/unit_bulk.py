"""Read and write units by the ten thousand, for imports and exports."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Table, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.tree import depth_of
from lianqing_registry.domain.unit_history import differences
from lianqing_registry.domain.unit_plan import ImportPlan, KnownUnit, Planned
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.store.schedules import schedules_of
from lianqing_registry.store.tables import CredentialRow, UnitRow, UnitVersionRow
from lianqing_registry.store.unit_rows import draft_of, words, written
from lianqing_registry.store.unit_tree import under
from lianqing_registry.store.units import LIVE, keys, view_of, viewed
from lianqing_shared.contracts.network import UnitChanged, UnitStatus
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.bulk import insert_rows, update_rows
from lianqing_shared.db.work import Work

T = TypeVar("T")
_CHUNK = 1_000

Stand = tuple[int, int]
"""How many units there are and how many changes they have seen; it only grows."""


async def stand(session: AsyncSession) -> Stand:
    """Return the mark by which any change of any unit is noticed."""
    found = await session.execute(
        select(func.count(), func.coalesce(func.sum(UnitRow.version), 0))
    )
    units, changes = found.one()
    return units, int(changes)


async def all_known(session: AsyncSession) -> Mapping[str, KnownUnit]:
    """Return all units by code, as they stand."""
    found = await session.stream_scalars(
        select(UnitRow).execution_options(yield_per=_CHUNK)
    )
    return {
        row.code: KnownUnit(draft_of(row), row.path, row.status, row.version)
        async for row in found
    }


async def live_drafts(
    session: AsyncSession, *, below: str | None
) -> Sequence[UnitDraft]:
    """Return units that take part or are paused, by way: all, or one and its own."""
    found = await session.stream_scalars(
        select(UnitRow)
        .where(UnitRow.status.in_(LIVE), true() if below is None else under(below))
        .order_by(UnitRow.path)
        .execution_options(yield_per=_CHUNK)
    )
    return [draft_of(row) async for row in found]


async def hold(session: AsyncSession, codes: Sequence[str]) -> None:
    """Keep other changes of these units waiting until we are done.

    Pausing a unit or seating a clerk does not change the tree, so its lock does not
    keep them out; a change in between would get the number of ours, and be lost.
    """
    for part in _chunks(sorted(codes)):
        await session.execute(
            select(UnitRow.code)
            .where(UnitRow.code.in_(part))
            .order_by(UnitRow.code)
            .with_for_update()
        )


async def write_plan(work: Work, plan: ImportPlan) -> None:
    """Write what an import planned, parents first; it is said later, in batches."""
    session = work.session
    for part in _chunks(plan.added):
        await insert_rows(session, _table(UnitRow), [_new(work, one) for one in part])
    for chunk in _chunks(plan.changed):
        rows = [_columns(one) | {"version": _version(one)} for one in chunk]
        await update_rows(session, _table(UnitRow), rows)
    for carried in _chunks(plan.carried):
        rows = [
            {"code": code, "path": path, "depth": depth_of(path)}
            for code, path in carried
        ]
        await update_rows(session, _table(UnitRow), rows)
    for part in _chunks([*plan.added, *plan.changed]):
        versions = [_history(work, one) for one in part]
        await insert_rows(session, _table(UnitVersionRow), versions)


async def is_any_unsaid(session: AsyncSession) -> bool:
    """Return whether there is a unit whose last change nobody was told of."""
    wanted = select(UnitRow.code).where(UnitRow.said < UnitRow.version).limit(1)
    return await session.scalar(wanted) is not None


async def unsaid(
    session: AsyncSession, *, limit: int, at: datetime
) -> Sequence[UnitChanged]:
    """Return what is to be told now of units whose last change nobody was told of.

    They are kept for us until the end of the work.
    """
    codes = (
        select(UnitRow.code)
        .where(UnitRow.said < UnitRow.version)
        .order_by(UnitRow.code)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    held = (await session.scalars(codes)).all()
    schedules = await schedules_of(session, held)
    with_keys = await session.scalars(
        select(CredentialRow.unit).where(CredentialRow.unit.in_(held)).distinct()
    )
    told = {code: await keys(session, code) for code in with_keys.all()}
    found = await session.execute(viewed().where(UnitRow.code.in_(held)))
    return [
        UnitChanged(
            unit=view_of(one).model_copy(update={"schedule": schedules[one[0].code]}),
            version=one[0].version,
            at=at,
            keys=told.get(one[0].code, ()),
        )
        for one in found
    ]


async def mark_said(session: AsyncSession, codes: Sequence[str]) -> None:
    """Keep that these units were told as they now stand."""
    await session.execute(
        update(UnitRow)
        .where(UnitRow.code.in_(codes))
        .values(said=UnitRow.version)
        .execution_options(synchronize_session=False)
    )


def _new(work: Work, one: Planned) -> dict[str, object]:
    return _columns(one) | {
        "status": UnitStatus.ACTIVE,
        "version": 1,
        "said": 0,
        "added_at": work.now,
    }


def _columns(one: Planned) -> dict[str, object]:
    draft = one.draft
    return {
        "code": draft.code,
        "name": draft.name,
        "kind": draft.kind,
        "kind_text": draft.kind_text,
        "parent": draft.parent,
        "path": one.path,
        "depth": depth_of(one.path),
        "position": draft.position,
        "area_code": draft.area_code,
        "leader": draft.leader,
        "deputy": draft.deputy,
        "contacts": written(draft.contacts),
        "remark": draft.remark,
        "aliases": json.dumps(draft.aliases, ensure_ascii=False),
        "words": words(draft),
    }


def _history(work: Work, one: Planned) -> dict[str, object]:
    fields = differences(one.before.draft, one.draft) if one.before else []
    change = UnitChange.ADDED
    if one.before is not None:
        moved = one.before.draft.parent != one.draft.parent
        change = UnitChange.MOVED if moved else UnitChange.CHANGED
    return {
        "unit": one.draft.code,
        "version": _version(one),
        "change": change,
        "at": work.now,
        "by": work.actor,
        "reason": "",
        "fields": json.dumps(fields, ensure_ascii=False),
    }


def _version(one: Planned) -> int:
    return one.before.version + 1 if one.before else 1


def _table(kind: type[UnitRow | UnitVersionRow]) -> Table:
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(table)
    return table


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]
