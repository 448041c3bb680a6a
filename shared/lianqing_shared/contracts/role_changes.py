"""Messages about changing a person's roles: who asks, and who else must agree.

Roles that decide are given by nobody alone: one asks, two others approve (maker and
checkers). Source: domain 4.2; architecture section 5; 等保2.0 三员分立.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    HeardPart,
    Moment,
    PersonalShort,
    PersonId,
    UnitCode,
)
from lianqing_shared.contracts.people import Role

RoleChangeId = Annotated[str, StringConstraints(pattern=r"^rc_[0-9a-z]{26}$")]


class RoleChangeState(StrEnum):
    """How a change of roles stands."""

    PENDING = "pending"
    EFFECTIVE = "effective"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The state as pages name it."""
        return _STATE_TEXT[self]


_STATE_TEXT = {
    RoleChangeState.PENDING: "待复核",
    RoleChangeState.EFFECTIVE: "已生效",
    RoleChangeState.REFUSED: "已驳回",
    RoleChangeState.WITHDRAWN: "已撤回",
    RoleChangeState.SUPERSEDED: "已被新申请取代",
}


class RoleApproval(HeardPart):
    """One other person's yes to one version of a change."""

    approver: PersonId
    name: PersonalShort
    at: Moment


class RoleChangeView(HeardPart):
    """A change of roles; `needed` approvals by others make it effective."""

    change_id: RoleChangeId
    person_id: PersonId
    person_login: str
    person_name: PersonalShort
    unit: UnitCode
    version: int
    """Counts the changes of this person; a newer one puts an older pending one out."""
    add: tuple[Role, ...] = ()
    drop: tuple[Role, ...] = ()
    reason: PersonalShort
    state: RoleChangeState
    needed: int
    """Approvals by others that it needs; 0 takes effect at once."""
    approvals: tuple[RoleApproval, ...] = ()
    requested_by: str
    """The id of whoever asked; `system` for the installation itself."""
    requested_by_name: PersonalShort
    requested_at: Moment
    ended_at: Moment | None = None
    ended_by_name: PersonalShort | None = None
    ended_reason: PersonalShort | None = None
    may_approve: bool = False
    """Whether the asker could approve it: a page shows the button by this alone."""


class RolesAwaited(HeardPart):
    """A person's own newest change of roles that is not in force, as he may see it.

    Who asked and who agreed is not told: nobody shall be pressed for a role.
    """

    add: tuple[Role, ...] = ()
    drop: tuple[Role, ...] = ()
    state: RoleChangeState
    """Pending; or refused or withdrawn, where nothing else has come since."""
    needed: int
    given: int
    """Approvals so far."""
    requested_at: Moment
    ended_at: Moment | None = None


class RequestRoleChange(Ask[RoleChangeView]):
    """Ask for roles to be given or taken; what is given waits for others.

    Giving a guarded role needs two others, any other role one; taking a guarded one
    away needs one. Neither the asker nor the person concerned counts. A newer request
    puts an older one out.
    """

    topic: ClassVar = topology.REQUEST_ROLE_CHANGE
    answer: ClassVar[type[BaseModel]] = RoleChangeView
    person_id: PersonId
    add: Annotated[tuple[Role, ...], Field(max_length=15)] = ()
    drop: Annotated[tuple[Role, ...], Field(max_length=15)] = ()
    reason: PersonalShort


class ApproveRoleChange(Ask[RoleChangeView]):
    """Approve a version of a change; approving twice counts once."""

    topic: ClassVar = topology.APPROVE_ROLE_CHANGE
    answer: ClassVar[type[BaseModel]] = RoleChangeView
    change_id: RoleChangeId
    version: Annotated[int, Field(ge=1)]


class RefuseRoleChange(Ask[RoleChangeView]):
    """Refuse a change; it is over then."""

    topic: ClassVar = topology.REFUSE_ROLE_CHANGE
    answer: ClassVar[type[BaseModel]] = RoleChangeView
    change_id: RoleChangeId
    reason: PersonalShort


class WithdrawRoleChange(Ask[RoleChangeView]):
    """Take a request back before it is effective."""

    topic: ClassVar = topology.WITHDRAW_ROLE_CHANGE
    answer: ClassVar[type[BaseModel]] = RoleChangeView
    change_id: RoleChangeId


class RoleChangePage(HeardPart):
    """Newest first; `next` continues, None at the end."""

    changes: tuple[RoleChangeView, ...]
    total: int
    next: str | None = None


class ListRoleChanges(Ask[RoleChangePage]):
    """List changes of roles: all, in one state, or one person's."""

    topic: ClassVar = topology.LIST_ROLE_CHANGES
    answer: ClassVar[type[BaseModel]] = RoleChangePage
    state: RoleChangeState | None = None
    person_id: PersonId | None = None
    after: RoleChangeId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50
