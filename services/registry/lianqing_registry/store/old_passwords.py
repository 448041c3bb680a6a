"""Questions about the passwords that people had."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import OldPasswordRow


async def former_hashes(
    session: AsyncSession, person_id: str, *, most: int
) -> Sequence[str]:
    """Return the hashes of a person's last passwords, newest first."""
    found = await session.scalars(
        select(OldPasswordRow.password_hash)
        .where(OldPasswordRow.person_id == person_id)
        .order_by(OldPasswordRow.id.desc())
        .limit(most)
    )
    return found.all()


async def keep_former(
    session: AsyncSession, person_id: str, hashed: str, *, at: datetime, most: int
) -> None:
    """Keep a password that is replaced, and forget what is older than the last few."""
    session.add(
        OldPasswordRow(person_id=person_id, password_hash=hashed, replaced_at=at)
    )
    await session.flush()
    kept = (
        select(OldPasswordRow.id)
        .where(OldPasswordRow.person_id == person_id)
        .order_by(OldPasswordRow.id.desc())
        .limit(most)
    )
    await session.execute(
        delete(OldPasswordRow).where(
            OldPasswordRow.person_id == person_id, OldPasswordRow.id.not_in(kept)
        )
    )
