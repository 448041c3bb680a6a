"""Ask about sessions and sent forms."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_console.store.tables import SentFormRow, SessionRow


async def session_of(session: AsyncSession, digest: str) -> SessionRow | None:
    """Return the log-in behind a cookie's digest."""
    return await session.get(SessionRow, digest)


async def mark_seen(
    session: AsyncSession, digest: str, *, at: datetime, sealed: bytes | None = None
) -> None:
    """Note that the person did something; `sealed` replaces renewed tokens."""
    values: dict[str, object] = {"seen_at": at}
    if sealed is not None:
        values["sealed"] = sealed
    await session.execute(
        update(SessionRow).where(SessionRow.digest == digest).values(**values)
    )


async def forget_session(session: AsyncSession, digest: str) -> None:
    """End a log-in on the server's side."""
    await session.execute(delete(SessionRow).where(SessionRow.digest == digest))


async def forget_older(
    session: AsyncSession, *, opened_before: datetime, seen_before: datetime
) -> None:
    """Delete log-ins past either limit, and the keys of forms of such an age."""
    await session.execute(
        delete(SessionRow).where(
            (SessionRow.opened_at < opened_before) | (SessionRow.seen_at < seen_before)
        )
    )
    await session.execute(delete(SentFormRow).where(SentFormRow.at < opened_before))


async def sent_form(session: AsyncSession, key: str) -> SentFormRow | None:
    """Return the form that was sent under a key, if it was."""
    found = await session.scalars(select(SentFormRow).where(SentFormRow.key == key))
    return found.one_or_none()


async def forget_form(session: AsyncSession, key: str) -> None:
    """Let a form be sent again: its owner refused it, so it had no effect."""
    await session.execute(delete(SentFormRow).where(SentFormRow.key == key))


async def settle_form(session: AsyncSession, key: str, location: str) -> None:
    """Note where the effect of a form can be seen."""
    await session.execute(
        update(SentFormRow).where(SentFormRow.key == key).values(location=location)
    )
