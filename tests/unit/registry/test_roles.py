"""Promise: nobody holds two administrator roles, nor one beside a business role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.roles import check_roles, check_roles_fit
from lianqing_registry.errors.accounts import RoleMixError, RolePlaceError
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import ADMINISTRATORS, Role

ROLES = st.sets(st.sampled_from(Role))


@given(ROLES)
def test_roles_pass_only_as_business_or_as_one_administrator(roles: set[Role]) -> None:
    administrators = roles & ADMINISTRATORS
    is_fit = bool(roles) and (not administrators or len(roles) == 1)

    if is_fit:
        check_roles(roles)
    else:
        with pytest.raises(RoleMixError):
            check_roles(roles)


def test_the_refusal_names_the_roles_that_clash() -> None:
    with pytest.raises(RoleMixError, match=r"系统管理员.*不得由一人兼任"):
        check_roles({Role.SYSTEM_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
    with pytest.raises(RoleMixError, match="安全管理员不得兼任中心研判员"):
        check_roles({Role.SECURITY_ADMINISTRATOR, Role.ANALYST})


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        pytest.param(Role.DEPUTY_SECRETARY, UnitKind.MEMBER, id="decides at level 2"),
        pytest.param(Role.PARTY_SECRETARY, UnitKind.VILLAGE, id="decides at level 1"),
        pytest.param(Role.COUNTY_LIAISON, UnitKind.CENTRE, id="speaks for the county"),
        pytest.param(Role.ANALYST, UnitKind.TOWN, id="sees all cases"),
        pytest.param(Role.ENTRY_CLERK, UnitKind.VILLAGE, id="villages have their own"),
        pytest.param(Role.VILLAGE_CLERK, UnitKind.MEMBER, id="members have their own"),
    ],
)
def test_a_unit_has_no_roles_that_belong_elsewhere(role: Role, kind: UnitKind) -> None:
    with pytest.raises(RolePlaceError, match=f"{kind.label}人员不能担任{role.label}"):
        check_roles_fit({role}, kind)


def test_a_member_units_people_may_hold_the_units_roles() -> None:
    check_roles_fit({Role.ENTRY_CLERK, Role.UNIT_RESPONDER}, UnitKind.MEMBER)
    check_roles_fit({Role.UNIT_HEAD}, UnitKind.VILLAGE)
