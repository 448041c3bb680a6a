"""Rules for changing roles: who asks, who agrees, and what can never be held.

Nobody gives a role alone: who makes accounts could make one for himself under another
name, and read as that person what no administrator may. A role that decides or
administers needs two others, any other role one; taking a guarded one away needs one,
for quick removal protects. Source: domain 4.2 (三员分立); architecture section 5.
"""

from collections.abc import Collection
from dataclasses import dataclass

from lianqing_registry.domain.informants import check_by_filing
from lianqing_registry.domain.roles import CLERKS, check_roles, check_roles_fit
from lianqing_registry.errors.role_changes import (
    ClerkByAppointmentError,
    NothingChangesError,
    OwnRolesError,
    SamePersonError,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Role
from lianqing_shared.security.access import GUARDED

TO_GIVE_GUARDED = 2
"""Approvals by others for giving a role that decides or administers."""
TO_GIVE = 1
"""Approvals by others for giving any other role."""
TO_TAKE_GUARDED = 1
"""Approvals by others for taking a guarded role away; any other is just taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDelta:
    """Roles to give and roles to take; never the same one."""

    add: frozenset[Role] = frozenset()
    drop: frozenset[Role] = frozenset()

    def applied(self, held: Collection[Role]) -> frozenset[Role]:
        """Return the roles held afterwards."""
        return (frozenset(held) | self.add) - self.drop

    @property
    def needed(self) -> int:
        """Return how many others must approve; 0 takes effect at once."""
        if self.add & GUARDED:
            return TO_GIVE_GUARDED
        if self.add:
            return TO_GIVE
        return TO_TAKE_GUARDED if self.drop & GUARDED else 0


def check_delta(
    delta: RoleDelta, *, held: Collection[Role], unit_kind: UnitKind
) -> None:
    """Refuse a change that changes nothing, or ends in what nobody may hold.

    Raises:
        NothingChangesError: He holds what is given, or lacks what is taken.
        ClerkByAppointmentError: An entry clerk is appointed, never made by a role.
        InformantByFilingError: An informant is filed, never made by a role.
        RoleMixError, RolePlaceError: See `check_roles` and `check_roles_fit`.
    """
    check_by_request(delta.add | delta.drop)
    is_empty = not delta.add and not delta.drop
    if is_empty or delta.add & delta.drop or delta.add & frozenset(held):
        raise NothingChangesError
    if not delta.drop <= frozenset(held):
        raise NothingChangesError
    after = delta.applied(held)
    check_roles(after)
    check_roles_fit(after, unit_kind)


def check_by_request(roles: Collection[Role]) -> None:
    """Refuse roles that are not asked for but come by appointment or filing.

    Raises:
        ClerkByAppointmentError: An entry clerk is appointed. Source: P1.3.1.
        InformantByFilingError: An informant is filed. Source: P1.3.2a.
    """
    if not CLERKS.isdisjoint(roles):
        raise ClerkByAppointmentError
    check_by_filing(roles)


def check_maker(*, maker: str, concerned: str) -> None:
    """Refuse that somebody asks for a change of his own roles.

    Raises:
        OwnRolesError: He does.
    """
    if maker == concerned:
        raise OwnRolesError


def check_checker(checker: str, *, maker: str, concerned: str) -> None:
    """Refuse an approval by the one who asked or the one concerned.

    Raises:
        SamePersonError: It is one of them.
    """
    if checker in {maker, concerned}:
        raise SamePersonError
