"""Questions about the people of whole units."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import PersonRow


async def people_of(session: AsyncSession, unit: str) -> Sequence[str]:
    """Return the ids of a unit's people, active or not."""
    wanted = select(PersonRow.person_id).where(PersonRow.unit == unit)
    return (await session.scalars(wanted.order_by(PersonRow.person_id))).all()


async def move(session: AsyncSession, people: Sequence[str], *, to: str) -> None:
    """Let these people belong to another unit."""
    await session.execute(
        update(PersonRow).where(PersonRow.person_id.in_(people)).values(unit=to)
    )
