"""The life of a case: one table of what may follow what, and who has the step.

The table is the only place that knows an edge; refusals, the commands shown to a
person, the diagram in the docs and the tests are all read from it.
Source: plan part 3 item 2 and 3, part 4; domain 1.4; architecture section 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lianqing_grading.errors import WrongStateError
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.people import Role

_S = CaseState
_R = Role


class Move(StrEnum):
    """What can happen to a case."""

    BEGIN = "begin"
    SUBSTANTIATE = "substantiate"
    DISMISS = "dismiss"
    CONFIRM = "confirm"
    CONVENE = "convene"
    OPINE = "opine"
    SUBMIT = "submit"
    APPROVE = "approve"
    REFUSE = "refuse"
    REPLY = "reply"
    RETURN = "return"
    ACCEPT = "accept"
    RECHECK = "recheck"
    RECHECK_FAILED = "recheck_failed"
    LIFT = "lift"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The move as refusals name it."""
        return _MOVE_TEXT[self][0]

    @property
    def command(self) -> str | None:
        """The command by which a person makes it; None for what a letter does."""
        return _MOVE_TEXT[self][1]


_MOVE_TEXT: Mapping[Move, tuple[str, str | None]] = {
    Move.BEGIN: ("开始核实", "begin"),
    Move.SUBSTANTIATE: ("登记核实结果", "verify"),
    Move.DISMISS: ("登记核实结果", "verify"),
    Move.CONFIRM: ("确认三级预警", "confirm"),
    Move.CONVENE: ("召集成员单位研究", "convene"),
    Move.OPINE: ("发表研究意见", "opine"),
    Move.SUBMIT: ("提交审批", "submit"),
    Move.APPROVE: ("作出决定", "decide"),
    Move.REFUSE: ("作出决定", "decide"),
    Move.REPLY: ("登记答复", None),
    Move.RETURN: ("退回答复", None),
    Move.ACCEPT: ("通过答复", None),
    Move.RECHECK: ("登记复查", "recheck"),
    Move.RECHECK_FAILED: ("登记复查", "recheck"),
    Move.LIFT: ("解除预警", "lift"),
    Move.NOTE: ("登记进展", "note"),
}

DESK = frozenset({_R.CENTRE_DIRECTOR, _R.ANALYST})
UNITS = frozenset({_R.UNIT_HEAD, _R.UNIT_RESPONDER})
_DIRECTOR = frozenset({_R.CENTRE_DIRECTOR})
_DEPUTY = frozenset({_R.DEPUTY_SECRETARY})
_LEVEL_ONE = frozenset({_R.PARTY_SECRETARY, _R.COUNTY_LIAISON})
_CENTRE = _DIRECTOR | {_R.COMMISSION_SECRETARY}
"""The director, and who stands in where every director is recused (ADR 15)."""
_SUBMITTING = _CENTRE | {_R.COUNTY_LIAISON}
"""The county takes a case over where nobody of the town can submit it."""
_LETTER: frozenset[Role] = frozenset()
"""No person: the move follows what became of the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Where a move leads, the roles that may make it, and the line it comes from."""

    to: CaseState
    by: frozenset[Role]
    source: str


def _edge(to: CaseState, by: frozenset[Role], source: str) -> Edge:
    return Edge(to=to, by=by, source=source)


