"""What units are called, and where merged ones went."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
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


async def successors(
    session: AsyncSession, codes: Collection[str]
) -> Mapping[str, str]:
    """Return those of these units that were merged, with the unit they went into."""
    if not codes:
        return {}
    found = await session.execute(
        select(UnitRow.code, UnitRow.successor).where(
            UnitRow.code.in_(codes), UnitRow.successor.is_not(None)
        )
    )
    return {code: into for code, into in found if into is not None}
