"""The deputy secretary convenes member units for level 2. Source: P3.2c."""

from lianqing_grading.domain.authority import check
from lianqing_grading.domain.case import Move
from lianqing_grading.domain.deliberation import check_convened, check_reason
from lianqing_grading.store.tables import ConvenedRow
from lianqing_grading.store.units import named
from lianqing_grading.usecases.acting import record, take
from lianqing_shared.contracts.cases import ConveneCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db import Work


async def convene_case(work: Work, ask: ConveneCase, actor: Actor | None) -> None:
    """Convene at least two member units that are not concerned in the matter."""
    taken = await take(work, actor, ask.case_id, ask.topic)
    to = check(taken.case, taken.actor, Move.CONVENE)
    units = await named(work.session, (*ask.units, *taken.case.units_concerned))
    check_convened(taken.case, ask.units, units)
    check_reason(taken.case, Level.TWO, ask.reason)
    codes = tuple(dict.fromkeys(ask.units))
    work.session.add_all(
        ConvenedRow(case_id=taken.row.case_id, round=taken.row.round, unit=code)
        for code in codes
    )
    await record(
        work,
        taken.row,
        to,
        what=f"召集成员单位研究：{'、'.join(units[code].name for code in codes)}",
        by=taken.actor,
        detail=ask.reason,
        action="case.convened",
    )
