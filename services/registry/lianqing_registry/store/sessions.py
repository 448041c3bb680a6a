"""Questions about sessions and attempts to log in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.ensure import ensure_row
from lianqing_registry.store.tables import LoginAttemptRow, PersonRow, SessionRow


async def session_of(session: AsyncSession, refresh_sha256: str) -> SessionRow | None:
    """Return the session with this secret's digest, alive or not."""
    found = await session.scalars(
        select(SessionRow)
        .where(SessionRow.refresh_sha256 == refresh_sha256)
        .with_for_update()
    )
    return found.one_or_none()


async def close_sessions_of_unit(
    session: AsyncSession, unit: str, *, at: datetime
) -> None:
    """Close every open session of a unit's people."""
    people = select(PersonRow.person_id).where(PersonRow.unit == unit)
    await session.execute(
        update(SessionRow)
        .where(SessionRow.person_id.in_(people), SessionRow.closed_at.is_(None))
        .values(closed_at=at)
    )


async def close_sessions(
    session: AsyncSession, person_id: str, *, at: datetime, but: str = ""
) -> None:
    """Close a person's open sessions, all or all except one."""
    await session.execute(
        update(SessionRow)
        .where(
            SessionRow.person_id == person_id,
            SessionRow.session_id != but,
            SessionRow.closed_at.is_(None),
        )
        .values(closed_at=at)
    )


async def open_sessions(
    session: AsyncSession, person_id: str, *, at: datetime, seen_after: datetime
) -> Sequence[SessionRow]:
    """Return a person's sessions that may still be renewed, newest first."""
    found = await session.scalars(
        select(SessionRow)
        .where(
            SessionRow.person_id == person_id,
            SessionRow.closed_at.is_(None),
            SessionRow.ends_at > at,
            SessionRow.last_seen_at > seen_after,
        )
        .order_by(SessionRow.opened_at.desc(), SessionRow.session_id.desc())
    )
    return found.all()


async def own_session(
    session: AsyncSession, person_id: str, session_id: str
) -> SessionRow | None:
    """Return a session if it is this person's."""
    found = await session.scalars(
        select(SessionRow).where(
            SessionRow.session_id == session_id, SessionRow.person_id == person_id
        )
    )
    return found.one_or_none()


async def attempts_to_change(
    session: AsyncSession, login_sha256: str, *, at: datetime
) -> LoginAttemptRow:
    """Return the failures in a row under a log-in name; others wait for our change."""
    await ensure_row(
        session,
        LoginAttemptRow,
        {"login_sha256": login_sha256, "failures": 0, "last_at": at},
    )
    found = await session.scalars(
        select(LoginAttemptRow)
        .where(LoginAttemptRow.login_sha256 == login_sha256)
        .with_for_update()
    )
    return found.one()


async def forget_attempts(session: AsyncSession, login_sha256: str) -> None:
    """Clear a log-in name after a success."""
    await session.execute(
        delete(LoginAttemptRow).where(LoginAttemptRow.login_sha256 == login_sha256)
    )


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    """Delete attempts and sessions that ended before a moment."""
    await session.execute(
        delete(LoginAttemptRow).where(LoginAttemptRow.last_at < before)
    )
    await session.execute(
        delete(SessionRow).where(
            or_(SessionRow.ends_at < before, SessionRow.closed_at < before)
        )
    )
