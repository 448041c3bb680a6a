"""A cut-down policy for the small town: real cells, one row per circumstance."""

from dataclasses import dataclass

from lianqing_shared.contracts.cases import CellView, Proposal, RuleView
from lianqing_shared.contracts.plan import (
    CIRCUMSTANCES,
    Behaviour,
    Circumstance,
    Consequence,
    Harm,
    Level,
)
from lianqing_shared.contracts.reports import Facts

POLICY = "2026.11#1f0c5a2b9d3e"
_B, _C, _H = Behaviour, Consequence, Harm


@dataclass(frozen=True, slots=True)
class _Wanted:
    behaviour: Behaviour
    consequences: tuple[Consequence, ...] = ()
    harm: Harm | None = None
    unassessed: bool = False


_WANTED = {
    "P4.1.1": _Wanted(_B.PERSONNEL_SELECTION, (_C.ADVERSE_EFFECT,)),
    "P4.1.2": _Wanted(_B.DECISION_BREACH, (_C.ADVERSE_EFFECT,), unassessed=True),
    "P4.1.3": _Wanted(_B.FUNDS_DIVERSION),
    "P4.1.4": _Wanted(_B.LEADERSHIP_DISCORD, (_C.DISORDER,)),
    "P4.1.5": _Wanted(_B.OTHER, harm=_H.GRAVE),
    "P4.2.1": _Wanted(_B.DECISION_BREACH, (_C.WRONG_DECISION,)),
    "P4.2.2": _Wanted(_B.ALLOWANCE_ABUSE),
    "P4.2.3": _Wanted(_B.EMERGENCY_MISHANDLED),
    "P4.2.4": _Wanted(_B.SERVICE_FAILURE, (_C.PUBLIC_REACTION,)),
    "P4.2.5": _Wanted(_B.OTHER, harm=_H.HEAVIER),
    "P4.3.1": _Wanted(_B.DECISION_BREACH, unassessed=True),
    "P4.3.2": _Wanted(_B.BOOKKEEPING_DISORDER),
    "P4.3.3": _Wanted(_B.INTEGRITY_BREACH, (_C.PUBLIC_REACTION,)),
    "P4.3.4": _Wanted(_B.POOR_EXAMPLE, (_C.PUBLIC_REACTION,)),
    "P4.3.5": _Wanted(_B.OTHER, harm=_H.LIGHTER),
}


def propose(facts: Facts, *, is_verified: bool) -> Proposal:
    """Match the facts against every row, cell by cell."""
    rules = tuple(_rule(row, facts, is_verified=is_verified) for row in CIRCUMSTANCES)
    as_if = [
        rule
        for rule in rules
        if all(cell.is_met for cell in rule.cells if cell.column != "verified")
    ]
    gravest = as_if[0].level if as_if else None
    level: Level | None = gravest if is_verified else None
    return Proposal(
        policy=POLICY,
        level=level,
        circumstances=tuple(rule.code for rule in as_if if rule.level is gravest),
        if_verified=gravest,
        rules=rules,
    )


def _rule(row: Circumstance, facts: Facts, *, is_verified: bool) -> RuleView:
    wanted = _WANTED[row.code]
    cells = [
        _cell(
            "behaviour",
            "问题行为",
            wanted=wanted.behaviour.label,
            found=facts.behaviour.label,
            is_met=facts.behaviour is wanted.behaviour,
        )
    ]
    cells += _further_cells(wanted, facts)
    cells.append(
        _cell(
            "verified",
            "事实核实",
            wanted="已核实",
            found="已核实" if is_verified else "未核实",
            is_met=is_verified,
        )
    )
    return RuleView(
        code=row.code,
        level=row.level,
        text=row.text,
        is_reconstructed=row.is_reconstructed,
        is_met=all(cell.is_met for cell in cells),
        cells=tuple(cells),
    )


def _further_cells(wanted: _Wanted, facts: Facts) -> list[CellView]:
    cells = []
    if wanted.consequences:
        cells.append(
            _cell(
                "consequence",
                "造成后果",
                wanted="或".join(item.label for item in wanted.consequences),
                found=facts.consequence.label,
                is_met=facts.consequence in wanted.consequences,
            )
        )
    if wanted.unassessed:
        known = {None: "不属重大决策", True: "已评估", False: "应评估未评估"}
        cells.append(
            _cell(
                "risk_assessed",
                "廉政风险评估",
                wanted="应评估未评估",
                found=known[facts.risk_assessed],
                is_met=facts.risk_assessed is False,
            )
        )
    if wanted.harm:
        cells.append(
            _cell(
                "harm",
                "危害程度",
                wanted=wanted.harm.label,
                found=facts.harm.label,
                is_met=facts.harm is wanted.harm,
            )
        )
    return cells


def _cell(
    column: str, label: str, *, wanted: str, found: str, is_met: bool
) -> CellView:
    return CellView(
        column=column, label=label, wanted=wanted, found=found, is_met=is_met
    )
