"""Lift a warning; by the body that may decide its level. Source: domain 1.4."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.errors import IncompleteError
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import LiftCase, WarningLifted
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def lift_case(work: Work, ask: LiftCase, actor: Actor | None) -> None:
    """End the warning and say so; a later report on the matter opens a new case."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.LIFT)
    if not ask.reason.strip():
        raise IncompleteError("请写明解除预警的理由后再提交。")
    if taken.row.addressee is None:
        raise IncompleteError("案件没有接收单位，不能解除。请联系中心核对。")
    await record(
        work,
        taken.row,
        to,
        what="解除预警",
        by=taken.actor,
        detail=ask.reason,
        action="warning.lifted",
    )
    work.say(
        WarningLifted(
            case_id=taken.row.case_id,
            case_no=taken.row.case_no,
            addressee=taken.row.addressee,
            lifted_by=taken.actor.person_id,
            lifted_at=work.now,
            reason=ask.reason,
        ),
        message_id=f"lifted-{taken.row.case_id}",
    )
