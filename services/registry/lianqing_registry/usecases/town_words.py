"""Collect the names that nobody near them may build a password on."""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store import units
from lianqing_shared.contracts.network import UnitKind


async def town_words(session: AsyncSession, unit: str) -> tuple[str, ...]:
    """Return names and codes of a person's unit, of the centre and of the county."""
    found = [
        await units.unit(session, unit),
        await units.first_of_kind(session, UnitKind.CENTRE),
        await units.first_of_kind(session, UnitKind.COUNTY),
    ]
    return tuple(
        word
        for row in found
        if row is not None
        for word in (row.code, row.name, *row.aliases)
    )
