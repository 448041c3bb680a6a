"""End a letter when its warning is lifted, and tell the unit. Source: domain 1.4."""

import structlog

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.domain.life import Step, after
from lianqing_notify.errors import NotYetKnownError
from lianqing_notify.store.letters import letter_of_case, lock_letter
from lianqing_notify.usecases.desk import Desk, finish, seal_if_gravest
from lianqing_shared.contracts.cases import WarningLifted
from lianqing_shared.contracts.letters import LiftingServed

log = structlog.get_logger(__name__)


async def lift_letter(desk: Desk, lifted: WarningLifted, *, message_id: str) -> None:
    """Lift the letter of a case; its deadlines end and its unit is told once.

    Raises:
        NotYetKnownError: The letter is not issued yet; events may overtake each other.
    """
    async with desk.database.work() as work:
        if not await work.first_seen([message_id]):
            return
        found = await letter_of_case(work.session, lifted.case_id)
        letter = await lock_letter(work.session, found.id) if found else None
        if letter is None:
            raise NotYetKnownError(f"案件{lifted.case_no}的文书")
        state = after(letter.state, Step.LIFT)
        if state is None:
            return
        letter.state = state
        letter.lifted_at = lifted.lifted_at
        finish(letter, Duty, work)
        work.say(
            LiftingServed(
                letter_id=letter.id,
                number=letter.number,
                unit=letter.addressee,
                lifted_at=lifted.lifted_at,
                reason=lifted.reason,
            ),
            unit=letter.addressee,
            message_id=f"lifted-{letter.id}",
        )
        work.note("letter.lifted", letter.id, lifted_by=lifted.lifted_by)
        seal_if_gravest(letter, work)
    log.info("letter.lifted", case_id=lifted.case_id)
