"""Record a re-check after an accepted reply. Source: domain 1.4 (督查回访)."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.errors import IncompleteError
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import RecheckCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work


async def recheck_case(work: Work, ask: RecheckCase, actor: Actor | None) -> None:
    """Record whether the matter is mended; if not, it cannot be lifted yet."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    move = Move.RECHECK if ask.is_mended else Move.RECHECK_FAILED
    to = check(taken.case, taken.actor, move)
    if not ask.text.strip():
        raise IncompleteError("请写明复查情况后再提交。")
    await record(
        work,
        taken.row,
        to,
        what="复查：整改到位" if ask.is_mended else "复查：整改不到位",
        by=taken.actor,
        detail=ask.text,
        action="case.rechecked",
        changes={"has_failed_recheck": not ask.is_mended},
    )
