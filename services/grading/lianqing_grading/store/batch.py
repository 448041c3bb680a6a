"""The hot path: everything about a batch of reports in a handful of statements.

Core statements and plain rows instead of mapped objects: at thousands of reports a
second the bookkeeping of a session costs more than the database does.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.store.tables import CaseRow, ReportRow
from lianqing_shared.contracts.plan import Level
from lianqing_shared.db.bulk import Values, insert_rows, update_rows

_CASES: Table = CaseRow.metadata.tables["cases"]
_REPORTS: Table = CaseRow.metadata.tables["case_reports"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case that is not ended, as it stands before a batch."""

    case_id: str
    open_key: str
    alleged: Values
    verified: Values | None
    addressee: str | None
    reports: int
    independent_sources: int


async def already_graded(
    session: AsyncSession, report_ids: Collection[str]
) -> set[str]:
    """Return those reports that are joined to a case already."""
    found = await session.scalars(
        select(ReportRow.report_id).where(ReportRow.report_id.in_(report_ids))
    )
    return set(found)


async def report_ids(session: AsyncSession, case_id: str) -> list[str]:
    """Return the ids of a case's reports, oldest first."""
    found = await session.scalars(
        select(ReportRow.report_id)
        .where(ReportRow.case_id == case_id)
        .order_by(ReportRow.report_id)
    )
    return list(found)


async def open_cases(
    session: AsyncSession, keys: Collection[str]
) -> Sequence[OpenCase]:
    """Return the cases that are not ended with these join keys, locked for change."""
    found = await session.execute(
        select(
            _CASES.c.case_id,
            _CASES.c.open_key,
            _CASES.c.alleged,
            _CASES.c.verified,
            _CASES.c.addressee,
            _CASES.c.reports,
            _CASES.c.independent_sources,
        )
        .where(_CASES.c.open_key.in_(keys))
        .order_by(_CASES.c.case_id)
        .with_for_update()
    )
    return [OpenCase(**row) for row in found.mappings()]


async def known_sources(
    session: AsyncSession, pairs: Collection[tuple[str, str]]
) -> set[tuple[str, str]]:
    """Return which of these (case, source) pairs are known already."""
    if not pairs:
        return set()
    found = await session.execute(
        select(ReportRow.case_id, ReportRow.source_key)
        # Pairs, not two lists: two IN lists of 500 are 250,000 look-ups in SQLite.
        .where(tuple_(ReportRow.case_id, ReportRow.source_key).in_(pairs))
        .distinct()
    )
    return {(row.case_id, row.source_key) for row in found}


async def insert_cases(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Open cases."""
    await insert_rows(session, _CASES, rows)


async def insert_reports(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Join reports to their cases; a report twice breaks the primary key."""
    await insert_rows(session, _REPORTS, rows)


async def update_cases(session: AsyncSession, rows: Sequence[Values]) -> None:
    """Write what joined reports changed.

    Counts and suggestions only: the row's version stays, a person who is deciding at
    the same moment is not turned away by a report that comes in.
    """
    await update_rows(session, _CASES, rows)


def gravity(suggested: Level | None) -> int:
    """Return the place in the queue: 1 the gravest, 4 without a suggestion."""
    return 4 if suggested is None else suggested.value
