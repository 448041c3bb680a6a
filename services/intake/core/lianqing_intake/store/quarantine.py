"""Questions about messages that could not be read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_shared.db.tables import Journal


async def unreadable(
    session: AsyncSession, journal: Journal, *, limit: int
) -> tuple[Sequence[Row[Any, Any, Any, Any, Any]], int]:
    """Return (id, unit, reason, size, at), newest first, and the total."""
    table = journal.quarantine
    found = await session.execute(
        select(
            table.c.id,
            table.c.unit,
            table.c.reason,
            func.length(table.c.body).label("size"),
            table.c.at,
        )
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    total = await session.scalar(select(func.count()).select_from(table))
    return found.all(), total or 0
