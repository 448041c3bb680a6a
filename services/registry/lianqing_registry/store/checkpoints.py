"""Questions about checkpoints of audit logs."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.checkpoints import CheckpointFlaw
from lianqing_registry.store.tables import (
    CheckpointFindingRow,
    CheckpointRow,
    CredentialRow,
    UnitRow,
)
from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.contracts.network import UnitStatus


async def kept_at(
    session: AsyncSession, service: AuditedService, seq: int
) -> CheckpointRow | None:
    """Return the checkpoint kept for this row of a service's log."""
    found = await session.scalars(
        select(CheckpointRow).where(
            CheckpointRow.service == service, CheckpointRow.seq == seq
        )
    )
    return found.one_or_none()


async def furthest(
    session: AsyncSession, service: AuditedService
) -> CheckpointRow | None:
    """Return the checkpoint that has seen most of a service's log."""
    found = await session.scalars(
        select(CheckpointRow)
        .where(CheckpointRow.service == service)
        .order_by(CheckpointRow.seq.desc())
        .limit(1)
    )
    return found.one_or_none()


async def newest(
    session: AsyncSession,
    *,
    service: AuditedService | None,
    before: int | None,
    limit: int,
) -> Sequence[CheckpointRow]:
    """Return checkpoints as they came, newest first."""
    query = select(CheckpointRow).order_by(CheckpointRow.id.desc()).limit(limit)
    if service is not None:
        query = query.where(CheckpointRow.service == service)
    if before is not None:
        query = query.where(CheckpointRow.id < before)
    return (await session.scalars(query)).all()


async def every(session: AsyncSession) -> Sequence[CheckpointRow]:
    """Return all checkpoints, oldest first."""
    found = await session.scalars(select(CheckpointRow).order_by(CheckpointRow.id))
    return found.all()


async def is_told(
    session: AsyncSession, checkpoint: Checkpoint, flaw: CheckpointFlaw
) -> bool:
    """Return whether this very finding was made before."""
    found = await session.scalar(
        select(CheckpointFindingRow.id).where(
            CheckpointFindingRow.service == checkpoint.service,
            CheckpointFindingRow.seq == checkpoint.seq,
            CheckpointFindingRow.digest == checkpoint.digest,
            CheckpointFindingRow.flaw == flaw,
        )
    )
    return found is not None


async def findings(session: AsyncSession) -> Sequence[CheckpointFindingRow]:
    """Return all findings, newest first."""
    found = await session.scalars(
        select(CheckpointFindingRow).order_by(CheckpointFindingRow.id.desc())
    )
    return found.all()


async def witnesses(session: AsyncSession) -> Sequence[str]:
    """Return the units that can keep checkpoints: active, with a credential."""
    found = await session.scalars(
        select(UnitRow.code)
        .join(CredentialRow, CredentialRow.unit == UnitRow.code)
        .where(UnitRow.status == UnitStatus.ACTIVE, CredentialRow.revoked_at.is_(None))
        .order_by(UnitRow.code)
    )
    return found.all()


def as_checkpoint(row: CheckpointRow) -> Checkpoint:
    """Return a row as it was signed."""
    return Checkpoint(
        service=row.service,
        seq=row.seq,
        digest=row.digest,
        at=row.at,
        public_key=row.public_key,
        signature=row.signature,
    )
