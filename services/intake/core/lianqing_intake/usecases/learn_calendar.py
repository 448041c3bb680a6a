"""Keep the working days of a year, by which periods and lateness are counted."""

from lianqing_intake.store.calendars import keep_year
from lianqing_shared.contracts.network import CalendarPublished
from lianqing_shared.db import Work
from lianqing_shared.working_days import CalendarBasis, YearTable


async def learn_calendar(
    event: CalendarPublished, *, message_id: str, work: Work
) -> None:
    """Keep a year's official table; hearing it twice changes nothing."""
    if not await work.first_seen([message_id]):
        return
    table = YearTable(
        year=event.year,
        basis=CalendarBasis.OFFICIAL,
        days_off=frozenset(event.days_off),
        working_days=frozenset(event.working_days),
    )
    await keep_year(work.session, table, source=event.source, at=work.now)
    work.note("calendar.learnt", str(event.year))
