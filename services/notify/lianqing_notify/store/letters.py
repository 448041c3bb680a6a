"""Questions about letters: by id, by number, by case, lists and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload, undefer

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.store.tables import (
    DeadlineRow,
    LetterRow,
    ReplyRow,
    SeriesRow,
    UnitRow,
)
from lianqing_shared.contracts.letters import LetterState
from lianqing_shared.contracts.plan import LetterKind

OPEN_STATES = (LetterState.ISSUED, LetterState.ACKNOWLEDGED, LetterState.RETURNED)
"""States in which the unit owes an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The letters that exist for somebody; every question about letters is kept to it.

    What lies outside is left out by the query itself, so that it costs and counts what
    an absent letter does. The defaults are the system's own sight: everything.
    """

    only_unit: str | None = None
    """The one unit whose letters he may see."""
    hidden_units: tuple[str, ...] = ()
    """Units in whose matters he takes no part."""
    hidden_subjects: tuple[str, ...] = ()
    """Keys of himself and of those close to him."""

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions."""
        found: list[ColumnElement[bool]] = []
        if self.only_unit is not None:
            found.append(_of_unit(self.only_unit))
        if self.hidden_units:
            about = LetterRow.subject_unit
            found.append(LetterRow.addressee.not_in(self.hidden_units))
            found.append(about.is_(None) | about.not_in(self.hidden_units))
        if self.hidden_subjects:
            found.append(LetterRow.subject_key.not_in(self.hidden_subjects))
        return found


def _of_unit(code: str) -> ColumnElement[bool]:
    """Match a unit's letters, and those of the units that were merged into it."""
    merged = select(UnitRow.code).where(UnitRow.successor == code)
    return or_(LetterRow.addressee == code, LetterRow.addressee.in_(merged))


EVERYTHING = Sight()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """What to look for; None means any."""

    sight: Sight
    case_id: str | None = None
    unit: str | None = None
    state: LetterState | None = None
    overdue_on: date | None = None
    """Only letters still unanswered whose day of reply is before this one."""

    def where(self) -> list[ColumnElement[bool]]:
        """Return the conditions."""
        found = self.sight.where()
        if self.case_id is not None:
            found.append(LetterRow.case_id == self.case_id)
        if self.unit is not None:
            found.append(LetterRow.addressee == self.unit)
        if self.state is not None:
            found.append(LetterRow.state == self.state)
        if self.overdue_on is not None:
            found.append(LetterRow.reply_due_on < self.overdue_on)
            found.append(LetterRow.state.in_(OPEN_STATES))
        return found


async def lock_series(session: AsyncSession, kind: LetterKind, year: int) -> SeriesRow:
    """Return the series of a kind and year, locked until the transaction ends."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    await session.execute(
        insert(SeriesRow).values(kind=kind, year=year, last=0).on_conflict_do_nothing()
    )
    found = await session.scalars(
        select(SeriesRow)
        .where(SeriesRow.kind == kind, SeriesRow.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one()


async def letter_of_case(session: AsyncSession, case_id: str) -> LetterRow | None:
    """Return the letter of a case; a case has at most one."""
    found = await session.scalars(_whole().where(LetterRow.case_id == case_id))
    return found.one_or_none()


async def lock_letter(
    session: AsyncSession, letter_id: str, *, sight: Sight = EVERYTHING
) -> LetterRow | None:
    """Return a letter with deadlines and replies, locked until the transaction ends."""
    found = await session.scalars(
        _whole().where(LetterRow.id == letter_id, *sight.where()).with_for_update()
    )
    return found.one_or_none()


async def find_letter(
    session: AsyncSession, key: str, *, sight: Sight, with_pdf: bool = False
) -> LetterRow | None:
    """Return a letter by its id or by its printed number, if it is in sight."""
    asked = _whole().where(
        (LetterRow.id == key) | (LetterRow.number == key), *sight.where()
    )
    if with_pdf:
        asked = asked.options(undefer(LetterRow.pdf))
    return (await session.scalars(asked)).one_or_none()


async def search_letters(
    session: AsyncSession, asked: LetterFilter, *, after: str | None, limit: int
) -> Sequence[LetterRow]:
    """Return letters, newest first, older than `after`; one more than `limit`."""
    query = _whole().where(*asked.where()).order_by(LetterRow.id.desc())
    if after is not None:
        query = query.where(LetterRow.id < after)
    return (await session.scalars(query.limit(limit + 1))).all()


async def count_letters(session: AsyncSession, asked: LetterFilter) -> int:
    """Return how many letters there are."""
    counted = select(func.count()).select_from(LetterRow).where(*asked.where())
    return await session.scalar(counted) or 0


async def open_deadlines_touching(
    session: AsyncSession, year: int
) -> Sequence[DeadlineRow]:
    """Return deadlines not yet done that run through a year, locked, with letters."""
    found = await session.scalars(
        select(DeadlineRow)
        .where(
            DeadlineRow.done_at.is_(None),
            DeadlineRow.starts_on <= date(year, 12, 31),
            DeadlineRow.due_on >= date(year, 1, 1),
        )
        .options(selectinload(DeadlineRow.letter))
        .order_by(DeadlineRow.id)
        .with_for_update()
    )
    return found.all()


async def deadline_of(
    session: AsyncSession, letter_id: str, duty: Duty
) -> DeadlineRow | None:
    """Return the latest deadline of a duty of a letter."""
    found = await session.scalars(
        select(DeadlineRow)
        .where(DeadlineRow.letter_id == letter_id, DeadlineRow.duty == duty)
        .order_by(DeadlineRow.round.desc())
        .limit(1)
    )
    return found.one_or_none()


def _whole() -> Select[LetterRow]:
    return select(LetterRow).options(
        selectinload(LetterRow.deadlines), selectinload(LetterRow.replies)
    )


async def reply_of_submission(
    session: AsyncSession, submission: str
) -> ReplyRow | None:
    """Return the answer that came under a submission id."""
    found = await session.scalars(
        select(ReplyRow).where(ReplyRow.submission == submission)
    )
    return found.one_or_none()


async def every_letter(session: AsyncSession) -> Sequence[LetterRow]:
    """Return all letters without their files, in the order of issue."""
    return (await session.scalars(select(LetterRow).order_by(LetterRow.id))).all()


async def last_serials(session: AsyncSession) -> dict[tuple[LetterKind, int], int]:
    """Return the last serial used of each series."""
    rows = await session.scalars(select(SeriesRow))
    return {(row.kind, row.year): row.last for row in rows}
