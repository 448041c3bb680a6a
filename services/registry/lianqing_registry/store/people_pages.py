"""Look through people, a page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.people import as_view
from lianqing_registry.store.tables import PersonRoleRow, PersonRow
from lianqing_shared.contracts.accounts import PeoplePage
from lianqing_shared.contracts.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWanted:
    """Which people somebody looks for, and where his page begins."""

    unit: str | None = None
    role: Role | None = None
    text: str = ""
    active: bool | None = None
    after: str | None = None
    """The log-in of the last person on the page before."""
    limit: int | None = None


async def people_page(session: AsyncSession, wanted: PeopleWanted) -> PeoplePage:
    """Return people as administrators see them, by unit, then log-in."""
    conditions = _conditions(wanted)
    total = await session.scalar(
        select(func.count()).select_from(PersonRow).where(*conditions)
    )
    query = (
        select(PersonRow).where(*conditions).order_by(PersonRow.unit, PersonRow.login)
    )
    if wanted.after is not None:
        last = (
            select(PersonRow.unit)
            .where(PersonRow.login == wanted.after)
            .scalar_subquery()
        )
        query = query.where(
            tuple_(PersonRow.unit, PersonRow.login) > tuple_(last, wanted.after)
        )
    if wanted.limit is not None:
        query = query.limit(wanted.limit + 1)
    rows = (await session.scalars(query)).all()
    shown = rows[: wanted.limit]
    held = await _roles_of(session, shown)
    return PeoplePage(
        people=tuple(as_view(row, held[row.person_id]) for row in shown),
        total=total or 0,
        next=shown[-1].login if len(rows) > len(shown) else None,
    )


async def _roles_of(
    session: AsyncSession, rows: Sequence[PersonRow]
) -> dict[str, list[Role]]:
    held: dict[str, list[Role]] = defaultdict(list)
    for person_id, role in await session.execute(
        select(PersonRoleRow.person_id, PersonRoleRow.role).where(
            PersonRoleRow.person_id.in_([row.person_id for row in rows])
        )
    ):
        held[person_id].append(role)
    return held


def _conditions(wanted: PeopleWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit is not None:
        found.append(PersonRow.unit == wanted.unit)
    if wanted.active is not None:
        found.append(PersonRow.is_active == wanted.active)
    if wanted.role is not None:
        holders = select(PersonRoleRow.person_id).where(
            PersonRoleRow.role == wanted.role
        )
        found.append(PersonRow.person_id.in_(holders))
    if wanted.text.strip():
        text = wanted.text.strip()
        found.append(
            or_(
                PersonRow.login.contains(text.lower(), autoescape=True),
                PersonRow.name.contains(text, autoescape=True),
            )
        )
    return found
