"""Our copy of the network's units."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.deliberation import Unit
from lianqing_grading.store.tables import UnitRow
from lianqing_shared.contracts.network import UnitStatus, UnitView


async def network(session: AsyncSession) -> Mapping[str, Unit]:
    """Return all units by code; a county has tens, so all at once is cheap."""
    found = await session.scalars(select(UnitRow))
    return {
        row.code: Unit(
            code=row.code,
            name=row.name,
            kind=row.kind,
            is_active=row.status is UnitStatus.ACTIVE,
        )
        for row in found
    }


async def learn(session: AsyncSession, unit: UnitView, *, version: int) -> bool:
    """Keep a unit as it now stands; return False if a newer version is known."""
    row = await session.get(UnitRow, unit.code)
    if row is not None and row.version >= version:
        return False
    if row is None:
        row = UnitRow(code=unit.code)
        session.add(row)
    row.name = unit.name
    row.kind = unit.kind
    row.status = unit.status
    row.version = version
    await session.flush()
    return True
