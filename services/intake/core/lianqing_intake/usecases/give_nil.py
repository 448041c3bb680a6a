"""Take a unit's word that it has nothing to report (零报告). Source: P1.3.1.

The unit is the clerk's own, or the one whose account spoke; nobody gives one for
another. The same word twice is kept once.
"""

from lianqing_intake.domain.returns import Standing, next_unanswered
from lianqing_intake.errors import (
    NilElsewhereError,
    NilNotDueError,
    NilTooLateError,
    NothingOwedError,
)
from lianqing_intake.store.duties import unit_kept_for_this_work
from lianqing_intake.store.tables import NilReturnRow
from lianqing_intake.usecases.duty_book import Page, open_book, return_view
from lianqing_shared.contracts.duties import EnterNil, ReturnStatus, ReturnView
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work
from lianqing_shared.errors import NotFoundError


async def enter_nil(question: EnterNil, *, actor: Actor, work: Work) -> ReturnView:
    """Keep a clerk's nil return for his own unit; see `give_nil`."""
    page, one = await give_nil(
        work, actor.unit, period=question.period, by=actor.person_id
    )
    return return_view(page, one)


async def give_nil(
    work: Work,
    unit: str,
    *,
    period: str | None,
    by: str,
    submission_id: str | None = None,
) -> tuple[Page, Standing]:
    """Keep a nil return and return the unit's page with the period as it now stands.

    Raises:
        NotFoundError: There is no such unit or period.
        NothingOwedError: The unit owes no word now.
        NilElsewhereError: It takes no part at present.
        NilNotDueError: Reports speak for the period already.
        NilTooLateError: The period is closed.
    """
    row = await unit_kept_for_this_work(work.session, unit)
    if row is None:
        raise NotFoundError(f"单位“{unit}”")
    if not row.is_active:
        raise NilElsewhereError(row.name)
    page, one = await _look(work, unit, period)
    if one.nil_at is not None:
        return page, one
    if one.status is ReturnStatus.MISSED:
        raise NilTooLateError(one.period.label)
    if not one.is_unanswered:
        raise NilNotDueError(one.period.label)
    work.session.add(
        NilReturnRow(
            unit=unit,
            period=one.period.key,
            given_at=work.now,
            given_by=by,
            submission_id=submission_id,
        )
    )
    work.note("nil.given", unit, period=one.period.key, by=by)
    await work.session.flush()
    return await _look(work, unit, one.period.key)


async def _look(work: Work, unit: str, period: str | None) -> tuple[Page, Standing]:
    book = await open_book(work.session, unit=unit, now=work.now)
    if not book or not book[0].standings:
        raise NothingOwedError
    page = book[0]
    if period is None:
        return page, next_unanswered(page.standings) or page.standings[-1]
    for one in page.standings:
        if one.period.key == period:
            return page, one
    raise NotFoundError(f"报送周期“{period}”")
