"""Find cases whose next body cannot act, and say the way out.

Nobody is named and no reason is told: that somebody is recused is for those to know who
keep the register. Source: P3.2b to P3.2d; 监察法 Art. 67; ADR 15.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_grading.domain.authority import Case
from lianqing_grading.domain.deliberation import QUORUM, Unit, units_concerned
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.gaps import GapKind
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import SubjectKind

WAITING = (CaseState.PROPOSED, CaseState.STUDYING, CaseState.SUBMITTED)
"""The states in which a body has the next step."""

_TO_COUNTY = "请由中心提交县纪委常委会。"
_BACK_TO_COUNTY = "请由分管书记退回，再由中心提交县纪委常委会。"
_OTHER_DEPUTY = (
    "请由镇纪委另行明确一名分管书记（按角色变更程序，须两人复核）；"
    "确实没有合适人员的，提交县纪委常委会。"
)
_WAYS: Mapping[GapKind, str] = {
    GapKind.NOBODY_CONFIRMS: "请由镇纪委另行明确中心主任，或者提交县纪委常委会。",
    GapKind.NOBODY_CONVENES: _OTHER_DEPUTY,
    GapKind.NO_QUORUM: (
        "请为成员单位补充负责人；研究中的，由分管书记退回后改召集其他成员单位；"
        "仍不足的，提交县纪委常委会。"
    ),
    GapKind.NOBODY_DECIDES: "请改交另一审批机构。",
    GapKind.NOBODY_SUBMITS: "请由县纪委联络员提级，提交县纪委常委会。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """Why a body cannot act, and what to do."""

    body: Body
    kind: GapKind
    why: str
    way_out: str


def shortage_of(case: Case, units: Mapping[str, Unit]) -> Shortage | None:
    """Return what keeps a case's body from acting; None if it can."""
    match case.state:
        case CaseState.PROPOSED:
            return _proposed(case, units)
        case CaseState.STUDYING:
            return _studying(case, units)
        case CaseState.SUBMITTED:
            return _submitted(case)
        case _:
            return None


def able_members(case: Case, units: Mapping[str, Unit]) -> frozenset[str]:
    """Return the member units that could be convened and could speak."""
    concerned = units_concerned(case, units)
    return frozenset(
        code
        for code, unit in units.items()
        if unit.kind is UnitKind.MEMBER
        and unit.is_active
        and code not in concerned
        and code not in case.bench.units_out
        and code not in case.bench.units_without_head
    )


def _proposed(case: Case, units: Mapping[str, Unit]) -> Shortage | None:
    if case.is_about_a_head and case.suggested is not Level.ONE:
        body = Body.DEPUTY_SECRETARY if case.suggested is Level.TWO else Body.CENTRE
        kind = (
            GapKind.NOBODY_CONVENES
            if case.suggested is Level.TWO
            else GapKind.NOBODY_CONFIRMS
        )
        return _short(body, kind, "本案不能由镇内机构决定", _TO_COUNTY)
    if case.suggested is Level.TWO:
        return _convening(case, units)
    if not _centre_acts(case):
        if case.suggested is Level.THREE:
            if _unit_confirms(case):
                return None
            return _short(
                Body.CENTRE, GapKind.NOBODY_CONFIRMS, "中心现无人可以确认本案"
            )
        return _short(Body.CENTRE, GapKind.NOBODY_SUBMITS, "镇内现无人可以提交本案")
    return None


def _convening(case: Case, units: Mapping[str, Unit]) -> Shortage | None:
    if case.bench.cannot(Role.DEPUTY_SECRETARY):
        return _short(
            Body.DEPUTY_SECRETARY,
            GapKind.NOBODY_CONVENES,
            "镇纪委现无分管书记可以召集本案的研究",
        )
    able = len(able_members(case, units))
    if able < QUORUM:
        return _short(
            Body.DEPUTY_SECRETARY,
            GapKind.NO_QUORUM,
            f"可参加本案研究的成员单位只有{able}个，不足{QUORUM}个",
        )
    return None


def _studying(case: Case, units: Mapping[str, Unit]) -> Shortage | None:
    if case.bench.cannot(Role.DEPUTY_SECRETARY):
        return _short(
            Body.DEPUTY_SECRETARY,
            GapKind.NOBODY_DECIDES,
            "镇纪委现无分管书记可以决定本案",
            _OTHER_DEPUTY,
        )
    if case.is_about_a_head:
        why = "本案不能由镇内机构决定"
        kind = GapKind.NOBODY_DECIDES
        return _short(Body.DEPUTY_SECRETARY, kind, why, _BACK_TO_COUNTY)
    still = (case.convened - case.opined) & able_members(case, units)
    reachable = len(case.counted & case.convened) + len(still)
    if reachable < QUORUM:
        return _short(
            Body.DEPUTY_SECRETARY,
            GapKind.NO_QUORUM,
            f"被召集单位中最多{reachable}个的意见可以计入，不足{QUORUM}个",
        )
    return None


def _submitted(case: Case) -> Shortage | None:
    body = case.submitted_to
    if body is Body.PARTY_SECRETARY and (
        case.is_about_a_head
        or case.bench.needs_county
        or case.bench.cannot(Role.PARTY_SECRETARY)
    ):
        return _short(body, GapKind.NOBODY_DECIDES, "镇党委书记不能审批本案")
    if body is Body.COUNTY_COMMITTEE and case.bench.cannot(Role.COUNTY_LIAISON):
        return _short(
            body,
            GapKind.NOBODY_DECIDES,
            "县纪委现无联络员可以登记本案的决议",
            "请商县纪委另行指定联络员。",
        )
    return None


def _centre_acts(case: Case) -> bool:
    bench = case.bench
    if not bench.cannot(Role.CENTRE_DIRECTOR):
        return True
    is_stood_in = Role.CENTRE_DIRECTOR in bench.out
    return is_stood_in and not bench.cannot(Role.COMMISSION_SECRETARY)


def _unit_confirms(case: Case) -> bool:
    unit = case.addressee
    return (
        unit is not None
        and case.subject.kind is SubjectKind.PERSON
        and unit not in case.bench.units_out
        and unit not in case.bench.units_without_head
    )


def _short(body: Body, kind: GapKind, why: str, way_out: str = "") -> Shortage:
    return Shortage(
        body=body, kind=kind, why=f"{why}。", way_out=way_out or _WAYS[kind]
    )
