"""Questions about units and their credentials."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import ClerkRow, CredentialRow, UnitRow
from lianqing_shared.contracts.network import UnitKind, UnitStatus, UnitView


async def unit(session: AsyncSession, code: str) -> UnitRow | None:
    """Return a unit by its code."""
    return await session.get(UnitRow, code)


async def unit_to_change(session: AsyncSession, code: str) -> UnitRow | None:
    """Return a unit and keep every other change of it waiting until we are done."""
    found = await session.scalars(
        select(UnitRow).where(UnitRow.code == code).with_for_update()
    )
    return found.one_or_none()


async def first_of_kind(session: AsyncSession, kind: UnitKind) -> UnitRow | None:
    """Return the first unit of a kind in the tree."""
    found = await session.scalars(
        select(UnitRow).where(UnitRow.kind == kind).order_by(UnitRow.path).limit(1)
    )
    return found.one_or_none()


async def has_active_children(session: AsyncSession, code: str) -> bool:
    """Return whether units in use hang directly under this one."""
    found = await session.scalar(
        select(UnitRow.code)
        .where(UnitRow.parent == code, UnitRow.status == UnitStatus.ACTIVE)
        .limit(1)
    )
    return found is not None


async def credential(session: AsyncSession, public_key: str) -> CredentialRow | None:
    """Return the credential with this key, in force or not."""
    found = await session.scalars(
        select(CredentialRow).where(CredentialRow.public_key == public_key)
    )
    return found.one_or_none()


async def credential_in_force(session: AsyncSession, unit: str) -> CredentialRow | None:
    """Return the unit's one credential that is not revoked."""
    found = await session.scalars(
        select(CredentialRow).where(
            CredentialRow.unit == unit, CredentialRow.revoked_at.is_(None)
        )
    )
    return found.one_or_none()


async def revoke_credentials(session: AsyncSession, unit: str, *, at: datetime) -> None:
    """Take every credential of a unit out of force."""
    await session.execute(
        update(CredentialRow)
        .where(CredentialRow.unit == unit, CredentialRow.revoked_at.is_(None))
        .values(revoked_at=at)
    )


async def views(session: AsyncSession) -> Sequence[UnitView]:
    """Return all units as others see them, parents before children."""
    found = await session.execute(_viewed().order_by(UnitRow.path))
    return [_view(row, key, clerks) for row, key, clerks in found]


async def view(session: AsyncSession, code: str) -> UnitView:
    """Return one unit as others see it; it must exist."""
    found = await session.execute(_viewed().where(UnitRow.code == code))
    row, key, clerks = found.one()
    return _view(row, key, clerks)


def _viewed() -> Select[UnitRow, str | None, int]:
    clerks = (
        select(func.count())
        .select_from(ClerkRow)
        .where(ClerkRow.unit == UnitRow.code, ClerkRow.slot.is_not(None))
        .scalar_subquery()
    )
    return select(UnitRow, CredentialRow.public_key, clerks).outerjoin(
        CredentialRow,
        (CredentialRow.unit == UnitRow.code) & CredentialRow.revoked_at.is_(None),
    )


def _view(row: UnitRow, public_key: str | None, clerks: int) -> UnitView:
    return UnitView(
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=row.parent,
        area_code=row.area_code,
        leader=row.leader,
        status=row.status,
        aliases=tuple(row.aliases),
        public_key=public_key,
        clerks=clerks,
    )
