"""Record the opinion of a convened unit. Source: P3.2c."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.errors import IncompleteError
from lianqing_grading.store.tables import OpinionRow
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import OpineCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def opine_case(work: Work, ask: OpineCase, actor: Actor | None) -> None:
    """Record what the actor's unit thinks; once for each unit and round."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.OPINE)
    if not ask.text.strip():
        raise IncompleteError("请写明研究意见后再提交。")
    work.session.add(
        OpinionRow(
            case_id=taken.row.case_id,
            round=taken.row.round,
            unit=taken.actor.unit,
            person_id=taken.actor.person_id,
            person_name=taken.actor.name,
            agrees=ask.agrees,
            text=ask.text,
            at=work.now,
        )
    )
    await record(
        work,
        taken.row,
        to,
        what=f"研究意见：{'同意' if ask.agrees else '不同意'}",
        by=taken.actor,
        detail=ask.text,
        action="case.opined",
        changes={"due_on": taken.row.due_on},
    )