_MOVES: Mapping[tuple[CaseState, Move], Edge] = {
    (_S.OPENED, Move.BEGIN): _edge(_S.VERIFYING, DESK, "P3.2a"),
    (_S.VERIFYING, Move.SUBSTANTIATE): _edge(_S.PROPOSED, DESK, "P3.2b, P3.3"),
    (_S.VERIFYING, Move.DISMISS): _edge(_S.UNSUBSTANTIATED, DESK, "P3.3"),
    (_S.PROPOSED, Move.CONFIRM): _edge(_S.WARNED, _CENTRE | {_R.UNIT_HEAD}, "P3.2b"),
    (_S.PROPOSED, Move.CONVENE): _edge(_S.STUDYING, _DEPUTY, "P3.2c"),
    (_S.STUDYING, Move.OPINE): _edge(_S.STUDYING, frozenset({_R.UNIT_HEAD}), "P3.2c"),
    (_S.STUDYING, Move.APPROVE): _edge(_S.WARNED, _DEPUTY, "P3.2c"),
    (_S.STUDYING, Move.REFUSE): _edge(_S.PROPOSED, _DEPUTY, "P3.2c"),
    (_S.PROPOSED, Move.SUBMIT): _edge(_S.SUBMITTED, _SUBMITTING, "P3.2d"),
    # The other body, when the first turns out to be concerned in the matter.
    (_S.SUBMITTED, Move.SUBMIT): _edge(_S.SUBMITTED, _SUBMITTING, "P3.2d"),
    (_S.SUBMITTED, Move.APPROVE): _edge(_S.WARNED, _LEVEL_ONE, "P3.2d"),
    (_S.SUBMITTED, Move.REFUSE): _edge(_S.PROPOSED, _LEVEL_ONE, "P3.2d"),
    (_S.WARNED, Move.REPLY): _edge(_S.REPLIED, _LETTER, "domain 1.4"),
    (_S.RETURNED, Move.REPLY): _edge(_S.REPLIED, _LETTER, "domain 1.4"),
    (_S.REPLIED, Move.RETURN): _edge(_S.RETURNED, _LETTER, "domain 1.4"),
    (_S.REPLIED, Move.ACCEPT): _edge(_S.ACCEPTED, _LETTER, "domain 1.4"),
    (_S.ACCEPTED, Move.RECHECK): _edge(_S.RECHECKED, DESK, "domain 1.4"),
    (_S.RECHECKED, Move.RECHECK): _edge(_S.RECHECKED, DESK, "domain 1.4"),
    (_S.ACCEPTED, Move.RECHECK_FAILED): _edge(_S.ACCEPTED, DESK, "domain 1.4"),
    (_S.RECHECKED, Move.RECHECK_FAILED): _edge(_S.ACCEPTED, DESK, "domain 1.4"),
    (_S.ACCEPTED, Move.LIFT): _edge(
        _S.LIFTED, _CENTRE | _DEPUTY | _LEVEL_ONE, "domain 1.4"
    ),
    (_S.RECHECKED, Move.LIFT): _edge(
        _S.LIFTED, _CENTRE | _DEPUTY | _LEVEL_ONE, "domain 1.4"
    ),
}

ENDED = frozenset({_S.UNSUBSTANTIATED, _S.LIFTED})
"""Nothing joins an ended case; a new report opens a new one."""
UNVERIFIED = frozenset({_S.OPENED, _S.VERIFYING, _S.UNSUBSTANTIATED})
VERIFIED = frozenset(CaseState) - UNVERIFIED
"""The states of the warning database. Source: P3.3."""
WARNED = frozenset(
    {_S.WARNED, _S.REPLIED, _S.RETURNED, _S.ACCEPTED, _S.RECHECKED, _S.LIFTED}
)
"""The states in which a level is set."""

TABLE: Mapping[tuple[CaseState, Move], Edge] = {
    **_MOVES,
    **{
        (state, Move.NOTE): _edge(state, DESK | UNITS, "P1.1.3")
        for state in CaseState
        if state not in ENDED
    },
}
"""Every edge there is."""

DUE_DAYS: Mapping[CaseState, int] = {
    # Calendar days until the next step is expected. Starting values: the month for
    # a disposal opinion is 监督执纪工作规则 (2018), the rest is local practice.
    _S.OPENED: 7,
    _S.VERIFYING: 30,
    _S.PROPOSED: 7,
    _S.STUDYING: 7,
    _S.SUBMITTED: 10,
    _S.REPLIED: 5,
    _S.ACCEPTED: 30,
    _S.RECHECKED: 10,
}


def edge(state: CaseState, move: Move) -> Edge:
    """Return the edge of a move; raises WrongStateError, naming what is possible."""
    found = TABLE.get((state, move))
    if found is None:
        possible = [other.label for at, other in TABLE if at is state]
        raise WrongStateError(state, move.label, tuple(dict.fromkeys(possible)))
    return found


def diagram() -> str:
    """Return the life of a case as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"  [*] --> {_S.OPENED}: 受理信息"]
    lines += [f"  {state}: {state.label}" for state in CaseState]
    lines += [
        f"  {state} --> {found.to}: {move.label}"
        for (state, move), found in TABLE.items()
        if move is not Move.NOTE
    ]
    lines += [f"  {state} --> [*]" for state in CaseState if state in ENDED]
    return "\n".join(dict.fromkeys(lines))


def reference_page() -> str:
    """Return `docs/reference/case-life.md`, written from the table."""
    rows = "\n".join(
        f"| {state} | {move} | {found.to} | {_who(found)} | {found.source} |"
        for (state, move), found in TABLE.items()
        if move is not Move.NOTE
    )
    return (
        "# The life of a case\n\n"
        "Generated from `lianqing_grading/domain/case.py`; a test compares.\n\n"
        f"```mermaid\n{diagram()}\n```\n\n"
        "| from | move | to | by | source |\n|---|---|---|---|---|\n"
        f"{rows}\n\n"
        "A note of progress (P1.1.3) may be entered in every state that is not ended.\n"
    )


def _who(found: Edge) -> str:
    names = [role.label for role in Role if role in found.by]
    return "、".join(names) or "（随文书办理）"
