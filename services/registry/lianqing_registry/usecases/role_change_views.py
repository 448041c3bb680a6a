"""Show changes of roles to those who ask for or agree to them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store import role_changes
from lianqing_registry.store.role_changes import Wanted
from lianqing_registry.store.tables import PersonRow, RoleApprovalRow, RoleChangeRow
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import (
    RoleApproval,
    RoleChangePage,
    RoleChangeState,
    RoleChangeView,
    RolesAwaited,
)
from lianqing_shared.contracts.topology import APPROVE_ROLE_CHANGE
from lianqing_shared.db.work import Database
from lianqing_shared.security.access import may

_SYSTEM = Personal("系统")
_OVER = frozenset({RoleChangeState.EFFECTIVE, RoleChangeState.SUPERSEDED})
"""What the person concerned need not be told of any more."""


async def list_role_changes(
    database: Database, actor: Actor, wanted: Wanted
) -> RoleChangePage:
    """Return a page of changes, newest first."""
    async with database.look() as session:
        rows, total = await role_changes.page(session, wanted)
        shown = rows[: wanted.limit]
        changes = await view_changes(session, shown, actor)
    return RoleChangePage(
        changes=tuple(changes),
        total=total,
        next=shown[-1].change_id if len(rows) > len(shown) else None,
    )


async def view_change(
    session: AsyncSession, row: RoleChangeRow, actor: Actor
) -> RoleChangeView:
    """Return one change as this actor sees it."""
    return (await view_changes(session, [row], actor))[0]


async def view_changes(
    session: AsyncSession, rows: Sequence[RoleChangeRow], actor: Actor
) -> Sequence[RoleChangeView]:
    """Return changes as this actor sees them, in the order given."""
    await session.flush()
    given = await role_changes.approvals(session, [row.change_id for row in rows])
    named = {one.approver for found in given.values() for one in found}
    for row in rows:
        named |= {row.person_id, row.requested_by, row.ended_by or ""}
    people = await role_changes.people_named(session, named)
    return [
        _view(row, given.get(row.change_id, ()), people=people, actor=actor)
        for row in rows
    ]


async def roles_awaited(session: AsyncSession, person_id: str) -> RolesAwaited | None:
    """Return what became of the newest request for a person, for himself.

    None where there is none, or where it is in force or put out otherwise.
    """
    row = await role_changes.newest_of(session, person_id)
    if row is None or row.state in _OVER:
        return None
    given = await role_changes.approvals(session, [row.change_id])
    return RolesAwaited(
        add=tuple(role for role in Role if role in row.adds),
        drop=tuple(role for role in Role if role in row.drops),
        state=row.state,
        needed=row.needed,
        given=len(given.get(row.change_id, ())),
        requested_at=row.requested_at,
        ended_at=row.ended_at,
    )


def _view(
    row: RoleChangeRow,
    given: Sequence[RoleApprovalRow],
    *,
    people: Mapping[str, PersonRow],
    actor: Actor,
) -> RoleChangeView:
    person = people[row.person_id]
    return RoleChangeView(
        change_id=row.change_id,
        person_id=row.person_id,
        person_login=person.login,
        person_name=person.name,
        unit=person.unit,
        version=row.version,
        add=tuple(role for role in Role if role in row.adds),
        drop=tuple(role for role in Role if role in row.drops),
        reason=row.reason,
        state=row.state,
        needed=row.needed,
        approvals=tuple(
            RoleApproval(
                approver=one.approver,
                name=_name(people, one.approver),
                at=one.approved_at,
            )
            for one in given
        ),
        requested_by=row.requested_by,
        requested_by_name=_name(people, row.requested_by),
        requested_at=row.requested_at,
        ended_at=row.ended_at,
        ended_by_name=_name(people, row.ended_by) if row.ended_by else None,
        ended_reason=row.ended_reason,
        may_approve=_may_approve(row, given, actor),
    )


def _may_approve(
    row: RoleChangeRow, given: Sequence[RoleApprovalRow], actor: Actor
) -> bool:
    others = {row.requested_by, row.person_id, *(one.approver for one in given)}
    return (
        row.state is RoleChangeState.PENDING
        and actor.person_id not in others
        and may(actor, APPROVE_ROLE_CHANGE)
    )


def _name(people: Mapping[str, PersonRow], person_id: str) -> Personal:
    found = people.get(person_id)
    return found.name if found is not None else _SYSTEM
