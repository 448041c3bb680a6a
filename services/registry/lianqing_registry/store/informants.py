"""Questions about invited informants and their records. Source: P1.3.2."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informants import filing_no
from lianqing_registry.store.ensure import ensure_row
from lianqing_registry.store.tables import (
    FilingNumberRow,
    InformantRecordRow,
    InformantRow,
)
from lianqing_shared.contracts.informants import (
    InformantRecord,
    InformantState,
    InformantView,
)
from lianqing_shared.contracts.personal import Personal


async def informant_to_change(
    session: AsyncSession, person_id: str
) -> InformantRow | None:
    """Return an informant and keep other changes of him waiting."""
    found = await session.scalars(
        select(InformantRow)
        .where(InformantRow.person_id == person_id)
        .with_for_update()
    )
    return found.one_or_none()


async def current_of(
    session: AsyncSession, recruiter: str, name: Personal
) -> InformantRow | None:
    """Return a unit's informant of this name who has not ended."""
    found = await session.scalars(
        select(InformantRow).where(
            InformantRow.recruiter == recruiter,
            InformantRow.name == name,
            InformantRow.state != InformantState.DISMISSED,
        )
    )
    return found.first()


async def next_filing_number(session: AsyncSession, year: int) -> int:
    """Take the year's next number; given back if the transaction fails: no gaps."""
    await ensure_row(session, FilingNumberRow, {"year": year, "last": 0})
    found = await session.scalars(
        select(FilingNumberRow).where(FilingNumberRow.year == year).with_for_update()
    )
    row = found.one()
    row.last += 1
    return row.last


async def filing_gaps(session: AsyncSession) -> int:
    """Return in how many years the filing numbers do not run from 1 without a gap."""
    found = await session.execute(
        select(
            func.count(InformantRow.filing_number),
            func.max(InformantRow.filing_number),
            func.max(FilingNumberRow.last),
        )
        .join(FilingNumberRow, FilingNumberRow.year == InformantRow.filing_year)
        .group_by(InformantRow.filing_year)
    )
    return sum(len({count, most, last}) > 1 for count, most, last in found)


async def views(
    session: AsyncSession, *, recruiter: str | None
) -> Sequence[InformantView]:
    """Return informants by filing, newest first; those applied for come on top."""
    wanted = select(InformantRow).order_by(
        InformantRow.filed_at.is_not(None),
        InformantRow.filing_year.desc(),
        InformantRow.filing_number.desc(),
        InformantRow.applied_at.desc(),
        InformantRow.person_id,
    )
    if recruiter is not None:
        wanted = wanted.where(InformantRow.recruiter == recruiter)
    rows = (await session.scalars(wanted)).all()
    records: dict[str, list[InformantRecordRow]] = defaultdict(list)
    for record in await session.scalars(
        select(InformantRecordRow).order_by(
            InformantRecordRow.on_day, InformantRecordRow.id
        )
    ):
        records[record.person_id].append(record)
    return [_view(row, records[row.person_id]) for row in rows]


async def view(session: AsyncSession, row: InformantRow) -> InformantView:
    """Return one informant with his records, oldest first."""
    records = await session.scalars(
        select(InformantRecordRow)
        .where(InformantRecordRow.person_id == row.person_id)
        .order_by(InformantRecordRow.on_day, InformantRecordRow.id)
    )
    return _view(row, records.all())


def _view(row: InformantRow, records: Sequence[InformantRecordRow]) -> InformantView:
    number = None
    if row.filing_year is not None and row.filing_number is not None:
        number = filing_no(row.filing_year, row.filing_number)
    return InformantView(
        person_id=row.person_id,
        name=row.name,
        background=row.background,
        recruiter=row.recruiter,
        state=row.state,
        applied_at=row.applied_at,
        filed_at=row.filed_at,
        filing_no=number,
        records=tuple(
            InformantRecord(
                kind=one.kind, on=one.on_day, text=one.text.reveal(), score=one.score
            )
            for one in records
        ),
    )
