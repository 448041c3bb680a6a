"""Questions about working calendars."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.calendars import YearCalendar
from lianqing_registry.store.tables import CalendarRow


async def stands(session: AsyncSession, calendar: YearCalendar) -> bool:
    """Return whether exactly this calendar was published last for its year."""
    row = await session.get(CalendarRow, calendar.year)
    if row is None:
        return False
    days = (row.days_off, row.working_days, row.source)
    return days == (_days_off(calendar), _working(calendar), calendar.source)


async def keep(session: AsyncSession, calendar: YearCalendar, *, at: datetime) -> None:
    """Store a year's calendar in place of what was there."""
    await session.merge(
        CalendarRow(
            year=calendar.year,
            days_off=_days_off(calendar),
            working_days=_working(calendar),
            source=calendar.source,
            published_at=at,
        )
    )


def _days_off(calendar: YearCalendar) -> list[str]:
    return [day.isoformat() for day in calendar.days_off]


def _working(calendar: YearCalendar) -> list[str]:
    return [day.isoformat() for day in calendar.working_days]
