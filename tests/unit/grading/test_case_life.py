"""Promise: a case goes only where the table lets it, and the docs show that table."""

from pathlib import Path

import pytest

from lianqing_grading.domain.case import ENDED, TABLE, Move, edge, reference_page
from lianqing_grading.errors import WrongStateError
from lianqing_grading.usecases.follow_letter import leads_to
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.people import ADMINISTRATORS
from lianqing_shared.security.access import ROLES

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "case-life.md"
TOPIC_OF = {
    "begin": topology.BEGIN_CASE,
    "verify": topology.VERIFY_CASE,
    "confirm": topology.CONFIRM_CASE,
    "convene": topology.CONVENE_CASE,
    "opine": topology.OPINE_CASE,
    "submit": topology.SUBMIT_CASE,
    "decide": topology.DECIDE_CASE,
    "recheck": topology.RECHECK_CASE,
    "lift": topology.LIFT_CASE,
    "note": topology.NOTE_CASE,
}


def reached(start: CaseState) -> set[CaseState]:
    found = {start}
    while True:
        more = found | {e.to for (state, _), e in TABLE.items() if state in found}
        if more == found:
            return found
        found = more


def test_every_state_can_be_reached_from_the_first() -> None:
    assert reached(CaseState.OPENED) == set(CaseState)


@pytest.mark.parametrize("state", [s for s in CaseState if s not in ENDED])
def test_from_every_open_state_an_end_can_be_reached(state: CaseState) -> None:
    assert reached(state) & ENDED


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_follows_an_end(state: CaseState) -> None:
    assert not any(at is state for at, _ in TABLE)


def test_only_the_three_procedures_lead_to_a_warning() -> None:
    ways = {
        (state, move) for (state, move), e in TABLE.items() if e.to is CaseState.WARNED
    } - {(CaseState.WARNED, Move.NOTE)}

    assert ways == {
        (CaseState.PROPOSED, Move.CONFIRM),
        (CaseState.STUDYING, Move.APPROVE),
        (CaseState.SUBMITTED, Move.APPROVE),
    }


def test_the_roles_of_each_command_are_those_of_the_access_table() -> None:
    by_command: dict[str, set[object]] = {}
    for (_, move), found in TABLE.items():
        if move.command is not None:
            by_command.setdefault(move.command, set()).update(found.by)

    assert by_command == {name: set(ROLES[t]) for name, t in TOPIC_OF.items()}


def test_no_administrator_makes_a_move() -> None:
    assert not any(found.by & ADMINISTRATORS for found in TABLE.values())


def test_a_move_out_of_turn_is_refused_and_the_possible_ones_are_named() -> None:
    with pytest.raises(WrongStateError, match=r"待核实.*不能确认三级预警.*开始核实"):
        edge(CaseState.OPENED, Move.CONFIRM)


@pytest.mark.parametrize(
    ("state", "to", "leads"),
    [
        pytest.param(CaseState.WARNED, CaseState.REPLIED, True, id="a reply"),
        pytest.param(CaseState.WARNED, CaseState.ACCEPTED, True, id="reply lost"),
        pytest.param(CaseState.RETURNED, CaseState.RETURNED, True, id="twice"),
        pytest.param(CaseState.ACCEPTED, CaseState.REPLIED, False, id="too late"),
        pytest.param(CaseState.PROPOSED, CaseState.REPLIED, False, id="no letter"),
        pytest.param(CaseState.LIFTED, CaseState.REPLIED, False, id="ended"),
    ],
)
def test_news_of_a_letter_walks_only_moves_of_letters(
    state: CaseState, to: CaseState, *, leads: bool
) -> None:
    assert leads_to(state, to) is leads


def test_the_reference_page_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference_page()
