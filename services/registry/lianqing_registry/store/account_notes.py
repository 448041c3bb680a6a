"""Questions about why things were done to accounts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import AccountNoteRow, PersonRow
from lianqing_shared.contracts.accounts import AccountNote
from lianqing_shared.contracts.personal import Personal

_SYSTEM = Personal("系统")


def keep_note(
    session: AsyncSession,
    person_id: str,
    *,
    action: str,
    reason: Personal,
    at: datetime,
    by: str,
) -> None:
    """Keep a reason; that something was done stands in the audit log besides."""
    session.add(
        AccountNoteRow(
            person_id=person_id,
            action=action,
            reason=reason,
            noted_at=at,
            noted_by=by,
        )
    )


async def notes_of(session: AsyncSession, person_id: str) -> Sequence[AccountNote]:
    """Return what was done to a person's account and why, newest first."""
    found = await session.execute(
        select(AccountNoteRow, PersonRow.name)
        .outerjoin(PersonRow, PersonRow.person_id == AccountNoteRow.noted_by)
        .where(AccountNoteRow.person_id == person_id)
        .order_by(AccountNoteRow.id.desc())
    )
    return [
        AccountNote(
            action=row.action, reason=row.reason, at=row.noted_at, by=name or _SYSTEM
        )
        for row, name in found
    ]
