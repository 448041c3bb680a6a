"""List how units stand with reporting on time, and count their year.

The centre and the Party secretary see every unit, everybody else his own. Numbers of
reports are not told. Source: P1.3.1; domain 1.5.
"""

from collections.abc import Iterable, Sequence

from lianqing_intake.domain.duty_wording import reminder_sentence, tally_sentence
from lianqing_intake.domain.returns import Standing, Tally, tally
from lianqing_intake.usecases.duty_book import Page, open_book, return_view
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.duties import (
    CountReturns,
    ListReturns,
    ReturnPage,
    ReturnReminder,
    ReturnStatus,
    ReturnTallies,
    ReturnTally,
    Target,
    TargetKind,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database
from lianqing_shared.security.access import Sphere, only_unit

_TOWN = "全镇"
_ALL = 1000
_MOST = 600
"""What one answer on the bus has room for."""
_MOST_REMINDERS = 100


async def list_returns(
    question: ListReturns, *, actor: Actor, database: Database
) -> ReturnPage:
    """Return periods newest first, and what needs a hand now."""
    now = database.clock.now()
    async with database.look() as session:
        book = await open_book(session, unit=_scope(actor, question.unit), now=now)
    found = [(page, one) for page in book for one in _wanted(page, question)]
    return ReturnPage(
        returns=tuple(return_view(page, one) for page, one in found[:_MOST]),
        reminders=_reminders(book)[:_MOST_REMINDERS],
        total=len(found),
    )


async def count_returns(
    question: CountReturns, *, actor: Actor, database: Database
) -> ReturnTallies:
    """Return the tallies of a year: the town first, then the least punctual units."""
    now = database.clock.now()
    year = question.year or beijing_day(now).year
    scope = _scope(actor, question.unit)
    async with database.look() as session:
        book = await open_book(session, unit=scope, now=now)
    of_units = [(page, _of_year(page, year)) for page in book]
    of_units = [(page, found) for page, found in of_units if found]
    counted = [(page, tally(found)) for page, found in of_units]
    counted.sort(key=lambda one: (_punctuality(one[1]), one[0].unit.code))
    rows = [
        _row(one, year=year, unit=page.unit.code, name=page.unit.name)
        for page, one in counted
    ]
    if scope is None:
        everything = tally([one for _, found in of_units for one in found])
        rows.insert(0, _row(everything, year=year, unit=None, name=_TOWN))
    return ReturnTallies(year=year, tallies=tuple(rows))


def _punctuality(count: Tally) -> int:
    """Return the place among units: those that owed nothing yet come last."""
    share = count.on_time_permille
    return _ALL + 1 if share is None else share


def _scope(actor: Actor, asked: str | None) -> str | None:
    return only_unit(actor, Sphere.RETURNS) or asked


def _wanted(page: Page, question: ListReturns) -> list[Standing]:
    if question.year is None:
        found = page.standings[-question.latest :]
    else:
        found = tuple(_of_year(page, question.year))
    return [
        one
        for one in reversed(found)
        if question.status is None or one.status is question.status
    ]


def _of_year(page: Page, year: int) -> list[Standing]:
    return [one for one in page.standings if one.period.due_day.year == year]


def _reminders(book: Iterable[Page]) -> tuple[ReturnReminder, ...]:
    """Return the unanswered periods that are overdue, then those soon due."""
    pressing = [
        (page, one)
        for page in book
        for one in page.standings
        if one.is_unanswered and (one.is_near_due or one.status is ReturnStatus.LATE)
    ]
    pressing.sort(key=lambda found: (found[1].period.due_at, found[0].unit.code))
    return tuple(
        ReturnReminder(
            unit=page.unit.code,
            period=one.period.key,
            status=one.status,
            due_at=one.period.due_at,
            sentence=reminder_sentence(one, unit_name=page.unit.name),
            target=Target(kind=TargetKind.RETURNS, id=page.unit.code),
        )
        for page, one in _late_first(pressing)
    )


def _late_first(
    pressing: Sequence[tuple[Page, Standing]],
) -> list[tuple[Page, Standing]]:
    return sorted(pressing, key=lambda found: found[1].status is ReturnStatus.OPEN)


def _row(count: Tally, *, year: int, unit: str | None, name: str) -> ReturnTally:
    return ReturnTally(
        unit=unit,
        unit_name=name,
        due=count.due,
        reported=count.reported,
        nil=count.nil,
        late=count.late,
        missed=count.missed,
        open=count.open,
        late_days=count.late_days,
        on_time_permille=count.on_time_permille,
        sentence=tally_sentence(count, year=year),
    )
