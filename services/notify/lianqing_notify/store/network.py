"""Questions about what the registry told: units and the calendars of years."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_notify.store.tables import CalendarYearRow, UnitKeyRow, UnitRow
from lianqing_shared.working_days import CalendarBasis, YearTable


async def unit_by_code(session: AsyncSession, code: str) -> UnitRow | None:
    """Return a unit as last told."""
    return await session.get(UnitRow, code)


async def units_stood_for(session: AsyncSession, code: str) -> frozenset[str]:
    """Return a unit and those that were merged into it: whose letters it answers."""
    merged = await session.scalars(
        select(UnitRow.code).where(UnitRow.successor == code)
    )
    return frozenset((code, *merged.all()))


async def units_by_code(
    session: AsyncSession, codes: Sequence[str]
) -> dict[str, UnitRow]:
    """Return the units of these codes."""
    found = await session.scalars(select(UnitRow).where(UnitRow.code.in_(codes)))
    return {row.code: row for row in found}


async def unit_key(session: AsyncSession, public_key: str) -> UnitKeyRow | None:
    """Return whose key this is or was, and when."""
    return await session.get(UnitKeyRow, public_key)


async def keys_in_force(session: AsyncSession, unit: str) -> Sequence[UnitKeyRow]:
    """Return the keys of a unit that have not ended."""
    found = await session.scalars(
        select(UnitKeyRow).where(UnitKeyRow.unit == unit, UnitKeyRow.until.is_(None))
    )
    return found.all()


async def published_years(session: AsyncSession) -> Sequence[YearTable]:
    """Return the official tables that the registry published."""
    rows = await session.scalars(select(CalendarYearRow))
    return [
        YearTable(
            year=row.year,
            basis=CalendarBasis.OFFICIAL,
            days_off=frozenset(map(date.fromisoformat, row.days_off)),
            working_days=frozenset(map(date.fromisoformat, row.working_days)),
        )
        for row in rows
    ]


async def keep_year(
    session: AsyncSession, table: YearTable, *, source: str, at: datetime
) -> None:
    """Keep the official table of a year in place of what was known before."""
    await session.merge(
        CalendarYearRow(
            year=table.year,
            days_off=sorted(day.isoformat() for day in table.days_off),
            working_days=sorted(day.isoformat() for day in table.working_days),
            source=source,
            at=at,
        )
    )
