"""Questions about changes of roles and their approvals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.ensure import ensure_row
from lianqing_registry.store.tables import PersonRow, RoleApprovalRow, RoleChangeRow
from lianqing_shared.contracts.role_changes import RoleChangeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which changes somebody looks for, and where his page begins."""

    state: RoleChangeState | None = None
    person_id: str | None = None
    after: str | None = None
    limit: int = 50


async def change(session: AsyncSession, change_id: str) -> RoleChangeRow | None:
    """Return a change as it now stands in the database."""
    return await session.get(RoleChangeRow, change_id, populate_existing=True)


async def pending_of(session: AsyncSession, person_id: str) -> RoleChangeRow | None:
    """Return the person's one change that waits."""
    found = await session.scalars(
        select(RoleChangeRow).where(
            RoleChangeRow.person_id == person_id,
            RoleChangeRow.state == RoleChangeState.PENDING,
        )
    )
    return found.one_or_none()


async def newest_of(session: AsyncSession, person_id: str) -> RoleChangeRow | None:
    """Return the person's newest change, whatever became of it."""
    found = await session.scalars(
        select(RoleChangeRow)
        .where(RoleChangeRow.person_id == person_id)
        .order_by(RoleChangeRow.version.desc())
        .limit(1)
    )
    return found.one_or_none()


async def last_version(session: AsyncSession, person_id: str) -> int:
    """Return the number of the person's newest change, 0 if there is none."""
    found = await session.scalar(
        select(func.max(RoleChangeRow.version)).where(
            RoleChangeRow.person_id == person_id
        )
    )
    return found or 0


async def approve(session: AsyncSession, row: RoleApprovalRow) -> None:
    """Keep an approval; the same person's second one changes nothing."""
    await ensure_row(
        session,
        RoleApprovalRow,
        {
            "change_id": row.change_id,
            "version": row.version,
            "approver": row.approver,
            "approved_at": row.approved_at,
        },
    )


async def approvals(
    session: AsyncSession, changes: Collection[str]
) -> Mapping[str, Sequence[RoleApprovalRow]]:
    """Return the approvals of these changes, each in the order of giving."""
    found: dict[str, list[RoleApprovalRow]] = defaultdict(list)
    for row in await session.scalars(
        select(RoleApprovalRow)
        .where(RoleApprovalRow.change_id.in_(changes))
        .order_by(RoleApprovalRow.id)
    ):
        found[row.change_id].append(row)
    return found


async def page(
    session: AsyncSession, wanted: Wanted
) -> tuple[Sequence[RoleChangeRow], int]:
    """Return a page of changes, newest first, and how many there are in all.

    One row more than the limit tells that there is another page.
    """
    conditions = _conditions(wanted)
    total = await session.scalar(
        select(func.count()).select_from(RoleChangeRow).where(*conditions)
    )
    if wanted.after is not None:
        # Ids sort by the moment of making.
        conditions.append(RoleChangeRow.change_id < wanted.after)
    rows = await session.scalars(
        select(RoleChangeRow)
        .where(*conditions)
        .order_by(RoleChangeRow.change_id.desc())
        .limit(wanted.limit + 1)
    )
    return rows.all(), total or 0


async def people_named(
    session: AsyncSession, people: Collection[str]
) -> Mapping[str, PersonRow]:
    """Return these people by id, those who exist."""
    found = await session.scalars(
        select(PersonRow).where(PersonRow.person_id.in_(people))
    )
    return {row.person_id: row for row in found}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found = []
    if wanted.state is not None:
        found.append(RoleChangeRow.state == wanted.state)
    if wanted.person_id is not None:
        found.append(RoleChangeRow.person_id == wanted.person_id)
    return found
