"""Questions about invited informants, their terms and their lives. Source: P1.3.2."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_life import ENDED, IN_OFFICE
from lianqing_registry.store.ensure import ensure_row
from lianqing_registry.store.tables import (
    FilingNumberRow,
    InformantRow,
    InformantStepRow,
    InformantTermRow,
)
from lianqing_shared.contracts.informant_words import InformantState
from lianqing_shared.contracts.personal import Personal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What must be known of an informant to tell whether he belongs on a list."""

    person_id: str
    name: Personal
    recruiter: str
    state: InformantState
    ends_on: date | None


async def informant(session: AsyncSession, person_id: str) -> InformantRow | None:
    """Return an informant by id."""
    return await session.get(InformantRow, person_id)


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


async def informant_of_account(
    session: AsyncSession, account: str
) -> InformantRow | None:
    """Return the informant who reports under an account."""
    found = await session.scalars(
        select(InformantRow).where(InformantRow.account == account)
    )
    return found.one_or_none()


async def current_of(
    session: AsyncSession, recruiter: str, name: Personal
) -> InformantRow | None:
    """Return a unit's informant of this name whose life has not ended."""
    found = await session.scalars(
        select(InformantRow)
        .where(
            InformantRow.recruiter == recruiter,
            InformantRow.name == name,
            InformantRow.state.not_in(ENDED),
        )
        .order_by(InformantRow.person_id)
    )
    return found.first()


async def directory(session: AsyncSession, *, recruiter: str | None) -> Sequence[Entry]:
    """Return everybody: who waits for filing on top, then newest filed."""
    newest = _newest_filed().subquery()
    waits = exists().where(
        InformantTermRow.person_id == InformantRow.person_id,
        InformantTermRow.filed_at.is_(None),
        InformantTermRow.refused_at.is_(None),
    )
    wanted = (
        select(InformantRow)
        .outerjoin(newest, newest.c.person_id == InformantRow.person_id)
        .order_by(
            case((waits, 0), else_=1),
            newest.c.key.is_not(None),
            newest.c.key.desc(),
            InformantRow.applied_at.desc(),
            InformantRow.person_id,
        )
    )
    if recruiter is not None:
        wanted = wanted.where(InformantRow.recruiter == recruiter)
    return [
        Entry(
            person_id=row.person_id,
            name=row.name,
            recruiter=row.recruiter,
            state=row.state,
            ends_on=row.ends_on,
        )
        for row in await session.scalars(wanted)
    ]


async def rows(session: AsyncSession, ids: Collection[str]) -> dict[str, InformantRow]:
    """Return informants by id."""
    found = await session.scalars(
        select(InformantRow).where(InformantRow.person_id.in_(ids))
    )
    return {row.person_id: row for row in found}


async def terms(
    session: AsyncSession, ids: Collection[str]
) -> Sequence[InformantTermRow]:
    """Return the terms of informants, first to last."""
    found = await session.scalars(
        select(InformantTermRow)
        .where(InformantTermRow.person_id.in_(ids))
        .order_by(InformantTermRow.person_id, InformantTermRow.number)
    )
    return found.all()


async def waiting_term(
    session: AsyncSession, person_id: str
) -> InformantTermRow | None:
    """Return the term that waits to be filed."""
    found = await session.scalars(
        select(InformantTermRow).where(
            InformantTermRow.person_id == person_id,
            InformantTermRow.filed_at.is_(None),
            InformantTermRow.refused_at.is_(None),
        )
    )
    return found.one_or_none()


async def steps(session: AsyncSession, person_id: str) -> Sequence[InformantStepRow]:
    """Return the steps of a life, oldest first."""
    found = await session.scalars(
        select(InformantStepRow)
        .where(InformantStepRow.person_id == person_id)
        .order_by(InformantStepRow.id)
    )
    return found.all()


async def run_out(session: AsyncSession, *, today: date) -> Sequence[InformantRow]:
    """Return those in office whose last day has passed, kept for this work alone."""
    found = await session.scalars(
        select(InformantRow)
        .where(InformantRow.state.in_(IN_OFFICE), InformantRow.ends_on < today)
        .order_by(InformantRow.person_id)
        .with_for_update()
    )
    return found.all()


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
            func.count(InformantTermRow.filing_number),
            func.max(InformantTermRow.filing_number),
            func.max(FilingNumberRow.last),
        )
        .join(FilingNumberRow, FilingNumberRow.year == InformantTermRow.filing_year)
        .group_by(InformantTermRow.filing_year)
    )
    return sum(len({count, most, last}) > 1 for count, most, last in found)


def _newest_filed() -> Select[str, int | None]:
    key = InformantTermRow.filing_year * _PER_YEAR + InformantTermRow.filing_number
    return (
        select(InformantTermRow.person_id, func.max(key).label("key"))
        .where(InformantTermRow.filed_at.is_not(None))
        .group_by(InformantTermRow.person_id)
    )


_PER_YEAR = 1_000_000
