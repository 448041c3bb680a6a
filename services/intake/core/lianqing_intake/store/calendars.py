"""Questions about the working calendars that the registry published."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.store.tables import CalendarYearRow
from lianqing_shared.working_days import CalendarBasis, YearTable


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
