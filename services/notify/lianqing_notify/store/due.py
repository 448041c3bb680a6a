"""Claim what is due: each rung of each deadline by one sweeper, once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from lianqing_notify.store.tables import DeadlineRow


async def anything_due(session: AsyncSession, *, at: datetime) -> bool:
    """Return whether any rung has come; locks nothing."""
    found = await session.scalar(
        select(DeadlineRow.id)
        .where(DeadlineRow.next_at <= at, DeadlineRow.done_at.is_(None))
        .limit(1)
    )
    return found is not None


async def claim_due(
    session: AsyncSession, *, at: datetime, limit: int
) -> Sequence[DeadlineRow]:
    """Return deadlines whose next rung has come, oldest first, with their letters.

    Each row stays locked until the transaction ends; other sweepers pass over it
    (SKIP LOCKED on PostgreSQL, the one writer on SQLite).
    """
    found = await session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.next_at <= at, DeadlineRow.done_at.is_(None))
        .options(selectinload(DeadlineRow.letter))
        .order_by(DeadlineRow.next_at, DeadlineRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return found.all()
