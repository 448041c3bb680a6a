"""The queue of cases: search page by page, and count. Source: P3.3."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, case, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.case import ENDED, UNVERIFIED
from lianqing_grading.store.scope import Condition
from lianqing_grading.store.search import cases_with
from lianqing_grading.store.tables import CaseRow
from lianqing_shared.contracts.cases import CaseState, SearchCases
from lianqing_shared.contracts.plan import ContentClass, Level

_CASE_NO = re.compile(r"\d{4}-\d{4}(-\d*)?$")
_LAST = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many cases share these headings, and how many of them are due."""

    state: CaseState
    suggested: Level | None
    level: Level | None
    content_class: ContentClass
    unit: str | None
    circumstances: str
    count: int
    due_today: int
    overdue: int


async def page(
    session: AsyncSession, ask: SearchCases, *, scope: Condition, by_text: bool
) -> tuple[Sequence[CaseRow], int]:
    """Return up to one case more than asked for, and how many match in all.

    Gravest first, then newest; ids sort by their moment of making. Without `by_text`
    words are looked for in case numbers only: who may not read reports must not be
    able to guess them word by word.
    """
    conditions = [scope, *_filters(ask), *_words(session, ask, by_text=by_text)]
    total = await session.scalar(
        select(func.count()).select_from(CaseRow).where(*conditions)
    )
    found = await session.scalars(
        select(CaseRow)
        .where(*conditions, *_after(ask.after))
        .order_by(CaseRow.gravity, CaseRow.case_id.desc())
        .limit(ask.limit + 1)
    )
    return found.all(), total or 0


def mark(row: CaseRow) -> str:
    """Return the place after a case, for the next page."""
    return f"{row.gravity}.{row.case_id}"


def _filters(ask: SearchCases) -> list[Condition]:
    found: list[Condition] = []
    if ask.state is not None:
        found.append(CaseRow.state == ask.state)
    if ask.level is not None:
        found.append(func.coalesce(CaseRow.level, CaseRow.suggested) == ask.level)
    if ask.unit is not None:
        found.append(
            or_(CaseRow.subject_unit == ask.unit, CaseRow.addressee == ask.unit)
        )
    if ask.source is not None:
        found.append(CaseRow.source == ask.source)
    if ask.content_class is not None:
        found.append(CaseRow.content_class == ask.content_class)
    if ask.verified_only:
        found.append(CaseRow.state.not_in(UNVERIFIED))
    if ask.open_only:
        found.append(CaseRow.state.not_in(ENDED))
    return found


def _words(
    session: AsyncSession, ask: SearchCases, *, by_text: bool
) -> list[Condition]:
    words = ask.text.strip()
    if not words:
        return []
    if not by_text or _CASE_NO.match(words):
        # A range instead of LIKE: SQLite's LIKE uses no index.
        return [CaseRow.case_no >= words, CaseRow.case_no < words + _LAST]
    matching = cases_with(session, words)
    return [false() if matching is None else CaseRow.case_id.in_(matching)]


def _after(place: str | None) -> list[Condition]:
    gravity, _, case_id = (place or "").partition(".")
    if not gravity.isdecimal() or not case_id:
        return []
    return [
        or_(
            CaseRow.gravity > int(gravity),
            and_(CaseRow.gravity == int(gravity), CaseRow.case_id < case_id),
        )
    ]


_HEADINGS = (
    CaseRow.state,
    CaseRow.suggested,
    CaseRow.level,
    CaseRow.content_class,
    CaseRow.subject_unit,
    CaseRow.circumstances,
)


async def groups(
    session: AsyncSession, *, scope: Condition, today: date
) -> Sequence[Group]:
    """Count all cases in one pass, by every heading at once."""
    is_live = CaseRow.state.not_in(ENDED)
    found = await session.execute(
        select(
            *_HEADINGS,
            func.count(),
            func.sum(case((and_(is_live, CaseRow.due_on == today), 1), else_=0)),
            func.sum(case((and_(is_live, CaseRow.due_on < today), 1), else_=0)),
        )
        .where(scope)
        .group_by(*_HEADINGS)
    )
    return [
        Group(
            state=state,
            suggested=suggested,
            level=level,
            content_class=content_class,
            unit=unit,
            circumstances=circumstances,
            count=count,
            due_today=due_today,
            overdue=overdue,
        )
        for (
            state,
            suggested,
            level,
            content_class,
            unit,
            circumstances,
            count,
            due_today,
            overdue,
        ) in found
    ]
