"""Questions about the people of whole units."""

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import PersonRow


async def move_all(session: AsyncSession, unit: str, *, to: str) -> int:
    """Let all people of one unit belong to another; return how many."""
    wanted = select(PersonRow.person_id).where(PersonRow.unit == unit)
    moved = (await session.scalars(wanted)).all()
    await session.execute(
        update(PersonRow).where(PersonRow.person_id.in_(moved)).values(unit=to)
    )
    return len(moved)
