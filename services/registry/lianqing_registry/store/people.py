"""Questions about people, their roles, appointments and relations."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.relations import Relation
from lianqing_registry.store.tables import (
    ClerkRow,
    PersonRoleRow,
    PersonRow,
    RelationRow,
)
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.people import Role


async def person(session: AsyncSession, person_id: str) -> PersonRow | None:
    """Return a person by id."""
    return await session.get(PersonRow, person_id)


async def person_of_login(session: AsyncSession, login: str) -> PersonRow | None:
    """Return the person with this log-in name."""
    found = await session.scalars(select(PersonRow).where(PersonRow.login == login))
    return found.one_or_none()


async def is_anybody(session: AsyncSession) -> bool:
    """Return whether there is any person at all."""
    return await session.scalar(select(func.count()).select_from(PersonRow)) != 0


async def roles(session: AsyncSession, person_id: str) -> tuple[Role, ...]:
    """Return a person's roles, in the order of `Role`."""
    found = await session.scalars(
        select(PersonRoleRow.role).where(PersonRoleRow.person_id == person_id)
    )
    return _in_order(found.all())


async def drop_role(session: AsyncSession, person_id: str, role: Role) -> None:
    """Take one role away."""
    await session.execute(
        delete(PersonRoleRow).where(
            PersonRoleRow.person_id == person_id, PersonRoleRow.role == role
        )
    )


async def clerks_of(session: AsyncSession, unit: str) -> Sequence[ClerkRow]:
    """Return the appointments in force of a unit, by slot."""
    found = await session.scalars(
        select(ClerkRow)
        .where(ClerkRow.unit == unit, ClerkRow.slot.is_not(None))
        .order_by(ClerkRow.slot)
    )
    return found.all()


async def relations(session: AsyncSession, person_id: str) -> Sequence[Relation]:
    """Return the relations declared for a person."""
    found = await session.scalars(
        select(RelationRow)
        .where(RelationRow.person_id == person_id)
        .order_by(RelationRow.id)
    )
    return [
        Relation(kind=row.kind, unit=row.unit, subject_key=row.subject_key)
        for row in found
    ]


async def views(session: AsyncSession, *, unit: str | None) -> Sequence[PersonView]:
    """Return people as administrators see them, by unit, then name."""
    wanted = select(PersonRow).order_by(PersonRow.unit, PersonRow.login)
    if unit is not None:
        wanted = wanted.where(PersonRow.unit == unit)
    rows = (await session.scalars(wanted)).all()
    held: dict[str, list[Role]] = defaultdict(list)
    for person_id, role in await session.execute(
        select(PersonRoleRow.person_id, PersonRoleRow.role)
    ):
        held[person_id].append(role)
    return sorted(
        (_view(row, held[row.person_id]) for row in rows),
        key=lambda one: (one.unit, one.name.reveal(), one.login),
    )


async def view(session: AsyncSession, row: PersonRow) -> PersonView:
    """Return one person as administrators see him."""
    return _view(row, await roles(session, row.person_id))


def _view(row: PersonRow, held: Sequence[Role]) -> PersonView:
    return PersonView(
        person_id=row.person_id,
        login=row.login,
        name=row.name,
        unit=row.unit,
        roles=_in_order(held),
        is_active=row.is_active,
    )


def _in_order(held: Sequence[Role]) -> tuple[Role, ...]:
    return tuple(role for role in Role if role in held)
