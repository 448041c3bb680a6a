"""Questions about units and their credentials."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import ClerkRow, CredentialRow, UnitRow
from lianqing_shared.contracts.network import (
    UnitKey,
    UnitKind,
    UnitStatus,
    UnitView,
)

LIVE = (UnitStatus.ACTIVE, UnitStatus.SUSPENDED)
"""Units that take part, or may again."""
_KEYS_TOLD = 20
"""Listeners keep what they were told before; more would only make news longer."""
_TREE = 7_600
"""The advisory lock of the tree; the journal has 7,400 and 7,500."""


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


async def has_live_children(session: AsyncSession, code: str) -> bool:
    """Return whether units that take part, or will again, hang directly under it."""
    found = await session.scalar(
        select(UnitRow.code)
        .where(UnitRow.parent == code, UnitRow.status.in_(LIVE))
        .limit(1)
    )
    return found is not None


async def children_to_change(session: AsyncSession, code: str) -> Sequence[UnitRow]:
    """Return the units directly under one, in order of their codes, kept for us."""
    found = await session.scalars(
        select(UnitRow)
        .where(UnitRow.parent == code)
        .order_by(UnitRow.code)
        .with_for_update()
    )
    return found.all()


async def merged_into(session: AsyncSession, code: str) -> Sequence[UnitRow]:
    """Return the units that went into this one, in order of their codes."""
    found = await session.scalars(
        select(UnitRow).where(UnitRow.successor == code).order_by(UnitRow.code)
    )
    return found.all()


async def hold_tree(session: AsyncSession) -> None:
    """Keep the shape of the tree for this work alone, until it is done.

    Without it two moves at once could each be right alone and make a circle together.
    SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_TREE)))


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


async def keys(session: AsyncSession, unit: str) -> tuple[UnitKey, ...]:
    """Return the unit's latest keys with the times of each, the newest last."""
    found = await session.scalars(
        select(CredentialRow)
        .where(CredentialRow.unit == unit)
        .order_by(CredentialRow.issued_at.desc(), CredentialRow.id.desc())
        .limit(_KEYS_TOLD)
    )
    return tuple(
        UnitKey(public_key=row.public_key, since=row.issued_at, until=row.revoked_at)
        for row in reversed(found.all())
    )


async def revoke_credentials(session: AsyncSession, unit: str, *, at: datetime) -> None:
    """Take every credential of a unit out of force."""
    await session.execute(
        update(CredentialRow)
        .where(CredentialRow.unit == unit, CredentialRow.revoked_at.is_(None))
        .values(revoked_at=at)
    )


async def view(
    session: AsyncSession, code: str, *, with_people: bool = False
) -> UnitView:
    """Return one unit as others see it; it must exist."""
    found = await session.execute(viewed().where(UnitRow.code == code))
    return view_of(found.one(), with_people=with_people)


def viewed() -> Select[UnitRow, str | None, int]:
    """Return the question for units with what stands beside them."""
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


def view_of(
    found: Row[UnitRow, str | None, int], *, with_people: bool = False
) -> UnitView:
    """Return a unit as others see it; its leader only `with_people`."""
    row, public_key, clerks = found
    return UnitView(
        code=row.code,
        name=row.name,
        kind=row.kind,
        kind_text=row.kind_text,
        parent=row.parent,
        area_code=row.area_code,
        leader=row.leader if with_people else None,
        status=row.status,
        successor=row.successor,
        position=row.position,
        aliases=tuple(row.aliases),
        public_key=public_key,
        clerks=clerks,
    )
