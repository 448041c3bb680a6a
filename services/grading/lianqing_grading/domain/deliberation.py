"""The three procedures by which a level is set, and what each must have.

Level 3 is confirmed (P3.2b); for level 2 the deputy secretary convenes at least two
member units and decides after their study (P3.2c); for level 1 the centre submits, and
the Party secretary approves or the county standing committee resolves (P3.2d).
Nothing else can set a level.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lianqing_grading.domain.authority import Case
from lianqing_grading.errors import IncompleteError
from lianqing_shared.contracts.cases import Body
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import BY_CODE, Level
from lianqing_shared.contracts.reports import Facts
from lianqing_shared.errors import NotAllowedError, NotFoundError

QUORUM = 2
"""At least so many convened member units must have spoken. Source: P3.2c."""

LEVEL_OF_BODY: Mapping[Body, Level] = {
    Body.UNIT: Level.THREE,
    Body.CENTRE: Level.THREE,
    Body.DEPUTY_SECRETARY: Level.TWO,
    Body.PARTY_SECRETARY: Level.ONE,
    Body.COUNTY_COMMITTEE: Level.ONE,
}
"""The only level that each body can set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the network, as far as grading needs it."""

    code: str
    name: str
    kind: UnitKind
    status: UnitStatus = UnitStatus.ACTIVE
    successor: str | None = None
    """Where a merged unit went; who stands in its place now."""

    @property
    def is_active(self) -> bool:
        """Return whether the unit takes part."""
        return self.status is UnitStatus.ACTIVE


def check_reason(case: Case, level: Level, reason: str) -> None:
    """Demand a reason where the procedure's level is not the one proposed."""
    if level is not case.suggested and not reason.strip():
        proposed = case.suggested.label if case.suggested else "无等级建议"
        raise IncompleteError(
            f"规则建议为{proposed}，拟按{level.label}办理，请填写理由后再提交。"
        )


def check_verification(
    facts: Facts | None, addressee: Unit | None, *, named: str | None
) -> tuple[Facts, Unit]:
    """Return the verified facts and the addressee; both are needed (P3.2b)."""
    if facts is None:
        raise IncompleteError("核实属实的，须登记核实后的事实。请补充后重新提交。")
    if named is None:
        raise IncompleteError("核实属实的，须写明预警文书发给哪个单位。请补充。")
    if addressee is None:
        raise NotFoundError(f"单位“{named}”")
    if not addressee.is_active:
        raise IncompleteError(
            f"{addressee.name}{addressee.status.label}，请另选接收预警文书的单位。"
        )
    return facts, addressee


def check_convened(
    case: Case, units: Sequence[str], network: Mapping[str, Unit]
) -> None:
    """Demand at least two distinct, active member units that are not concerned."""
    distinct = tuple(dict.fromkeys(units))
    concerned = units_concerned(case, network)
    if len(distinct) < QUORUM:
        raise IncompleteError(
            f"二级预警须召集至少{QUORUM}个成员单位研究，现只有{len(distinct)}个。"
        )
    for code in distinct:
        unit = network.get(code)
        if unit is None:
            raise NotFoundError(f"单位“{code}”")
        if unit.kind is not UnitKind.MEMBER:
            raise NotAllowedError(f"{unit.name}不是成员单位，不能召集其参加研究。")
        if not unit.is_active:
            raise NotAllowedError(
                f"{unit.name}{unit.status.label}，请改召集其他成员单位。"
            )
        if code in concerned:
            raise NotAllowedError(
                f"{unit.name}与本案有关，应当回避，请改召集其他成员单位。"
            )
        if code in case.bench.units_out:
            # Neither whom it concerns nor why: that is not the convener's to know.
            raise NotAllowedError(
                f"{unit.name}不能参加本案研究，请改召集其他成员单位。"
            )


def units_concerned(case: Case, network: Mapping[str, Unit]) -> frozenset[str]:
    """Return the units that the matter is about, and those that took their place."""
    heirs = (
        network[code].successor for code in case.units_concerned if code in network
    )
    return case.units_concerned | {heir for heir in heirs if heir is not None}


def check_quorum(case: Case) -> None:
    """Demand the opinions of two convened units before level 2 is set."""
    spoken = len(case.counted & case.convened)
    if spoken < QUORUM:
        raise IncompleteError(
            f"须有至少{QUORUM}个被召集单位发表意见后才能决定，"
            f"现有{spoken}个。请先请其余单位发表意见。"
        )


def check_submission(case: Case, to: Body) -> None:
    """Demand one of the two bodies of level 1, and the county where it must be."""
    if LEVEL_OF_BODY[to] is not Level.ONE:
        raise IncompleteError(
            "一级预警只能提交镇党委书记或者县纪委常委会，请重新选择。"
        )
    if to is Body.PARTY_SECRETARY:
        if case.is_about_a_head:
            raise NotAllowedError(
                "本案涉及镇党委书记本人或者镇纪委书记本人，应当提交县纪委常委会，"
                "不能在镇内审批。"
            )
        if case.bench.needs_county:
            raise NotAllowedError("本案应当提交县纪委常委会，不能在镇内审批。")
        if Role.PARTY_SECRETARY in case.bench.out:
            raise NotAllowedError("镇党委书记不能审批本案，请提交县纪委常委会。")
    elif Role.COUNTY_LIAISON in case.bench.out:
        raise NotAllowedError(
            "现任县纪委联络员不能办理本案，请商县纪委另行指定联络员后再提交。"
        )


def check_resolution(body: Body, resolution_no: str | None) -> None:
    """Demand the number of the resolution where the county committee decides."""
    if body is Body.COUNTY_COMMITTEE and not (resolution_no or "").strip():
        raise IncompleteError("县纪委常委会决定的，须填写会议决议文号。请补充后提交。")


def chosen_circumstances(
    case: Case, level: Level, chosen: Sequence[str]
) -> tuple[str, ...]:
    """Return the circumstances that the decision names: those given, else proposed.

    At least one is of the decided level and none is graver than it.
    """
    codes = tuple(dict.fromkeys(chosen)) or tuple(
        code
        for code in case.circumstances
        if not BY_CODE[code].level.graver_than(level)
    )
    for code in codes:
        if code not in BY_CODE:
            raise NotFoundError(f"预警情形“{code}”")
        if BY_CODE[code].level.graver_than(level):
            raise IncompleteError(
                f"{code}属{BY_CODE[code].level.label}情形，不能写入{level.label}文书。"
            )
    if not any(BY_CODE[code].level is level for code in codes):
        raise IncompleteError(f"请至少选择一项{level.label}预警情形后再提交。")
    return codes
