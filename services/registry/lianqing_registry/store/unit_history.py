"""Write and read what changed with each version of a unit."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import ClerkRow, PersonRow, UnitVersionRow
from lianqing_shared.contracts.units import ClerkRef, FieldChange, UnitVersion


async def versions(
    session: AsyncSession, code: str, *, limit: int
) -> Sequence[UnitVersion]:
    """Return a unit's changes, newest first."""
    found = await session.scalars(
        select(UnitVersionRow)
        .where(UnitVersionRow.unit == code)
        .order_by(UnitVersionRow.version.desc())
        .limit(limit)
    )
    return [
        UnitVersion(
            version=row.version,
            change=row.change,
            at=row.at,
            by=row.by,
            reason=row.reason,
            fields=tuple(
                FieldChange(field=field, before=before, after=after)
                for field, before, after in row.fields
            ),
        )
        for row in found
    ]


async def clerks(
    session: AsyncSession, code: str, *, with_names: bool
) -> Sequence[ClerkRef]:
    """Return a unit's appointments, those in force first, then the newest."""
    found = await session.execute(
        select(ClerkRow, PersonRow.name)
        .join(PersonRow, PersonRow.person_id == ClerkRow.person_id)
        .where(ClerkRow.unit == code)
        .order_by(ClerkRow.slot.is_(None), ClerkRow.appointed_at.desc(), ClerkRow.id)
    )
    return [
        ClerkRef(
            name=name if with_names else None,
            appointed_at=row.appointed_at,
            ended_at=row.ended_at,
        )
        for row, name in found
    ]
