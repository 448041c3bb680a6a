"""Questions about entry clerks' appointments and what is written down of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import (
    ClerkPaperRow,
    ClerkRow,
    PersonRow,
    UnitRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """An appointment with its person, his present unit and its papers."""

    clerk: ClerkRow
    person: PersonRow
    home: UnitRow
    """Where the person belongs now; not always where he was appointed."""
    paper: ClerkPaperRow | None


async def appointments(
    session: AsyncSession, *, unit: str | None, with_past: bool
) -> Sequence[Appointment]:
    """Return appointments by unit: those in force by slot, then the newest ended."""
    wanted = (
        select(ClerkRow, PersonRow, UnitRow, ClerkPaperRow)
        .join(PersonRow, PersonRow.person_id == ClerkRow.person_id)
        .join(UnitRow, UnitRow.code == PersonRow.unit)
        .outerjoin(ClerkPaperRow, ClerkPaperRow.clerk_id == ClerkRow.id)
        .order_by(
            ClerkRow.unit,
            ClerkRow.slot.is_(None),
            ClerkRow.slot,
            ClerkRow.ended_at.desc(),
            ClerkRow.id.desc(),
        )
    )
    if unit is not None:
        wanted = wanted.where(ClerkRow.unit == unit)
    if not with_past:
        wanted = wanted.where(ClerkRow.slot.is_not(None))
    return [
        Appointment(clerk=clerk, person=person, home=home, paper=paper)
        for clerk, person, home, paper in await session.execute(wanted)
    ]


async def paper_of(session: AsyncSession, clerk: ClerkRow) -> ClerkPaperRow:
    """Return the paper of an appointment, a new one if it has none."""
    found = await session.get(ClerkPaperRow, clerk.id)
    if found is None:
        found = ClerkPaperRow(clerk_id=clerk.id)
        session.add(found)
    return found
