"""Show units: the upper levels, a search, one unit with all of its history."""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.reading_units import reads_people
from lianqing_registry.store import unit_history, unit_tree, units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.store.unit_rows import contacts_of
from lianqing_registry.store.unit_tree import Wanted
from lianqing_shared.contracts.network import UnitPage
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.units import (
    MOST_HITS,
    SearchUnits,
    UnitDetail,
    UnitHits,
)
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError

MOST_LISTED = 1_000
"""Units in one list: with all their fields well below a megabyte."""


async def list_units(database: Database, actor: Actor | None = None) -> UnitPage:
    """Return the network, parents before children; of a large one the upper levels."""
    async with database.look() as session:
        found = await unit_tree.upper_levels(
            session, limit=MOST_LISTED, with_people=reads_people(actor)
        )
        total = await unit_tree.count(session, Wanted())
    return UnitPage(units=tuple(found), total=total, cut=total > len(found))


async def search_units(database: Database, ask: SearchUnits) -> UnitHits:
    """Return a page of units: in the order of the tree, or of one parent's children.

    Raises:
        NotFoundError: There is no unit to look under, or to go on after.
    """
    async with database.look() as session:
        under = None if ask.under is None else (await _unit(session, ask.under)).path
        if ask.parent is not None:
            await _unit(session, ask.parent)
        wanted = Wanted(
            text=ask.text,
            kind=ask.kind,
            status=ask.status,
            under=under,
            parent=ask.parent,
        )
        after = None if ask.after is None else await _unit(session, ask.after)
        found = await unit_tree.page(session, wanted, after=after, limit=ask.limit + 1)
        total = await unit_tree.count(session, wanted)
    shown = found[: ask.limit]
    is_last = len(found) <= ask.limit
    return UnitHits(
        units=tuple(shown), total=total, next=None if is_last else shown[-1].code
    )


async def show_unit(database: Database, code: str, actor: Actor) -> UnitDetail:
    """Return one unit with its place, its history and, where allowed, its people.

    Raises:
        NotFoundError: There is no such unit.
    """
    reads = reads_people(actor, code)
    async with database.look() as session:
        row = await _unit(session, code)
        below = await unit_tree.page(
            session, Wanted(parent=code), after=None, limit=MOST_HITS
        )
        return UnitDetail(
            unit=await units.view(session, code, with_people=reads),
            version=row.version,
            path=await unit_tree.way_to(session, row.path),
            children=tuple(below),
            children_total=await unit_tree.count(session, Wanted(parent=code)),
            descendants=await unit_tree.count(session, Wanted(under=row.path)) - 1,
            has_people=reads,
            deputy=row.deputy if reads else None,
            contacts=contacts_of(row) if reads else (),
            remark=row.remark,
            clerks=tuple(await unit_history.clerks(session, code, with_names=reads)),
            versions=tuple(await unit_history.versions(session, code, limit=MOST_HITS)),
            reason=row.idle_reason or "",
            since=row.idle_since,
        )


async def _unit(session: AsyncSession, code: str) -> UnitRow:
    row = await units.unit(session, code)
    if row is None:
        raise NotFoundError(f"单位“{code}”")
    return row
