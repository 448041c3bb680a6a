"""The centre submits a level-1 case to one of its two bodies. Source: P3.2d."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.domain.deliberation import check_reason, check_submission
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import SubmitCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db import Work


async def submit_case(work: Work, ask: SubmitCase, actor: Actor | None) -> None:
    """Submit to the Party secretary or the county committee; again to redirect."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.SUBMIT)
    check_submission(taken.case, ask.to)
    check_reason(taken.case, Level.ONE, ask.reason)
    await record(
        work,
        taken.row,
        to,
        what=f"提交{ask.to.label}审批",
        by=taken.actor,
        detail=ask.reason,
        action="case.submitted",
        changes={"submitted_to": ask.to},
    )
