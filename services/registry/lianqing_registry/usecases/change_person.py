"""Change what is told of a person, and move him to another unit. Source: P1.3.1."""

from lianqing_registry.domain.people import PersonChanges, check_contacts
from lianqing_registry.errors.role_changes import OwnAccountError
from lianqing_registry.store import people, sessions
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.change_roles import supersede
from lianqing_registry.usecases.find_unit import active_unit, unit_to_change
from lianqing_registry.usecases.free_seat import free_seat
from lianqing_registry.usecases.keep_administrators import keep_administrators
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError, TryAgainError


async def change_person(
    work: Work, actor: Actor, person_id: str, *, changes: PersonChanges
) -> tuple[str, ...]:
    """Change what is given; a new name or unit ends his sessions.

    Raises:
        OwnAccountError: An administrator renames or moves himself.
        NotFoundError, UnitRevokedError: No such person or unit in use.
        PersonDataError: See `check_contacts`.
        LastAdministratorError: Moving takes an office that he alone holds.
    """
    check_contacts(email=changes.email, phone=changes.phone)
    await people.one_at_a_time(work.session)
    found = await people.person(work.session, person_id)
    if found is None:
        raise NotFoundError("此人员")
    is_moved = changes.unit not in {None, found.unit}
    is_renamed = changes.name is not None and changes.name != found.name
    if person_id == actor.person_id and (is_moved or is_renamed):
        raise OwnAccountError("更名或调动")
    warnings: tuple[str, ...] = ()
    if is_moved and changes.unit is not None:
        warnings = await _move(work, found, to=changes.unit)
    person = await people.person_to_change(work.session, person_id)
    if person is None:
        raise NotFoundError("此人员")
    person.name = changes.name or person.name
    if changes.email is not None:
        person.email = changes.email or None
    if changes.phone is not None:
        person.phone = changes.phone or None
    if is_moved or is_renamed:
        await sessions.close_sessions(work.session, person_id, at=work.now)
    work.note("person.changed", person_id, renamed=is_renamed, moved=is_moved)
    return warnings


async def _move(work: Work, person: PersonRow, *, to: str) -> tuple[str, ...]:
    """Move a person: his roles and a clerk's seat stay behind."""
    left = person.unit
    # Always in the same order, so that two moves at once do not wait for each other.
    rows = {code: await unit_to_change(work, code) for code in sorted({left, to})}
    await active_unit(work, to)
    row = await people.person_to_change(work.session, person.person_id)
    if row is None or row.unit != left:
        raise TryAgainError("the person was moved in this moment")
    warnings = await free_seat(work, row, rows[left])
    lost = await leave_roles(work, row.person_id)
    row.unit = to
    work.note("person.moved", row.person_id, left=left, to=to)
    return (*warnings, *lost)


async def leave_roles(work: Work, person_id: str) -> tuple[str, ...]:
    """Take what others agreed to, or shall agree to, for the old unit only.

    An informant's filing goes with the person. Returns what to tell of it.

    Raises:
        LastAdministratorError: Nobody would be left for an office.
    """
    await supersede(work, person_id)
    held = frozenset(await people.roles(work.session, person_id))
    lost = held - {Role.INFORMANT}
    if not lost:
        return ()
    await keep_administrators(work, person_id, leaving=lost)
    await people.set_roles(work.session, person_id, held - lost)
    names = "、".join(role.label for role in sorted(lost))
    return (f"已随调动免去角色：{names}。如在新单位仍需担任，请重新申请。",)
