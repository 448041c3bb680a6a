"""Coordination meetings. Source: P3.1."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.meetings import Matter
from lianqing_grading.store.scope import Condition
from lianqing_grading.store.tables import CaseRow, MeetingRow

_MOST = 1_000
"""Twenty years of monthly meetings and a few more."""


async def newest_meetings(session: AsyncSession) -> Sequence[MeetingRow]:
    """Return meetings by day, newest first, at most 1,000."""
    found = await session.scalars(
        select(MeetingRow)
        .order_by(MeetingRow.held_on.desc(), MeetingRow.recorded_at.desc())
        .limit(_MOST)
    )
    return found.all()


async def matters(session: AsyncSession, scope: Condition) -> Sequence[Matter]:
    """Return by what words the cases within a scope are spoken of."""
    found = await session.execute(
        select(
            CaseRow.case_id, CaseRow.case_no, CaseRow.letter_number, CaseRow.person_name
        ).where(scope)
    )
    return [
        Matter(
            numbers=tuple(filter(None, (case_id, case_no, letter_number))),
            person_name=name.reveal() if name is not None else None,
        )
        for case_id, case_no, letter_number, name in found
    ]
