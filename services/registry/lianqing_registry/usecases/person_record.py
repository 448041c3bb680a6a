"""Show one person to administrators: all but his secrets. Source: P1.3.1."""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.scope import check_reach
from lianqing_registry.store import people, role_changes, second_factors
from lianqing_registry.store.account_notes import notes_of
from lianqing_registry.store.role_changes import Wanted
from lianqing_registry.store.tables import ClerkRow, PersonRow
from lianqing_registry.usecases.duties import duties_of
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.role_change_views import view_changes
from lianqing_shared.contracts.accounts import AppointmentView, PersonRecord
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError

_CHANGES_SHOWN = 20


async def show_person(
    database: Database,
    gate: Gate,
    actor: Actor,
    *,
    person_id: str,
    warnings: tuple[str, ...] = (),
) -> PersonRecord:
    """Return a person's record.

    Raises:
        NotFoundError: There is nobody.
        ForeignUnitError: A unit that the actor does not reach.
    """
    async with database.look() as session:
        row = await people.person(session, person_id)
        if row is None:
            raise NotFoundError("此人员")
        check_reach(actor, row.unit)
        at = database.clock.now()
        wanted = Wanted(person_id=person_id, limit=_CHANGES_SHOWN)
        changes, _ = await role_changes.page(session, wanted)
        return PersonRecord(
            person=await people.view(session, row),
            email=row.email,
            phone=row.phone,
            added_at=row.added_at,
            last_login_at=row.last_login_at,
            pending=await duties_of(session, gate, row, at=at),
            has_second_factor=await second_factors.is_in_force(session, person_id),
            suspended_at=row.suspended_at,
            suspended_reason=row.suspended_reason,
            appointments=await _appointments(session, row),
            role_changes=tuple(
                await view_changes(session, changes[:_CHANGES_SHOWN], actor)
            ),
            notes=tuple(await notes_of(session, person_id)),
            warnings=warnings,
        )


async def _appointments(
    session: AsyncSession, row: PersonRow
) -> tuple[AppointmentView, ...]:
    found = await people.appointments_of(session, row.person_id)
    return tuple(map(_appointment, found))


def _appointment(row: ClerkRow) -> AppointmentView:
    return AppointmentView(
        unit=row.unit, appointed_at=row.appointed_at, ended_at=row.ended_at
    )
