"""Who acts: roles, and the signed token that every request carries.

Source: architecture section 5; 等保2.0 三员分立; plan P1.2.1, P1.3, P3.2.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from lianqing_shared.contracts.base import (
    HeardPart,
    Moment,
    PersonalShort,
    PersonId,
    UnitCode,
)


class Role(StrEnum):
    """What a person may be. The three administrators never read cases."""

    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"
    CENTRE_DIRECTOR = "centre_director"
    ANALYST = "analyst"
    PETITION_CLERK = "petition_clerk"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMISSION_SECRETARY = "commission_secretary"
    PARTY_SECRETARY = "party_secretary"
    COUNTY_LIAISON = "county_liaison"
    ENTRY_CLERK = "entry_clerk"
    VILLAGE_CLERK = "village_clerk"
    INFORMANT = "informant"
    UNIT_RESPONDER = "unit_responder"
    UNIT_HEAD = "unit_head"

    @property
    def label(self) -> str:
        """The role as pages name it."""
        return _ROLE_TEXT[self]


_ROLE_TEXT = {
    Role.SYSTEM_ADMINISTRATOR: "系统管理员",
    Role.SECURITY_ADMINISTRATOR: "安全管理员",
    Role.AUDIT_ADMINISTRATOR: "审计管理员",
    Role.CENTRE_DIRECTOR: "中心主任",
    Role.ANALYST: "中心研判员",
    Role.PETITION_CLERK: "信访登记员",
    Role.DEPUTY_SECRETARY: "镇纪委分管书记",
    Role.COMMISSION_SECRETARY: "镇纪委书记",
    Role.PARTY_SECRETARY: "镇党委书记",
    Role.COUNTY_LIAISON: "县纪委联络员",
    Role.ENTRY_CLERK: "预警信息录入员",
    Role.VILLAGE_CLERK: "村级录入员",
    Role.INFORMANT: "特邀预警信息员",
    Role.UNIT_RESPONDER: "单位答复员",
    Role.UNIT_HEAD: "单位负责人",
}

ADMINISTRATORS = frozenset(
    {
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    }
)
CENTRE_ROLES = frozenset(
    {
        Role.CENTRE_DIRECTOR,
        Role.ANALYST,
        Role.PETITION_CLERK,
        Role.DEPUTY_SECRETARY,
        Role.COMMISSION_SECRETARY,
    }
)
"""Those who work at the centre's desk and see all of the town's cases."""
OFFICERS = (
    ADMINISTRATORS
    | CENTRE_ROLES
    | {Role.PARTY_SECRETARY, Role.COUNTY_LIAISON, Role.UNIT_HEAD}
)
"""Those who must have a second factor unless the installation says otherwise."""


_SKEW = timedelta(seconds=30)
"""How far the registry's clock may run ahead of a service's on another machine."""


class Pending(StrEnum):
    """What a person must do about his own account before he may do anything else."""

    CHANGE_PASSWORD = "change_password"  # noqa: S105 - the name of a duty
    ENROL_SECOND_FACTOR = "enrol_second_factor"

    @property
    def label(self) -> str:
        """The duty as pages name it."""
        return _DUTY_TEXT[self]


_DUTY_TEXT = {
    Pending.CHANGE_PASSWORD: "修改密码",
    Pending.ENROL_SECOND_FACTOR: "绑定动态验证码",
}


class Actor(HeardPart):
    """The person behind a request, as the registry vouches for him.

    `recused_units` are units in whose matters he takes no part (his own as a reported
    unit's head, a spouse's); `subject_key` is his own key as a reported person, so that
    nobody sees a matter about himself. Source: 监察法 Art. 67; architecture P6.
    """

    person_id: PersonId
    name: PersonalShort
    roles: tuple[Role, ...]
    unit: UnitCode
    subject_key: str = ""
    recused_units: tuple[UnitCode, ...] = ()
    recused_subjects: tuple[str, ...] = ()
    """Keys of reported persons to whom a relation is declared."""
    pending: tuple[Pending, ...] = ()
    """Duties of his own account; until they are done he may do nothing else."""
    session_id: str
    issued_at: Moment
    expires_at: Moment

    def holds(self, *roles: Role) -> bool:
        """Return whether the person has any of these roles."""
        return any(role in self.roles for role in roles)

    def is_current(self, at: datetime) -> bool:
        """Return whether the token may be used, by a clock that may lag a little."""
        return self.issued_at - _SKEW <= at < self.expires_at
