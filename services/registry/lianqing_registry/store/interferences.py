"""Questions about the interference register."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import InterferenceRow


async def older(
    session: AsyncSession, *, than: str | None, limit: int
) -> Sequence[InterferenceRow]:
    """Return entries, newest first; ids sort by their moment of making."""
    wanted = select(InterferenceRow).order_by(InterferenceRow.interference_id.desc())
    if than is not None:
        wanted = wanted.where(InterferenceRow.interference_id < than)
    return (await session.scalars(wanted.limit(limit))).all()
