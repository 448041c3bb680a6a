"""Find units and people whom nobody can reach, and offices that nobody holds.

Each check reads the network and yields what is missing; they stand in one table in
`network_checks`. Source: P1.0, P1.3; architecture P6.
"""

from collections.abc import Iterator
from datetime import timedelta

from lianqing_registry.domain.log_in import obstacle
from lianqing_registry.domain.network_seen import (
    NetworkFinding,
    NetworkSeen,
    PersonSeen,
    UnitSeen,
)
from lianqing_shared.contracts.duties import (
    Target,
    TargetKind,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.people import ADMINISTRATORS, Role
from lianqing_shared.contracts.personal import Personal

LEAST_MEMBERS = 2
"""Opinions that a level-2 decision needs. Source: P3.2c."""
_NOT_WARNED = frozenset({UnitKind.COUNTY, UnitKind.CENTRE})
_ANSWERING = (Role.UNIT_RESPONDER, Role.UNIT_HEAD)
_OFFICES = (
    Role.CENTRE_DIRECTOR,
    Role.DEPUTY_SECRETARY,
    Role.COMMISSION_SECRETARY,
    Role.PARTY_SECRETARY,
    Role.COUNTY_LIAISON,
    *sorted(ADMINISTRATORS),
)
OFFICES = frozenset(_OFFICES) | {Role.UNIT_HEAD}
_FIRST_DAYS = timedelta(days=1)
"""Somebody just added need not have logged in yet."""


def units_without_clerk(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find units in use with no entry clerk whose account works (P1.3.1)."""
    with_clerk = {one.unit for one in seen.people if one.is_clerk and one.in_office}
    for unit in seen.active_units():
        if unit.kind not in _NOT_WARNED and unit.code not in with_clerk:
            yield NetworkFinding(
                key=f"clerk:{unit.code}",
                kind=NetworkGapKind.UNIT_WITHOUT_CLERK,
                sentence=Personal(f"“{unit.name}”没有在任的录入员。"),
                advice="请任命一至两名录入员。",
                targets=_at(TargetKind.CLERKS, unit.code),
            )


def units_out_of_reach(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find units that get letters by no adapter and have nobody to log in for them."""
    answered = {
        one.unit
        for one in seen.people
        if any(role in one.roles for role in _ANSWERING)
        and not obstacle(one.log_in, at=seen.now)
    }
    for unit in seen.active_units():
        if _is_out_of_reach(unit) and unit.code not in answered:
            yield NetworkFinding(
                key=f"unit:{unit.code}",
                kind=NetworkGapKind.UNIT_UNREACHABLE,
                sentence=Personal(
                    f"“{unit.name}”没有在用的接入凭证，也没有能登录的负责人或答复员，"
                    "公函送不到。"
                ),
                advice="请为该单位签发凭证，或添加单位负责人、答复员账号。",
                targets=_at(TargetKind.UNIT, unit.code),
            )


def _is_out_of_reach(unit: UnitSeen) -> bool:
    return unit.kind not in _NOT_WARNED and not unit.has_credential


def people_out_of_reach(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find people without a working channel, and offices held by shut accounts."""
    names = seen.unit_names()
    for person in seen.people:
        reason = _out_of_reach(person, seen)
        if reason is not None:
            why, advice = reason
            name = person.name.reveal()
            where = names.get(person.unit, person.unit)
            yield NetworkFinding(
                key=f"person:{person.person_id}",
                kind=NetworkGapKind.PERSON_UNREACHABLE,
                sentence=Personal(f"{where}{name}{why}。"),
                advice=advice,
                targets=_at(TargetKind.PERSON, person.person_id),
                people=(person.person_id,),
            )


def _out_of_reach(person: PersonSeen, seen: NetworkSeen) -> tuple[str, str] | None:
    held = sorted(person.roles & OFFICES)
    if not person.log_in.is_active:
        if not held:
            return None
        offices = "、".join(role.label for role in held)
        return f"担任{offices}，但账号已停用", "请恢复账号，或改由他人担任。"
    if not person.in_office:
        return None
    blocked = obstacle(person.log_in, at=seen.now)
    if blocked:
        return "的初始密码已过期，一直未修改，不能登录", "请系统管理员重置密码。"
    is_new = seen.now - person.added_at < _FIRST_DAYS
    if person.log_in.last_at is None and not person.has_contact and not is_new:
        return "从未登录，也没有登记电话或邮箱", "请登记联系方式，并提醒本人登录。"
    return None


def offices_vacant(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find offices that the plan's decisions need and nobody holds (P3.2)."""
    for role in _OFFICES:
        if not seen.holders(role):
            yield NetworkFinding(
                key=f"office:{role.value}",
                kind=NetworkGapKind.OFFICE_VACANT,
                sentence=Personal(f"没有在任的{role.label}。"),
                advice="请添加人员，并按程序授予该角色。",
            )
    members = {u.code for u in seen.active_units() if u.kind is UnitKind.MEMBER}
    headed = members & {one.unit for one in seen.holders(Role.UNIT_HEAD)}
    if len(headed) < LEAST_MEMBERS:
        yield NetworkFinding(
            key="office:member_heads",
            kind=NetworkGapKind.OFFICE_VACANT,
            sentence=Personal(
                f"有在任负责人的成员单位只有{len(headed)}家，"
                f"二级预警至少需要{LEAST_MEMBERS}家参加研究。"
            ),
            advice="请为成员单位添加单位负责人。",
            targets=tuple(
                Target(kind=TargetKind.UNIT, id=code)
                for code in sorted(members - headed)
            ),
        )


def _at(kind: TargetKind, target: str) -> tuple[Target, ...]:
    return (Target(kind=kind, id=target),)
