"""Counts for the ledger."""

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import ClerkRow, InformantRow, PersonRow, UnitRow
from lianqing_shared.contracts.network import UnitStatus

_MOST_CLERKS = 2


async def units_in_use(session: AsyncSession) -> int:
    """Return how many units take part."""
    return await _count(
        session,
        select(func.count())
        .select_from(UnitRow)
        .where(UnitRow.status == UnitStatus.ACTIVE),
    )


async def active_people(session: AsyncSession) -> int:
    """Return how many people may log in."""
    return await _count(
        session,
        select(func.count()).select_from(PersonRow).where(PersonRow.is_active),
    )


async def clerks(session: AsyncSession) -> int:
    """Return how many entry clerks are appointed."""
    return await _count(
        session,
        select(func.count()).select_from(ClerkRow).where(ClerkRow.slot.is_not(None)),
    )


async def units_with_too_many_clerks(session: AsyncSession) -> int:
    """Return how many units have more than two entry clerks. Source: P1.3.1."""
    over = (
        select(ClerkRow.unit)
        .where(ClerkRow.slot.is_not(None))
        .group_by(ClerkRow.unit)
        .having(func.count() > _MOST_CLERKS)
        .subquery()
    )
    return await _count(session, select(func.count()).select_from(over))


async def informants(session: AsyncSession) -> int:
    """Return how many informants there are, filed or applied for."""
    return await _count(session, select(func.count()).select_from(InformantRow))


async def _count(session: AsyncSession, query: Select[int]) -> int:
    return await session.scalar(query) or 0
