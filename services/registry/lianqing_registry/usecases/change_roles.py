"""Change roles with the consent of others: request, approve, refuse, withdraw.

Every use case here takes its turn first (`one_at_a_time`), then keeps the person's row:
two approvals at once make a change effective once, and no rule about several people
can be got around by doing two things at the same moment. Source: domain 4.2.
"""

from lianqing_registry.domain.role_changes import (
    RoleDelta,
    check_checker,
    check_delta,
    check_maker,
)
from lianqing_registry.errors.accounts import InactivePersonError
from lianqing_registry.errors.role_changes import (
    ChangeOverError,
    NotMakerError,
    OtherVersionError,
)
from lianqing_registry.store import people, role_changes, sessions, units
from lianqing_registry.store.tables import PersonRow, RoleApprovalRow, RoleChangeRow
from lianqing_registry.usecases.keep_administrators import keep_administrators
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeState
from lianqing_shared.contracts.topology import APPROVE_ROLE_CHANGE
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotAllowedError, NotFoundError
from lianqing_shared.ids import new_id
from lianqing_shared.security.access import ROLES

_S = RoleChangeState


async def request_role_change(
    work: Work, actor: Actor, person_id: str, *, delta: RoleDelta, reason: Personal
) -> RoleChangeRow:
    """Ask for a change of somebody's roles; what needs nobody else counts at once.

    Raises:
        OwnRolesError: His own.
        NotFoundError, InactivePersonError: There is nobody to change.
        NothingChangesError, ClerkByAppointmentError, RoleMixError, RolePlaceError: See
            `check_delta`.
        LastAdministratorError: Nobody would be left for an office.
    """
    check_maker(maker=actor.person_id, concerned=person_id)
    await people.one_at_a_time(work.session)
    person = await _person(work, person_id)
    await _check(work, person, delta)
    return await open_change(work, person, delta, maker=actor.person_id, reason=reason)


