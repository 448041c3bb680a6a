"""Unit or centre confirms level 3. Source: P3.2b."""

from lianqing_grading.domain.authority import check, confirming_body
from lianqing_grading.domain.case import Move
from lianqing_grading.domain.deliberation import check_reason
from lianqing_grading.usecases.acting import take
from lianqing_grading.usecases.warning import Ruling, warn
from lianqing_shared.contracts.cases import ConfirmCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db import Work


async def confirm_case(work: Work, ask: ConfirmCase, actor: Actor | None) -> None:
    """Confirm level 3; a reason is needed where the policy proposes another level."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.CONFIRM)
    check_reason(taken.case, Level.THREE, ask.reason)
    ruling = Ruling(
        body=confirming_body(taken.case, taken.actor),
        circumstances=ask.circumstances,
        requirements=ask.requirements,
        reason=ask.reason,
    )
    await warn(work, taken, ruling, to=to)
