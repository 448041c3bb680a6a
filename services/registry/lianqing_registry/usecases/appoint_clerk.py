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
from lianqing_registry.store import clerks, people, sessions
from lianqing_registry.store.tables import (
    ClerkRow,
    PersonRoleRow,
    PersonRow,
    UnitRow,
)
from lianqing_registry.usecases.find_unit import active_unit, say_unit
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError

_SLOTS = (1, 2)


async def appoint_clerk(
    work: Work,
    actor: Actor,
    person_id: str,
    *,
    unit: str,
    qualification: Personal | None = None,
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
    person = await person_fit_for(work, person_id, row)
    sitting = await people.clerks_of(work.session, unit)
    if all(one.person_id != person_id for one in sitting):
        await seat(work, person, unit=row, sitting=sitting, qualification=qualification)
    return await people.view(work.session, person)


async def person_fit_for(work: Work, person_id: str, unit: UnitRow) -> PersonRow:
    """Return a person who may become a clerk of a unit.

    Raises:
        NotFoundError: There is nobody.
        InactivePersonError: His account is off.
        ClerkElsewhereError: He belongs to another unit.
    """
    person = await _person(work, person_id)
    if not person.is_active:
        raise InactivePersonError
    if person.unit != unit.code:
        raise ClerkElsewhereError(unit.name)
    return person


async def seat(
    work: Work,
    person: PersonRow,
    *,
    unit: UnitRow,
    sitting: Sequence[ClerkRow],
    qualification: Personal | None = None,
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
    clerk = ClerkRow(
        unit=unit.code,
        person_id=person.person_id,
        slot=slot,
        appointed_at=work.now,
        appointed_by=work.actor,
    )
    work.session.add(clerk)
    await work.session.merge(PersonRoleRow(person_id=person.person_id, role=role))
    work.note("clerk.appointed", person.person_id, unit=unit.code, slot=slot)
    try:
        await say_unit(work, unit)
    except IntegrityError as err:
        raise ClerksFullError(unit.name) from err
    if qualification is not None:
        paper = await clerks.paper_of(work.session, clerk)
        paper.qualification = qualification


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
    await end_appointment(work, his, row)
    await say_unit(work, row)
    return await people.view(work.session, person)


async def end_appointment(work: Work, clerk: ClerkRow, unit: UnitRow) -> None:
    """Free a clerk's slot and take the role away; the caller says the unit."""
    clerk.slot = None
    clerk.ended_at = work.now
    await people.drop_role(work.session, clerk.person_id, clerk_role(unit.kind))
    paper = await clerks.paper_of(work.session, clerk)
    paper.ended_by = work.actor
    work.note("clerk.dismissed", clerk.person_id, unit=unit.code)
    # Another may be seated in this work; the slot must be free by then.
    await work.session.flush()


async def follow_kind(
    work: Work, unit: str, *, before: UnitKind, after: UnitKind
) -> None:
    """Give a unit's clerks the role of its new kind: a village's clerk has his own.

    The unit's row is kept by the caller.
    """
    old, new = clerk_role(before), clerk_role(after)
    if old is new:
        return
    for clerk in await people.clerks_of(work.session, unit):
        await people.drop_role(work.session, clerk.person_id, old)
        await work.session.merge(PersonRoleRow(person_id=clerk.person_id, role=new))
        # A token says roles; only a new session may say the new one.
        await sessions.close_sessions(work.session, clerk.person_id, at=work.now)
        work.note("clerk.changed", clerk.person_id, unit=unit, role=new.value)


async def _person(work: Work, person_id: str) -> PersonRow:
    found = await people.person_to_change(work.session, person_id)
    if found is None:
        raise NotFoundError("此人员")
    return found
