"""Questions about people, their roles and appointments."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import (
    ClerkRow,
    PersonRoleRow,
    PersonRow,
)
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal

_ROLES_LOCK = 7_450
"""An advisory lock of PostgreSQL, of no other use."""


async def person(session: AsyncSession, person_id: str) -> PersonRow | None:
    """Return a person by id."""
    return await session.get(PersonRow, person_id)


async def person_to_change(session: AsyncSession, person_id: str) -> PersonRow | None:
    """Return a person and keep every other change of him waiting until we are done."""
    found = await session.scalars(
        select(PersonRow)
        .where(PersonRow.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.one_or_none()


async def one_at_a_time(session: AsyncSession) -> None:
    """Keep other changes of roles and accounts waiting until we are done.

    Rules about several people at once (the last administrator, who approved) hold only
    so; taken before any row is locked. SQLite has one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_ROLES_LOCK)))


async def others_in_office(
    session: AsyncSession, role: Role, *, but: str
) -> Sequence[str]:
    """Return who else is active and holds a role."""
    found = await session.scalars(
        select(PersonRow.person_id)
        .join(PersonRoleRow, PersonRoleRow.person_id == PersonRow.person_id)
        .where(
            PersonRoleRow.role == role,
            PersonRow.is_active,
            PersonRow.person_id != but,
        )
    )
    return found.all()


async def set_roles(
    session: AsyncSession, person_id: str, wanted: Collection[Role]
) -> None:
    """Make these, and no others, a person's roles."""
    held = frozenset(await roles(session, person_id))
    for role in sorted(held.difference(wanted)):
        await drop_role(session, person_id, role)
    session.add_all(
        PersonRoleRow(person_id=person_id, role=role)
        for role in sorted(frozenset(wanted) - held)
    )
    await session.flush()


async def appointments_of(session: AsyncSession, person_id: str) -> Sequence[ClerkRow]:
    """Return a person's terms as entry clerk, newest first."""
    found = await session.scalars(
        select(ClerkRow)
        .where(ClerkRow.person_id == person_id)
        .order_by(ClerkRow.id.desc())
    )
    return found.all()


async def person_of_login(session: AsyncSession, login: str) -> PersonRow | None:
    """Return the person with this log-in name."""
    found = await session.scalars(select(PersonRow).where(PersonRow.login == login))
    return found.one_or_none()


async def names_of(
    session: AsyncSession, ids: Collection[str]
) -> Mapping[str, Personal]:
    """Return the names of these people, by id."""
    found = await session.execute(
        select(PersonRow.person_id, PersonRow.name).where(PersonRow.person_id.in_(ids))
    )
    return {row.person_id: row.name for row in found}


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


async def view(session: AsyncSession, row: PersonRow) -> PersonView:
    """Return one person as administrators see him."""
    return as_view(row, await roles(session, row.person_id))


def as_view(row: PersonRow, held: Sequence[Role]) -> PersonView:
    """Return a person with his roles as administrators see him."""
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
