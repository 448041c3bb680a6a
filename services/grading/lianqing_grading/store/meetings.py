"""Coordination meetings. Source: P3.1."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.store.tables import MeetingRow


async def newest_meetings(session: AsyncSession, *, limit: int) -> Sequence[MeetingRow]:
    """Return meetings by day, newest first."""
    found = await session.scalars(
        select(MeetingRow)
        .order_by(MeetingRow.held_on.desc(), MeetingRow.id.desc())
        .limit(limit)
    )
    return found.all()
