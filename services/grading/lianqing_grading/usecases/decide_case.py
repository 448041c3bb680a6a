"""The body of level 2 or 1 decides. Source: P3.2c, P3.2d."""

from lianqing_grading.domain.authority import check, deciding_body
from lianqing_grading.domain.case import Move
from lianqing_grading.domain.deliberation import check_quorum, check_resolution
from lianqing_grading.errors import IncompleteError
from lianqing_grading.usecases.acting import take
from lianqing_grading.usecases.warning import Ruling, turn_down, warn
from lianqing_shared.contracts.cases import Body, DecideCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def decide_case(work: Work, ask: DecideCase, actor: Actor | None) -> None:
    """Approve, which warns, or refuse, which sends the case back to be proposed."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    move = Move.APPROVE if ask.approves else Move.REFUSE
    to = check(taken.case, taken.actor, move)
    ruling = Ruling(
        body=deciding_body(taken.case, taken.actor),
        circumstances=ask.circumstances,
        requirements=ask.requirements,
        questions=ask.questions,
        resolution_no=ask.resolution_no,
        reason=ask.reason,
    )
    if not ask.approves:
        if not ask.reason.strip():
            raise IncompleteError("不同意的，请写明理由后再提交。")
        await turn_down(work, taken, ruling, to=to)
        return
    if ruling.body is Body.DEPUTY_SECRETARY:
        check_quorum(taken.case)
    check_resolution(ruling.body, ruling.resolution_no)
    await warn(work, taken, ruling, to=to)
