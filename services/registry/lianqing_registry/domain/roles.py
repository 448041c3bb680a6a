"""Say which roles one person may hold together.

Source: 等保2.0 三员分立 (domain 4.2); plan P1.3.1.
"""

from collections.abc import Collection

from lianqing_registry.errors.accounts import RoleMixError, RolePlaceError
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import ADMINISTRATORS, CENTRE_ROLES, Role

CLERKS = frozenset({Role.ENTRY_CLERK, Role.VILLAGE_CLERK})
_OF_THE_CENTRE = CENTRE_ROLES | {Role.PARTY_SECRETARY}
_OF_THE_COUNTY = frozenset({Role.COUNTY_LIAISON})
_ROOTS = frozenset({UnitKind.CENTRE, UnitKind.COUNTY})


def check_roles(roles: Collection[Role]) -> None:
    """Refuse two administrator roles, and an administrator with business roles.

    Raises:
        RoleMixError: With the roles that clash.
    """
    held = set(roles)
    administrator = sorted(held & ADMINISTRATORS)
    business = sorted(held - ADMINISTRATORS)
    if not held:
        raise RoleMixError("至少要有一个角色")
    if len(administrator) > 1:
        raise RoleMixError(f"{_names(administrator)}不得由一人兼任")
    if administrator and business:
        raise RoleMixError(f"{_names(administrator)}不得兼任{_names(business)}")


def may_be_clerk(roles: Collection[Role]) -> bool:
    """Return whether somebody with these roles could be an entry clerk beside them."""
    return ADMINISTRATORS.isdisjoint(roles)


def check_roles_fit(roles: Collection[Role], unit_kind: UnitKind) -> None:
    """Refuse roles that a unit of this kind does not have.

    Deciding roles outside the centre would let a member unit decide about others.

    Raises:
        RolePlaceError: With the roles that do not fit.
    """
    misplaced = misplaced_roles(roles, unit_kind)
    if misplaced:
        raise RolePlaceError(unit_kind.label, _names(sorted(misplaced)))


def misplaced_roles(roles: Collection[Role], unit_kind: UnitKind) -> frozenset[Role]:
    """Return those of the roles that a unit of this kind does not have."""
    held = frozenset(roles)
    misplaced = (held & CLERKS) - {clerk_role(unit_kind)}
    if unit_kind is not UnitKind.CENTRE:
        misplaced |= held & _OF_THE_CENTRE
    if unit_kind is not UnitKind.COUNTY:
        misplaced |= held & _OF_THE_COUNTY
    if unit_kind not in _ROOTS:
        # These units are never revoked, so the last administrator cannot go with one.
        misplaced |= held & ADMINISTRATORS
    return misplaced


def clerk_role(unit_kind: UnitKind) -> Role:
    """Return the role that an entry clerk has in a unit of this kind."""
    return Role.VILLAGE_CLERK if unit_kind is UnitKind.VILLAGE else Role.ENTRY_CLERK


def _names(roles: Collection[Role]) -> str:
    return "、".join(role.label for role in roles)
