"""Open the book of who owed word when, and what came. Source: P1.3.1; domain 1.5."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.duty_wording import standing_sentence
from lianqing_intake.domain.periods import periods
from lianqing_intake.domain.returns import Received, Standing, stand
from lianqing_intake.store.calendars import published_years
from lianqing_intake.store.duties import (
    nil_returns,
    reports_received,
    scheduled_units,
)
from lianqing_intake.store.tables import NilReturnRow, UnitRow
from lianqing_shared.clock import BEIJING, beijing_day
from lianqing_shared.contracts.duties import ReturnView
from lianqing_shared.contracts.schedule import ScheduleTerm
from lianqing_shared.working_days import WorkCalendar
from lianqing_shared.year_tables import working_calendar

_YEARS_AHEAD = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One unit's periods that have begun, oldest first, and its nil returns."""

    unit: UnitRow
    standings: tuple[Standing, ...]
    nil_by: dict[str, str]
    """Period to who gave the nil return."""


async def open_book(
    session: AsyncSession, *, unit: str | None, now: datetime
) -> list[Page]:
    """Return the page of one unit, or of all, as they stand at a moment."""
    units = await scheduled_units(session, unit=unit)
    firsts = [term.valid_from for _, terms in units for term in terms]
    if not firsts:
        return []
    years = range(min(firsts).year, beijing_day(now).year + _YEARS_AHEAD + 1)
    calendar = working_calendar(await published_years(session), years=years)
    since = datetime.combine(min(firsts), time(), BEIJING)
    received = await reports_received(session, unit=unit, since=since)
    nils = await nil_returns(session, unit=unit)
    return [
        _page(
            row,
            terms,
            received.get(row.code, Received()),
            nils={p: nil for (code, p), nil in nils.items() if code == row.code},
            calendar=calendar,
            now=now,
        )
        for row, terms in units
    ]


def _page(
    unit: UnitRow,
    terms: Sequence[ScheduleTerm],
    received: Received,
    *,
    nils: dict[str, NilReturnRow],
    calendar: WorkCalendar,
    now: datetime,
) -> Page:
    standings = tuple(
        stand(
            one,
            received,
            nils[one.key].given_at if one.key in nils else None,
            now=now,
            calendar=calendar,
        )
        for one in periods(terms, calendar, until=now)
    )
    return Page(
        unit=unit,
        standings=standings,
        nil_by={period: row.given_by for period, row in nils.items()},
    )


def return_view(page: Page, one: Standing) -> ReturnView:
    """Return a period as pages show it."""
    return ReturnView(
        unit=page.unit.code,
        unit_name=page.unit.name,
        period=one.period.key,
        label=one.period.label,
        starts_at=one.period.starts_at,
        ends_at=one.period.ends_at,
        due_at=one.period.due_at,
        status=one.status,
        reports=int(one.is_reported),
        answered_at=one.answered_at,
        late_days=one.late_days,
        nil_at=one.nil_at,
        nil_by=page.nil_by.get(one.period.key) if one.nil_at else None,
        nil_superseded_at=one.nil_superseded_at,
        is_near_due=one.is_near_due,
        may_enter_nil=one.is_unanswered,
        sentence=standing_sentence(one),
    )
