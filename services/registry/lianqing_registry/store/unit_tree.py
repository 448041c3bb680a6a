"""Questions about the tree of units as a whole; each is answered from an index.

A unit and all below it is one range of `path`, which both databases compare by bytes;
`LIKE` would use no index on PostgreSQL under most collations. Figures with 45,000 units
are in docs/performance.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.tree import below, codes_above, depth_of
from lianqing_registry.domain.unit_words import sought
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.store.units import view_of, viewed
from lianqing_shared.contracts.network import UnitKind, UnitStatus, UnitView
from lianqing_shared.contracts.units import UnitRef

Condition = ColumnElement[bool]
_LEAST_DIGITS = 6
_PAST_DIGITS = ":"  # follows 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which units are sought; what is None does not matter."""

    text: str = ""
    kind: UnitKind | None = None
    status: UnitStatus | None = None
    under: str | None = None
    """A way: the unit there and all below it."""
    parent: str | None = None


async def upper_levels(
    session: AsyncSession, *, limit: int, with_people: bool
) -> Sequence[UnitView]:
    """Return the first units level by level, siblings in their order."""
    found = await session.execute(
        viewed().order_by(UnitRow.depth, UnitRow.position, UnitRow.code).limit(limit)
    )
    return [view_of(one, with_people=with_people) for one in found]


async def count(session: AsyncSession, wanted: Wanted) -> int:
    """Return how many units are as wanted."""
    found = await session.scalar(
        select(func.count()).select_from(UnitRow).where(*conditions(wanted))
    )
    return found or 0


async def page(
    session: AsyncSession, wanted: Wanted, *, after: UnitRow | None, limit: int
) -> Sequence[UnitView]:
    """Return units as wanted that come after one, parents before children.

    Those directly under one parent come in their own order.
    """
    asked = viewed().where(*conditions(wanted)).limit(limit)
    if wanted.parent is None:
        asked = asked.order_by(UnitRow.path)
        if after is not None:
            asked = asked.where(UnitRow.path > after.path)
    else:
        asked = asked.order_by(UnitRow.position, UnitRow.code)
        if after is not None:
            asked = asked.where(
                UnitRow.position >= after.position,
                or_(UnitRow.position > after.position, UnitRow.code > after.code),
            )
    return [view_of(one) for one in await session.execute(asked)]


async def way_to(session: AsyncSession, path: str) -> tuple[UnitRef, ...]:
    """Return the units above the one that stands there, from the root."""
    codes = codes_above(path)
    found = await session.execute(
        select(UnitRow.code, UnitRow.name).where(UnitRow.code.in_(codes))
    )
    names = {row.code: row.name for row in found}
    return tuple(UnitRef(code=code, name=names[code]) for code in codes)


async def longest_below(session: AsyncSession, path: str) -> int:
    """Return the length of the longest way at or below this one."""
    found = await session.scalar(
        select(func.max(func.length(UnitRow.path))).where(under(path))
    )
    return found or 0


async def hang_elsewhere(session: AsyncSession, old: str, new: str) -> None:
    """Give a unit and all below it their ways from a new place, in one statement."""
    rest = func.substr(UnitRow.path, literal(len(old) + 1, Integer))
    await session.execute(
        update(UnitRow)
        .where(under(old))
        .values(
            path=literal(new) + rest,
            depth=UnitRow.depth + (depth_of(new) - depth_of(old)),
        )
        .execution_options(synchronize_session=False)
    )


def conditions(wanted: Wanted) -> tuple[Condition, ...]:
    """Return what a unit must fulfil to be as wanted."""
    return (
        _found_by(wanted.text),
        true() if wanted.kind is None else UnitRow.kind == wanted.kind,
        true() if wanted.status is None else UnitRow.status == wanted.status,
        true() if wanted.under is None else under(wanted.under),
        true() if wanted.parent is None else UnitRow.parent == wanted.parent,
    )


def under(path: str) -> Condition:
    """Match a unit and all below it: one range, less what stands beside it there."""
    first, past = below(path)
    return and_(
        UnitRow.path >= path,
        UnitRow.path < past,
        or_(UnitRow.path == path, UnitRow.path >= first),
    )


def _found_by(text: str) -> Condition:
    """Match every word anywhere; six digits or more begin an area code."""
    words = [word for word in map(sought, text.split()) if word]
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) >= _LEAST_DIGITS:
        return and_(
            UnitRow.area_code >= words[0], UnitRow.area_code < words[0] + _PAST_DIGITS
        )
    return and_(true(), *(UnitRow.words.contains(w, autoescape=True) for w in words))
