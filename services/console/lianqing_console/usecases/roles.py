"""Changes of roles: what waits, what was, and one's own part in it.

Source: architecture section 5 (maker and checkers); 等保2.0 三员分立.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_console.domain import role_forms
from lianqing_console.usecases.acts import Act, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts.accounts import PersonRecord, ShowPerson
from lianqing_shared.contracts.role_changes import (
    ApproveRoleChange,
    ListRoleChanges,
    RefuseRoleChange,
    RequestRoleChange,
    RoleChangeState,
    RoleChangeView,
    WithdrawRoleChange,
)

_WAITING = 100
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of roles, newest first, with what the visitor may do about each."""

    waiting: tuple[RoleChangeView, ...]
    past: tuple[RoleChangeView, ...]
    acts: Mapping[str, tuple[Act, ...]]
    """By the change's id."""
    total: int
    """How many wait in all; the page holds the newest of them."""

    @property
    def all_acts(self) -> tuple[Act, ...]:
        """Return every act of the page, in order."""
        return tuple(act for acts in self.acts.values() for act in acts)


async def show_changes(console: Console, visitor: Visitor) -> Changes:
    """Ask for the changes that wait, and for the latest of all."""
    waiting = await console.desk.ask(
        ListRoleChanges(state=RoleChangeState.PENDING, limit=_WAITING), visitor.token
    )
    latest = await console.desk.ask(ListRoleChanges(limit=_SHOWN), visitor.token)
    past = [one for one in latest.changes if one.state is not RoleChangeState.PENDING]
    return Changes(
        waiting=waiting.changes,
        total=waiting.total,
        past=tuple(past),
        acts={one.change_id: acts_on(visitor, one) for one in waiting.changes},
    )


def acts_on(visitor: Visitor, change: RoleChangeView) -> tuple[Act, ...]:
    """Return what the visitor may do about a change that waits."""
    fixed: dict[str, object] = {"change_id": change.change_id}
    approve = Act(
        form=role_forms.approve_form(change),
        kind=ApproveRoleChange,
        fixed={**fixed, "version": change.version},
    )
    refuse = Act(
        form=role_forms.refuse_form(change), kind=RefuseRoleChange, fixed=fixed
    )
    withdraw = Act(
        form=role_forms.withdraw_form(change), kind=WithdrawRoleChange, fixed=fixed
    )
    if change.requested_by == visitor.actor.person_id:
        return offered(visitor, (withdraw,))
    return offered(visitor, (approve, refuse)) if change.may_approve else ()


async def show_person(console: Console, visitor: Visitor, person: str) -> PersonRecord:
    """Ask for the person whose roles are to be changed."""
    return await console.desk.ask(ShowPerson(person_id=person), visitor.token)


def request_act(found: PersonRecord) -> Act:
    """Return the act that asks for a change of somebody's roles."""
    return Act(
        form=role_forms.request_form(found.person.roles),
        kind=RequestRoleChange,
        fixed={"person_id": found.person.person_id},
    )
