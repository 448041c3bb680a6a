"""Enter progress or a result on a case. Source: P1.1.3."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.errors import IncompleteError
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import NoteCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def note_case(work: Work, ask: NoteCase, actor: Actor | None) -> None:
    """Add the note to the case's history; the case stays where it is."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.NOTE)
    if not ask.text.strip():
        raise IncompleteError("请写明处理进程或结果后再提交。")
    await record(
        work,
        taken.row,
        to,
        what="登记处理进程",
        by=taken.actor,
        detail=ask.text,
        action="case.noted",
        changes={"due_on": taken.row.due_on},
    )
