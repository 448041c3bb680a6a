"""Shut a person out at once, and let him in again. Source: P1.3.1; 等保2.0."""

from lianqing_registry.errors.role_changes import OwnAccountError
from lianqing_registry.store import people, sessions
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.find_unit import unit_to_change
from lianqing_registry.usecases.free_seat import free_seat
from lianqing_registry.usecases.keep_administrators import keep_administrators
from lianqing_registry.usecases.note_why import note_why
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError

Warnings = tuple[str, ...]


async def suspend_person(
    work: Work, actor: Actor, person_id: str, *, reason: Personal
) -> Warnings:
    """End a person's sessions and let him open none; his roles stay, his seat does not.

    Suspending again changes nothing.

    Raises:
        OwnAccountError: Oneself.
        NotFoundError: There is nobody.
        LastAdministratorError: Nobody would be left for his office.
    """
    if person_id == actor.person_id:
        raise OwnAccountError("停用")
    await people.one_at_a_time(work.session)
    found = await people.person(work.session, person_id)
    if found is None:
        raise NotFoundError("此人员")
    unit = await unit_to_change(work, found.unit)
    person = await _person(work, person_id)
    if not person.is_active:
        return ()
    held = await people.roles(work.session, person_id)
    await keep_administrators(work, person_id, leaving=held)
    person.is_active = False
    person.suspended_at, person.suspended_reason = work.now, reason
    warnings = await free_seat(work, person, unit)
    await sessions.close_sessions(work.session, person_id, at=work.now)
    note_why(work, "person.suspended", person_id, reason=reason)
    return warnings


async def resume_person(
    work: Work, actor: Actor, person_id: str, *, reason: Personal
) -> Warnings:
    """Let a person in again with the roles that he kept; doing it again is fine.

    Raises:
        OwnAccountError: Oneself.
        NotFoundError: There is nobody.
    """
    if person_id == actor.person_id:
        raise OwnAccountError("恢复")
    await people.one_at_a_time(work.session)
    person = await _person(work, person_id)
    if person.is_active:
        return ()
    person.is_active = True
    person.suspended_at = person.suspended_reason = None
    note_why(work, "person.resumed", person_id, reason=reason)
    if await people.roles(work.session, person_id):
        return ()
    return ("此人现在没有任何角色。请任命为录入员，或由安全管理员申请角色。",)


async def _person(work: Work, person_id: str) -> PersonRow:
    row = await people.person_to_change(work.session, person_id)
    if row is None:
        raise NotFoundError("此人员")
    return row