async def open_change(
    work: Work, person: PersonRow, delta: RoleDelta, *, maker: str, reason: Personal
) -> RoleChangeRow:
    """Store a request that was checked; it puts an older one of the person out."""
    await supersede(work, person.person_id)
    row = RoleChangeRow(
        change_id=new_id("rc", work.now),
        person_id=person.person_id,
        version=await role_changes.last_version(work.session, person.person_id) + 1,
        adds=sorted(delta.add),
        drops=sorted(delta.drop),
        reason=reason,
        state=_S.PENDING,
        needed=delta.needed,
        requested_by=maker,
        requested_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    work.note("role_change.requested", person.person_id, **_told(row))
    if not row.needed:
        await _make_effective(work, person, row)
    return row


async def supersede(work: Work, person_id: str) -> None:
    """Put the person's pending change out; its approvals count for nothing else."""
    older = await role_changes.pending_of(work.session, person_id)
    if older is not None:
        _end(work, older, _S.SUPERSEDED)
        work.note("role_change.superseded", person_id, change=older.change_id)
        await work.session.flush()


async def approve_role_change(
    work: Work, actor: Actor, change_id: str, *, version: int
) -> RoleChangeRow:
    """Approve a change; the last approval that is needed makes it effective.

    Approving again counts once and changes nothing.

    Raises:
        NotFoundError, ChangeOverError, OtherVersionError: It is not there to approve.
        SamePersonError: The actor asked for it, or it is about him.
        InactivePersonError, RoleMixError, RolePlaceError, NothingChangesError,
            LastAdministratorError: It can be effective no more.
    """
    await people.one_at_a_time(work.session)
    row = await _change(work, change_id)
    given = await _approvers(work, row)
    is_again = actor.person_id in given and row.state is _S.EFFECTIVE
    if is_again:
        return row
    _check_open(row)
    if row.version != version:
        raise OtherVersionError
    check_checker(actor.person_id, maker=row.requested_by, concerned=row.person_id)
    if not await _may_check(work, actor.person_id):
        raise NotAllowedError("您已不再有复核权限。请由其他有复核权限的人办理。")
    person = await _person(work, row.person_id)
    if actor.person_id not in given:
        approval = RoleApprovalRow(
            change_id=change_id,
            version=version,
            approver=actor.person_id,
            approved_at=work.now,
        )
        await role_changes.approve(work.session, approval)
        work.note("role_change.approved", row.person_id, change=change_id)
    counted = [one for one in {*given, actor.person_id} if await _may_check(work, one)]
    if len(counted) >= row.needed:
        await _make_effective(work, person, row)
    return row


async def refuse_role_change(
    work: Work, actor: Actor, change_id: str, *, reason: Personal
) -> RoleChangeRow:
    """Refuse a change; refusing again changes nothing.

    Raises:
        NotFoundError, ChangeOverError: It is not there to refuse.
        SamePersonError: The actor asked for it (withdraw it), or it is about him.
    """
    await people.one_at_a_time(work.session)
    row = await _change(work, change_id)
    if row.state is _S.REFUSED and row.ended_by == actor.person_id:
        return row
    _check_open(row)
    check_checker(actor.person_id, maker=row.requested_by, concerned=row.person_id)
    _end(work, row, _S.REFUSED, reason=reason)
    work.note("role_change.refused", row.person_id, change=change_id)
    return row


async def withdraw_role_change(
    work: Work, actor: Actor, change_id: str
) -> RoleChangeRow:
    """Take one's own request back; doing it again changes nothing.

    Raises:
        NotFoundError, ChangeOverError: It is not there to take back.
        NotMakerError: Somebody else asked for it.
    """
    await people.one_at_a_time(work.session)
    row = await _change(work, change_id)
    if row.requested_by != actor.person_id:
        raise NotMakerError
    if row.state is _S.WITHDRAWN:
        return row
    _check_open(row)
    _end(work, row, _S.WITHDRAWN)
    work.note("role_change.withdrawn", row.person_id, change=change_id)
    return row


async def _make_effective(work: Work, person: PersonRow, row: RoleChangeRow) -> None:
    """Give and take the roles; every rule is asked again, at this moment."""
    delta = delta_of(row)
    await _check(work, person, delta)
    held = await people.roles(work.session, person.person_id)
    await people.set_roles(work.session, person.person_id, delta.applied(held))
    if delta.add & ADMINISTRATORS:
        # He may have set a password of the common length before: nothing tells.
        person.must_change_password = True
    # A token says roles; only a new session may say the new ones.
    await sessions.close_sessions(work.session, person.person_id, at=work.now)
    _end(work, row, _S.EFFECTIVE)
    work.note("role_change.effective", person.person_id, **_told(row))


async def _check(work: Work, person: PersonRow, delta: RoleDelta) -> None:
    if not person.is_active:
        raise InactivePersonError
    unit = await units.unit(work.session, person.unit)
    if unit is None or unit.status in {UnitStatus.REVOKED, UnitStatus.MERGED}:
        raise InactivePersonError
    held = await people.roles(work.session, person.person_id)
    check_delta(delta, held=held, unit_kind=unit.kind)
    await keep_administrators(work, person.person_id, leaving=delta.drop)


def delta_of(row: RoleChangeRow) -> RoleDelta:
    """Return what a stored change gives and takes."""
    return RoleDelta(
        add=frozenset(map(Role, row.adds)), drop=frozenset(map(Role, row.drops))
    )


async def _may_check(work: Work, person_id: str) -> bool:
    """Return whether somebody may approve now, whatever his token says."""
    person = await people.person(work.session, person_id)
    if person is None or not person.is_active:
        return False
    held = await people.roles(work.session, person_id)
    return not ROLES[APPROVE_ROLE_CHANGE].isdisjoint(held)


async def _approvers(work: Work, row: RoleChangeRow) -> set[str]:
    found = await role_changes.approvals(work.session, [row.change_id])
    return {one.approver for one in found.get(row.change_id, ())}


async def _change(work: Work, change_id: str) -> RoleChangeRow:
    row = await role_changes.change(work.session, change_id)
    if row is None:
        raise NotFoundError("这项角色变更")
    return row


async def _person(work: Work, person_id: str) -> PersonRow:
    row = await people.person_to_change(work.session, person_id)
    if row is None:
        raise NotFoundError("此人员")
    return row


def _check_open(row: RoleChangeRow) -> None:
    if row.state is not _S.PENDING:
        raise ChangeOverError(row.state.label)


def _end(
    work: Work,
    row: RoleChangeRow,
    state: RoleChangeState,
    *,
    reason: Personal | None = None,
) -> None:
    row.state = state
    row.ended_at, row.ended_by, row.ended_reason = work.now, work.actor, reason


def _told(row: RoleChangeRow) -> dict[str, str | int]:
    return {
        "change": row.change_id,
        "version": row.version,
        "add": ",".join(row.adds),
        "drop": ",".join(row.drops),
    }
