"""Take a case into verification; who takes it becomes its handler. Source: P3.2a."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import BeginCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def begin_case(work: Work, ask: BeginCase, actor: Actor | None) -> None:
    """Begin verification; raises a RefusedError if the case is not waiting for it."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.BEGIN)
    await record(
        work,
        taken.row,
        to,
        what="开始核实",
        by=taken.actor,
        action="case.begun",
        changes={
            "handler_id": taken.actor.person_id,
            "handler_name": taken.actor.name,
        },
    )
