"""What every use case of notify works with, put together once by `app`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_notify.domain.deadlines import Deadline, Duty, Term, next_rung
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import Town
from lianqing_notify.store.network import published_years
from lianqing_notify.store.tables import DeadlineRow, LetterRow
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db import Database, Work
from lianqing_shared.security.signing import Signer
from lianqing_shared.working_days import WorkCalendar
from lianqing_shared.year_tables import working_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The database, the town's organs, the typesetter and the centre's key."""

    database: Database
    town: Town
    typesetter: Typesetter
    signer: Signer


async def calendar_around(session: AsyncSession, day: date) -> WorkCalendar:
    """Return the working calendar of the years in which a letter of `day` lives."""
    years = range(day.year - 1, day.year + 3)
    return working_calendar(await published_years(session), years=years)


def deadline_row(
    deadline: Deadline, *, round_number: int, work: Work, calendar: WorkCalendar
) -> DeadlineRow:
    """Return the row of a deadline with the first rung to wait for."""
    row = DeadlineRow(
        duty=deadline.duty,
        round=round_number,
        days=deadline.term.days,
        in_working_days=deadline.term.is_working,
        starts_on=deadline.starts_on,
        due_on=deadline.due_on,
        basis=deadline.basis,
        last_rung=None,
        done_at=None,
    )
    wait_for_next(row, work=work, calendar=calendar)
    return row


def wait_for_next(row: DeadlineRow, *, work: Work, calendar: WorkCalendar) -> None:
    """Set the rung that the sweeper is to claim next."""
    ahead = next_rung(row.due_on, after=work.now, last=row.last_rung, calendar=calendar)
    row.next_rung, row.next_at = ahead or (None, None)


def as_deadline(row: DeadlineRow) -> Deadline:
    """Return the deadline that a row keeps."""
    return Deadline(
        duty=row.duty,
        term=Term(days=row.days, is_working=row.in_working_days),
        starts_on=row.starts_on,
        due_on=row.due_on,
        basis=row.basis,
    )


def seal_if_gravest(letter: LetterRow, work: Work) -> None:
    """Seal the audit log with whatever moves a letter of level 1 (architecture P5)."""
    if letter.level is Level.ONE:
        work.seal()


def finish(letter: LetterRow, duties: Iterable[Duty], work: Work) -> None:
    """Mark the duties of a letter as done, in every round."""
    wanted = set(duties)
    for row in letter.deadlines:
        if row.duty in wanted and row.done_at is None:
            row.done_at = work.now
            row.next_rung = row.next_at = None
