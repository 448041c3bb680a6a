"""Questions about second factors and recovery codes."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.ensure import ensure_row
from lianqing_registry.store.tables import RecoveryCodeRow, SecondFactorRow


async def factor(session: AsyncSession, person_id: str) -> SecondFactorRow | None:
    """Return a person's second factor, in force or only begun."""
    return await session.get(SecondFactorRow, person_id)


async def is_in_force(session: AsyncSession, person_id: str) -> bool:
    """Return whether a person has a confirmed second factor."""
    found = await session.scalar(
        select(SecondFactorRow.person_id).where(
            SecondFactorRow.person_id == person_id, SecondFactorRow.sealed.is_not(None)
        )
    )
    return found is not None


async def factor_to_change(session: AsyncSession, person_id: str) -> SecondFactorRow:
    """Return a person's row and keep other uses of it waiting; made if missing."""
    await ensure_row(session, SecondFactorRow, {"person_id": person_id})
    found = await session.scalars(
        select(SecondFactorRow)
        .where(SecondFactorRow.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()


async def keep_recovery_codes(
    session: AsyncSession, person_id: str, digests: Collection[str]
) -> None:
    """Replace a person's recovery codes."""
    await forget_recovery_codes(session, person_id)
    session.add_all(
        RecoveryCodeRow(person_id=person_id, digest=digest) for digest in digests
    )
    await session.flush()


async def forget_recovery_codes(session: AsyncSession, person_id: str) -> None:
    """Delete a person's recovery codes, used or not."""
    await session.execute(
        delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id)
    )


async def use_recovery_code(
    session: AsyncSession, person_id: str, digest: str, *, at: datetime
) -> bool:
    """Use a code up; return whether it was there and unused. Of two at once, one is."""
    used = await session.scalars(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.person_id == person_id,
            RecoveryCodeRow.digest == digest,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCodeRow.id)
    )
    return used.one_or_none() is not None


async def recovery_codes_left(session: AsyncSession, person_id: str) -> int:
    """Return how many of a person's recovery codes are unused."""
    found = await session.scalar(
        select(func.count())
        .select_from(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.person_id == person_id, RecoveryCodeRow.used_at.is_(None)
        )
    )
    return found or 0
