"""Questions of the ledger: what must never be, counted in the database."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, func, literal, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.case import ENDED, WARNED
from lianqing_grading.domain.deliberation import LEVEL_OF_BODY, QUORUM
from lianqing_grading.store.tables import (
    CaseRow,
    ConvenedRow,
    DecisionRow,
    NumberRow,
    OpinionRow,
    ReportRow,
)
from lianqing_shared.contracts.cases import Body

_SHOWN = 20
Ids = Select[str]


async def count_reports(session: AsyncSession) -> int:
    """Return how many reports are graded."""
    return await session.scalar(select(func.count()).select_from(ReportRow)) or 0


async def graded_ids(session: AsyncSession) -> list[str]:
    """Return the ids of all graded reports, sorted."""
    found = await session.scalars(
        select(ReportRow.report_id).order_by(ReportRow.report_id)
    )
    return list(found)


async def decided_cases(session: AsyncSession) -> list[str]:
    """Return the cases whose level is set, sorted."""
    return sorted(await session.scalars(_approved()))


async def cases_by_state(session: AsyncSession) -> Mapping[str, int]:
    """Return how many cases stand in each state."""
    found = await session.execute(
        select(CaseRow.state, func.count()).group_by(CaseRow.state)
    )
    return {state.value: count for state, count in found}


async def decisions_by_body(session: AsyncSession) -> Mapping[str, int]:
    """Return how many levels each body has set."""
    found = await session.execute(
        select(DecisionRow.body, func.count())
        .where(DecisionRow.approved.is_(True))
        .group_by(DecisionRow.body)
    )
    return {body.value: count for body, count in found}


async def problems(session: AsyncSession) -> Sequence[str]:
    """Return a sentence for each kind of thing that must not be and is."""
    checks = {
        "a case counts other reports than are joined to it": _miscounted(),
        "an ended case still takes reports": _where(
            and_(CaseRow.state.in_(ENDED), CaseRow.open_key.is_not(None))
        ),
        "a case is warned without a decision": _where(
            and_(CaseRow.state.in_(WARNED), CaseRow.case_id.not_in(_approved()))
        ),
        "a case is decided but not warned": _where(
            and_(CaseRow.state.not_in(WARNED), CaseRow.case_id.in_(_approved()))
        ),
        "a case's level is not the one decided": _other_level(),
        "a case is decided more than once": _decided_twice(),
        "a level was set by a body that may not set it": _wrong_body(),
        "level 2 was decided without its quorum": _no_quorum(),
        "the county decided without a resolution": _no_resolution(),
    }
    found = []
    for sentence, query in checks.items():
        ids = (await session.scalars(query.limit(_SHOWN))).all()
        if ids:
            found.append(f"{sentence}: {', '.join(ids)}")
    if await session.scalar(_number_gaps()):
        found.append("case numbers have a gap")
    return found


def _where(condition: ColumnElement[bool]) -> Ids:
    return select(CaseRow.case_id).where(condition)


def _approved() -> Ids:
    return select(DecisionRow.case_id).where(DecisionRow.approved.is_(True))


def _miscounted() -> Ids:
    joined = (
        select(func.count())
        .select_from(ReportRow)
        .where(ReportRow.case_id == CaseRow.case_id)
        .scalar_subquery()
    )
    return _where(CaseRow.reports != joined)


def _other_level() -> Ids:
    return (
        select(CaseRow.case_id)
        .join(DecisionRow, DecisionRow.case_id == CaseRow.case_id)
        .where(
            DecisionRow.approved.is_(True),
            or_(CaseRow.level.is_(None), CaseRow.level != DecisionRow.level),
        )
    )


def _decided_twice() -> Ids:
    return _approved().group_by(DecisionRow.case_id).having(func.count() > 1)


def _wrong_body() -> Ids:
    fits = [
        and_(DecisionRow.body == body, DecisionRow.level == level)
        for body, level in LEVEL_OF_BODY.items()
    ]
    return _approved().where(not_(or_(*fits)))


def _no_quorum() -> Ids:
    """Count again what was said, by units that were convened, in the same round."""
    spoken = (
        select(func.count(OpinionRow.unit))
        .join(
            ConvenedRow,
            and_(
                ConvenedRow.case_id == OpinionRow.case_id,
                ConvenedRow.round == OpinionRow.round,
                ConvenedRow.unit == OpinionRow.unit,
            ),
        )
        .where(
            OpinionRow.case_id == DecisionRow.case_id,
            OpinionRow.round == DecisionRow.round,
        )
        .scalar_subquery()
    )
    return _approved().where(DecisionRow.body == Body.DEPUTY_SECRETARY, spoken < QUORUM)


def _no_resolution() -> Ids:
    return _approved().where(
        DecisionRow.body == Body.COUNTY_COMMITTEE,
        func.coalesce(DecisionRow.resolution_no, "") == "",
    )


def _number_gaps() -> Select[int]:
    """Return 1 if more or fewer numbers were given out than cases opened."""
    given = select(func.coalesce(func.sum(NumberRow.last), 0)).scalar_subquery()
    opened = select(func.count()).select_from(CaseRow).scalar_subquery()
    return select(literal(1)).where(given != opened)
