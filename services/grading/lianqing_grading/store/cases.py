"""Cases one by one: find, change under the row's version, read what hangs on them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.authority import Case
from lianqing_grading.domain.officers import Bench, Officer, bench_of
from lianqing_grading.errors import MovedOnError
from lianqing_grading.store.scope import Condition
from lianqing_grading.store.tables import (
    CaseRow,
    ConvenedRow,
    DecisionRow,
    OpinionRow,
    ReportRow,
    StepRow,
)
from lianqing_shared.contracts.reports import Subject

_SHOWN_REPORTS = 200


async def find_case(
    session: AsyncSession, key: str, *, scope: Condition, lock: bool = False
) -> CaseRow | None:
    """Return a case by id or number if it lies within the scope, as it stands now.

    `lock` makes others who would change it wait until the work ends (PostgreSQL;
    SQLite has one writer anyway).
    """
    query = (
        select(CaseRow)
        .where(or_(CaseRow.case_id == key, CaseRow.case_no == key), scope)
        .execution_options(populate_existing=True)
    )
    if lock:
        query = query.with_for_update(of=CaseRow)
    found: CaseRow | None = await session.scalar(query)
    return found


async def change(session: AsyncSession, row: CaseRow, **values: object) -> None:
    """Change a case that still stands as it was read; raises MovedOnError if not."""
    done = await session.execute(
        update(CaseRow)
        .where(CaseRow.case_id == row.case_id, CaseRow.row_version == row.row_version)
        .values(row_version=row.row_version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise MovedOnError


async def convened_units(session: AsyncSession, row: CaseRow) -> Sequence[str]:
    """Return the units convened in the present round, by code."""
    found = await session.scalars(
        select(ConvenedRow.unit)
        .where(ConvenedRow.case_id == row.case_id, ConvenedRow.round == row.round)
        .order_by(ConvenedRow.unit)
    )
    return found.all()


async def opinions(session: AsyncSession, row: CaseRow) -> Sequence[OpinionRow]:
    """Return the opinions of the present round, oldest first."""
    found = await session.scalars(
        select(OpinionRow)
        .where(OpinionRow.case_id == row.case_id, OpinionRow.round == row.round)
        .order_by(OpinionRow.at, OpinionRow.unit)
    )
    return found.all()


async def approval(session: AsyncSession, case_id: str) -> DecisionRow | None:
    """Return the decision that set the level; None before it."""
    found: DecisionRow | None = await session.scalar(
        select(DecisionRow).where(
            DecisionRow.case_id == case_id, DecisionRow.approved.is_(True)
        )
    )
    return found


async def history(session: AsyncSession, case_id: str) -> Sequence[StepRow]:
    """Return what people and letters did, oldest first."""
    found = await session.scalars(
        select(StepRow).where(StepRow.case_id == case_id).order_by(StepRow.id)
    )
    return found.all()


async def reports_of(session: AsyncSession, case_id: str) -> Sequence[ReportRow]:
    """Return the newest reports of a case, at most 200, oldest first."""
    found = await session.scalars(
        select(ReportRow)
        .where(ReportRow.case_id == case_id)
        .order_by(ReportRow.report_id.desc())
        .limit(_SHOWN_REPORTS)
    )
    return found.all()[::-1]


def subject_of(row: CaseRow) -> Subject:
    """Return the subject of a case as messages carry it."""
    return Subject(
        kind=row.subject_kind,
        unit=row.subject_unit,
        unit_name=row.subject_unit_name,
        person_name=row.person_name,
        position=row.position,
        id_digest=row.id_digest,
    )


def case_of(
    row: CaseRow,
    *,
    convened: Sequence[str] = (),
    opinions: Sequence[OpinionRow] = (),
    bench: Bench,
) -> Case:
    """Return what the rules need to know of a case.

    An opinion of somebody who is recused since then stands, but does not count.
    """
    return Case(
        state=row.state,
        subject=subject_of(row),
        subject_key=row.subject_key,
        suggested=row.suggested,
        circumstances=split_codes(row.circumstances),
        addressee=row.addressee,
        convened=frozenset(convened),
        opined=frozenset(one.unit for one in opinions),
        counted=frozenset(
            one.unit for one in opinions if one.person_id not in bench.people_out
        ),
        submitted_to=row.submitted_to,
        level=row.level,
        # What decided level 1 is where it was submitted; a decision never changes it.
        decided_by_body=row.submitted_to,
        has_failed_recheck=row.has_failed_recheck,
        bench=bench,
    )


def bench_for(
    row: CaseRow, officers: Sequence[Officer], *, members: Iterable[str] = ()
) -> Bench:
    """Return who of those in office can act on a case."""
    units = [unit for unit in (row.subject_unit, row.addressee) if unit is not None]
    return bench_of(officers, subject_key=row.subject_key, units=units, members=members)


def split_codes(joined: str) -> tuple[str, ...]:
    """Return the circumstances of a column that joins them by commas."""
    return tuple(code for code in joined.split(",") if code)
