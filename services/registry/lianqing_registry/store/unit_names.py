"""What units are called, and where merged ones went."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import UnitRow


async def unit_names(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, str]:
    """Return the names of these units by code."""
    found = await session.execute(
        select(UnitRow.code, UnitRow.name).where(UnitRow.code.in_(codes))
    )
    return {row.code: row.name for row in found}


async def merged_with(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, frozenset[str]]:
    """Return to each of these units those that it was merged into or took in."""
    if not codes:
        return {}
    found = await session.execute(
        select(UnitRow.code, UnitRow.successor).where(
            UnitRow.successor.is_not(None),
            or_(UnitRow.code.in_(codes), UnitRow.successor.in_(codes)),
        )
    )
    kin: dict[str, set[str]] = defaultdict(set)
    for code, into in found:
        if into is not None:
            kin[code].add(into)
            kin[into].add(code)
    return {code: frozenset(kin[code]) for code in codes if code in kin}
