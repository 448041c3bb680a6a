"""Appoint and dismiss entry clerks: one or two per unit. Source: P1.3.1."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.roles import check_roles, clerk_role
from lianqing_registry.domain.scope import check_reach
from lianqing_registry.errors.accounts import (
    ClerkElsewhereError,
    ClerksFullError,
    InactivePersonError,
    LastClerkError,
    NotClerkError,
)
from lianqing_registry.store import people
from lianqing_registry.store.tables import (
    ClerkRow,
    PersonRoleRow,
    PersonRow,
    UnitRow,
)
from lianqing_registry.usecases.find_unit import active_unit, say_unit
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError

_SLOTS = (1, 2)


async def appoint_clerk(
    work: Work, actor: Actor, person_id: str, *, unit: str
) -> PersonView:
    """Appoint one of the unit's people; appointing him again changes nothing.

    Raises:
        ForeignUnitError: A unit's head appoints for his own unit only.
        NotFoundError, UnitRevokedError: No such person or unit in use.
        InactivePersonError, ClerkElsewhereError, RoleMixError: He cannot be one.
        ClerksFullError: The unit has two.
    """
    check_reach(actor, unit)
    row = await active_unit(work, unit)
    person = await _person(work, person_id)
    if not person.is_active:
        raise InactivePersonError
    if person.unit != unit:
        raise ClerkElsewhereError(row.name)
    sitting = await people.clerks_of(work.session, unit)
    if all(one.person_id != person_id for one in sitting):
        await seat(work, person, unit=row, sitting=sitting)
    return await people.view(work.session, person)


async def seat(
    work: Work, person: PersonRow, *, unit: UnitRow, sitting: Sequence[ClerkRow]
) -> None:
    """Give a person a free slot and the role that goes with it; say the unit.

    The unit's row is locked by the caller; should another process get in between all
    the same, the database's own rule on slots answers.

    Raises:
        RoleMixError: He is an administrator.
        ClerksFullError: No slot is free.
    """
    role = clerk_role(unit.kind)
    check_roles({*await people.roles(work.session, person.person_id), role})
    taken = {one.slot for one in sitting}
    slot = next((one for one in _SLOTS if one not in taken), None)
    if slot is None:
        raise ClerksFullError(unit.name)
    work.session.add(
        ClerkRow(
            unit=unit.code,
            person_id=person.person_id,
            slot=slot,
            appointed_at=work.now,
            appointed_by=work.actor,
        )
    )
    await work.session.merge(PersonRoleRow(person_id=person.person_id, role=role))
    work.note("clerk.appointed", person.person_id, unit=unit.code, slot=slot)
    try:
        await say_unit(work, unit)
    except IntegrityError as err:
        raise ClerksFullError(unit.name) from err


async def dismiss_clerk(
    work: Work, actor: Actor, person_id: str, *, unit: str
) -> PersonView:
    """End an appointment and take the role away; never the unit's last one.

    Raises:
        ForeignUnitError: A unit's head dismisses in his own unit only.
        NotFoundError, UnitRevokedError: No such person or unit in use.
        NotClerkError: He is not a clerk there.
        LastClerkError: Nobody would be left.
    """
    check_reach(actor, unit)
    row = await active_unit(work, unit)
    person = await _person(work, person_id)
    sitting = await people.clerks_of(work.session, unit)
    his = next((one for one in sitting if one.person_id == person_id), None)
    if his is None:
        raise NotClerkError(row.name)
    if len(sitting) == 1:
        raise LastClerkError(row.name)
    his.slot = None
    his.ended_at = work.now
    await people.drop_role(work.session, person_id, clerk_role(row.kind))
    work.note("clerk.dismissed", person_id, unit=unit)
    await say_unit(work, row)
    return await people.view(work.session, person)


async def _person(work: Work, person_id: str) -> PersonRow:
    found = await people.person(work.session, person_id)
    if found is None:
        raise NotFoundError("此人员")
    return found
