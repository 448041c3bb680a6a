"""Questions about informants' records, assessments and rules. Source: P1.3.2b."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import (
    AcknowledgementRow,
    AssessmentRow,
    InformantRecordRow,
    InformantRow,
    ManagementRulesRow,
)
from lianqing_shared.contracts.informant_conduct import Result
from lianqing_shared.contracts.informant_words import RecordKind

_COUNTS = InformantRecordRow.withdrawn_at.is_(None)


async def records(
    session: AsyncSession, person_id: str
) -> Sequence[InformantRecordRow]:
    """Return what is recorded about one informant, withdrawn or not, by day."""
    found = await session.scalars(
        select(InformantRecordRow)
        .where(InformantRecordRow.person_id == person_id)
        .order_by(InformantRecordRow.on_day, InformantRecordRow.id)
    )
    return found.all()


async def record_of(
    session: AsyncSession, person_id: str, number: int
) -> InformantRecordRow | None:
    """Return one record of an informant, withdrawn or not; never somebody else's."""
    found = await session.scalars(
        select(InformantRecordRow).where(
            InformantRecordRow.person_id == person_id, InformantRecordRow.id == number
        )
    )
    return found.one_or_none()


async def is_recorded(session: AsyncSession, person_id: str, digest: str) -> bool:
    """Return whether this very record is there already."""
    found = await session.scalar(
        select(InformantRecordRow.id).where(
            InformantRecordRow.person_id == person_id,
            InformantRecordRow.digest == digest,
        )
    )
    return found is not None


async def half_hours_in(session: AsyncSession, person_id: str, year: int) -> int:
    """Return the half hours of training in a year, without what was taken back."""
    found = await session.scalar(
        select(func.sum(InformantRecordRow.half_hours)).where(
            InformantRecordRow.person_id == person_id,
            InformantRecordRow.kind == RecordKind.TRAINING,
            _COUNTS,
            InformantRecordRow.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    return found or 0


async def punishments_in(session: AsyncSession, person_id: str, year: int) -> int:
    """Return how often he was punished in a year, without what was taken back."""
    found = await session.scalar(
        select(func.count()).where(
            InformantRecordRow.person_id == person_id,
            InformantRecordRow.kind == RecordKind.PUNISHMENT,
            _COUNTS,
            InformantRecordRow.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
    )
    return found or 0


async def rewards_in(
    session: AsyncSession, year: int
) -> Sequence[tuple[InformantRecordRow, InformantRow]]:
    """Return a year's rewards that stand, with those who got them, by day."""
    found = await session.execute(
        select(InformantRecordRow, InformantRow)
        .join(InformantRow, InformantRow.person_id == InformantRecordRow.person_id)
        .where(
            InformantRecordRow.kind == RecordKind.REWARD,
            _COUNTS,
            InformantRecordRow.on_day.between(date(year, 1, 1), date(year, 12, 31)),
        )
        .order_by(InformantRecordRow.on_day, InformantRecordRow.id)
    )
    return [(record, row) for record, row in found]


async def assessments(
    session: AsyncSession, person_id: str, *, year: int | None = None
) -> Sequence[AssessmentRow]:
    """Return assessments: newest year first, of a year the version in force first."""
    wanted = (
        select(AssessmentRow)
        .where(AssessmentRow.person_id == person_id)
        .order_by(AssessmentRow.year.desc(), AssessmentRow.version.desc())
    )
    if year is not None:
        wanted = wanted.where(AssessmentRow.year == year)
    return (await session.scalars(wanted)).all()


async def results(session: AsyncSession, ids: Collection[str]) -> dict[str, Result]:
    """Return each informant's newest result in force."""
    found = await session.execute(
        select(AssessmentRow.person_id, AssessmentRow.result)
        .where(AssessmentRow.person_id.in_(ids), AssessmentRow.superseded_at.is_(None))
        .order_by(AssessmentRow.year)
    )
    return {person_id: result for person_id, result in found}  # noqa: C416 - typed rows


async def rules(session: AsyncSession) -> Sequence[ManagementRulesRow]:
    """Return the versions of the management rules, newest first."""
    found = await session.scalars(
        select(ManagementRulesRow).order_by(ManagementRulesRow.id.desc())
    )
    return found.all()


async def rules_in_force(session: AsyncSession) -> ManagementRulesRow | None:
    """Return the newest version of the management rules."""
    found = await session.scalars(
        select(ManagementRulesRow).order_by(ManagementRulesRow.id.desc()).limit(1)
    )
    return found.one_or_none()


async def acknowledgements(
    session: AsyncSession, person_id: str
) -> Sequence[AcknowledgementRow]:
    """Return which versions one informant has acknowledged, newest first."""
    found = await session.scalars(
        select(AcknowledgementRow)
        .where(AcknowledgementRow.person_id == person_id)
        .order_by(AcknowledgementRow.at.desc(), AcknowledgementRow.version)
    )
    return found.all()


async def acknowledged_by(session: AsyncSession, version: str) -> set[str]:
    """Return who has acknowledged a version."""
    found = await session.scalars(
        select(AcknowledgementRow.person_id).where(
            AcknowledgementRow.version == version
        )
    )
    return set(found)
