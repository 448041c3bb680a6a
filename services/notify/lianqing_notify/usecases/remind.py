"""Climb the ladder of reminders, each rung of a deadline once. Source: domain 1.4."""

import structlog

from lianqing_notify.domain.deadlines import Duty, Rung
from lianqing_notify.store.due import anything_due, claim_due
from lianqing_notify.store.tables import DeadlineRow, ReminderRow
from lianqing_notify.usecases.desk import Desk, calendar_around, wait_for_next
from lianqing_notify.usecases.prompt_unit import prompt_of_rung
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.letters import LetterOverdue
from lianqing_shared.db import Work

log = structlog.get_logger(__name__)

_AT_ONCE = 200


async def sweep(desk: Desk) -> int:
    """Claim every rung that has come and act on it; return how many.

    Any number of sweepers may run at once: a row is claimed by one of them.
    """
    fired = 0
    while claimed := await _sweep_once(desk):
        fired += claimed
    return fired


async def _sweep_once(desk: Desk) -> int:
    async with desk.database.look() as session:
        # Most sweeps find nothing, and a look takes no write lock.
        if not await anything_due(session, at=desk.database.clock.now()):
            return 0
    async with desk.database.work() as work:
        due = await claim_due(work.session, at=work.now, limit=_AT_ONCE)
        calendar = await calendar_around(work.session, beijing_day(work.now))
        for row in due:
            _fire(row, work=work)
            wait_for_next(row, work=work, calendar=calendar)
    return len(due)


def _fire(row: DeadlineRow, *, work: Work) -> None:
    rung = row.next_rung
    if rung is None:
        raise LookupError(f"deadline {row.id} was claimed without a rung")
    row.last_rung = rung
    work.session.add(
        ReminderRow(
            deadline_id=row.id,
            letter_id=row.letter_id,
            duty=row.duty,
            rung=rung,
            at=work.now,
        )
    )
    prompt_of_rung(row, rung, work=work)
    if rung is Rung.OVERDUE and row.duty is Duty.REPLY:
        work.say(
            LetterOverdue(
                letter_id=row.letter_id,
                case_id=row.letter.case_id,
                due_on=row.due_on,
                at=work.now,
            ),
            message_id=f"overdue-{row.letter_id}-{row.round}",
        )
    work.note("deadline.reached", row.letter_id, duty=row.duty.value, rung=rung.value)
    log.info("deadline.reached", letter_id=row.letter_id, duty=row.duty, rung=rung)
