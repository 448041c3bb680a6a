"""Questions about cases whose next step is a body's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.gaps import WAITING
from lianqing_grading.store.scope import Condition
from lianqing_grading.store.tables import CaseRow, ConvenedRow, OpinionRow
from lianqing_shared.contracts.cases import CaseState

_MOST = 5_000


@dataclass(slots=True)
class Spoken:
    """Who was convened in a case's present round, and what was said."""

    convened: list[str] = field(default_factory=list)
    opinions: list[OpinionRow] = field(default_factory=list)


async def waiting_cases(session: AsyncSession, scope: Condition) -> Sequence[CaseRow]:
    """Return the cases that wait for a body, gravest first, at most 5,000."""
    found = await session.scalars(
        select(CaseRow)
        .where(CaseRow.state.in_(WAITING), scope)
        .order_by(CaseRow.gravity, CaseRow.case_id.desc())
        .limit(_MOST)
    )
    return found.all()


async def spoken_in(
    session: AsyncSession, rows: Sequence[CaseRow]
) -> Mapping[str, Spoken]:
    """Return case to what its present round of study holds."""
    found: dict[str, Spoken] = defaultdict(Spoken)
    studied = {row.case_id for row in rows if row.state is CaseState.STUDYING}
    if not studied:
        return found
    in_study = CaseRow.state == CaseState.STUDYING
    convened = await session.execute(
        select(ConvenedRow.case_id, ConvenedRow.unit).join(
            CaseRow,
            and_(
                CaseRow.case_id == ConvenedRow.case_id,
                CaseRow.round == ConvenedRow.round,
                in_study,
            ),
        )
    )
    for case_id, unit in convened:
        if case_id in studied:
            found[case_id].convened.append(unit)
    opinions = await session.scalars(
        select(OpinionRow).join(
            CaseRow,
            and_(
                CaseRow.case_id == OpinionRow.case_id,
                CaseRow.round == OpinionRow.round,
                in_study,
            ),
        )
    )
    for row in opinions:
        if row.case_id in studied:
            found[row.case_id].opinions.append(row)
    return found
