"""Questions about reports."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import ScalarSelect, Select, Table, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.seeing import Sight
from lianqing_intake.store.tables import DayCountRow, ReportRow, SealedReporterRow
from lianqing_shared.contracts.reports import Outcome
from lianqing_shared.day_numbers import draw_numbers
from lianqing_shared.db.bulk import insert_rows

T = TypeVar("T")
_REPORT = cast("Table", ReportRow.__table__)


async def received_before(
    session: AsyncSession, unit: str, submission_ids: Iterable[str]
) -> dict[str, ReportRow]:
    """Return a unit's earlier submissions among these ids, by id."""
    found = await session.scalars(
        select(ReportRow).where(
            ReportRow.unit == unit, ReportRow.submission_id.in_(set(submission_ids))
        )
    )
    return {row.submission_id: row for row in found}


async def add_reports(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Add submissions; raises IntegrityError if one was received before."""
    await insert_rows(session, _REPORT, rows)


async def seal_reporters(session: AsyncSession, sealed: dict[str, str]) -> None:
    """Keep sealed identities by report id."""
    if sealed:
        rows = [{"report_id": key, "sealed": value} for key, value in sealed.items()]
        await session.execute(insert(SealedReporterRow), rows)


async def take_numbers(session: AsyncSession, day: date, count: int) -> Sequence[str]:
    """Return `count` free numbers of a day, e.g. `2026-1124-4821`.

    The day's row stays locked until the work ends, so that no number is given twice.
    """
    given = await session.scalar(
        update(DayCountRow)
        .where(DayCountRow.day == day)
        .values(last=DayCountRow.last + count)
        .returning(DayCountRow.last)
    )
    if given is None:
        session.add(DayCountRow(day=day, last=count))
        await session.flush()
        given = count

    async def taken(numbers: Sequence[str]) -> Collection[str]:
        found = await session.scalars(
            select(ReportRow.report_no).where(ReportRow.report_no.in_(numbers))
        )
        return [one for one in found if one is not None]

    return await draw_numbers(day, count=count, given=given, taken=taken)


async def reports(
    session: AsyncSession,
    *,
    sight: Sight,
    unit: str | None,
    outcome: Outcome | None,
    text: str,
    after: str | None,
    limit: int,
) -> tuple[Sequence[ReportRow], int]:
    """Return submissions in sight, newest first, and how many there are in all.

    `after` is the place of one of them (see `place_of`); what is not in sight is no
    place, and nothing comes after it.
    """
    asked = _seen(select(ReportRow), sight)
    if unit is not None:
        asked = asked.where(ReportRow.unit == unit)
    if outcome is not None:
        asked = asked.where(ReportRow.outcome == outcome)
    if text:
        asked = asked.where(
            ReportRow.title.contains(text, autoescape=True)
            | (ReportRow.report_no == text)
        )
    total = await session.scalar(select(func.count()).select_from(asked.subquery()))
    if after is not None:
        asked = asked.where(ReportRow.id < _at(after, sight))
    found = await session.scalars(asked.order_by(ReportRow.id.desc()).limit(limit))
    return found.all(), total or 0


def place_of(row: ReportRow) -> str:
    """Return a submission's place in a list; its row's number would tell of gaps."""
    return f"{row.unit}/{row.submission_id}"


def _at(place: str, sight: Sight) -> ScalarSelect[int]:
    unit, _, submission = place.partition("/")
    asked = select(ReportRow.id).where(
        ReportRow.unit == unit, ReportRow.submission_id == submission
    )
    return _seen(asked, sight).scalar_subquery()


def _seen(asked: Select[T], sight: Sight) -> Select[T]:
    """Keep a question to what is in sight; the same rule as `Sight.shows`.

    Whatever concerns the reader is left out here, so that no count and no place in a
    list can tell of it.
    """
    if sight.hidden_units:
        about = ReportRow.subject_unit
        asked = asked.where(about.is_(None) | about.not_in(sight.hidden_units))
    if sight.hidden_subjects:
        key = func.coalesce(ReportRow.subject_key, "")
        asked = asked.where(key.not_in(sight.hidden_subjects))
    own = ReportRow.entered_by == sight.writer
    if sight.unit is None:
        return asked if sight.writer is None else asked.where(own)
    return asked.where(ReportRow.unit == sight.unit, own | ~ReportRow.is_by_informant)


async def report(
    session: AsyncSession, report_id: str, *, sight: Sight
) -> ReportRow | None:
    """Return one accepted report if it is in sight."""
    asked = _seen(select(ReportRow).where(ReportRow.report_id == report_id), sight)
    return (await session.scalars(asked)).one_or_none()


async def without_key(session: AsyncSession, *, limit: int) -> Sequence[ReportRow]:
    """Return reports whose subject's key was never computed."""
    found = await session.scalars(
        select(ReportRow).where(ReportRow.subject_key.is_(None)).limit(limit)
    )
    return found.all()


async def count_by_outcome(session: AsyncSession) -> dict[Outcome, int]:
    """Return how many submissions had each outcome."""
    found = await session.execute(
        select(ReportRow.outcome, func.count()).group_by(ReportRow.outcome)
    )
    return {row[0]: row[1] for row in found}


async def entered_reports(session: AsyncSession) -> int:
    """Return how many reports were typed in by clerks."""
    found = await session.scalar(
        select(func.count()).where(ReportRow.entered_by.is_not(None))
    )
    return found or 0


async def submissions(session: AsyncSession) -> list[str]:
    """Return `unit/submission_id/outcome` of everything received, oldest first."""
    found = await session.execute(
        select(ReportRow.unit, ReportRow.submission_id, ReportRow.outcome).order_by(
            ReportRow.id
        )
    )
    return [f"{row[0]}/{row[1]}/{row[2].value}" for row in found]


async def accepted_ids(session: AsyncSession) -> list[str]:
    """Return the ids of all accepted reports, oldest first."""
    found = await session.scalars(
        select(ReportRow.report_id)
        .where(ReportRow.outcome == Outcome.ACCEPTED)
        .order_by(ReportRow.id)
    )
    return [report_id for report_id in found if report_id]
