"""Promise: what must never be is found and named by grading's own books."""

import pytest

from lianqing_grading.usecases.ledger import ledger
from lianqing_shared.contracts import cases as c
from lianqing_shared.testing.tampering import tamper
from tests.unit.grading.builders import DEPUTY, FACTS_OF, Desk, a_report


async def test_books_in_order_are_counted(desk: Desk) -> None:
    await desk.warned()
    case_id = await desk.studied(FACTS_OF["P4.2.2"])
    await desk.do(c.DecideCase(case_id=case_id, approves=True), DEPUTY)
    await desk.hear(a_report(FACTS_OF["P4.1.3"]))

    found = await ledger(desk.database.engine)

    graded, decided = found.pop("graded_ids"), found.pop("decided_cases")
    assert isinstance(graded, list)
    assert isinstance(decided, list)
    assert (len(set(graded)), len(set(decided))) == (3, 2)
    assert case_id in decided
    assert found == {
        "reports_graded": 3,
        "cases": 3,
        "cases_by_state": {"warned": 2, "opened": 1},
        "decisions": 2,
        "decisions_by_body": {"centre": 1, "deputy_secretary": 1},
        "problems": [],
    }


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        pytest.param(
            "DELETE FROM decisions", "warned without a decision", id="no decision"
        ),
        pytest.param("DELETE FROM opinions", "without its quorum", id="no opinions"),
        pytest.param(
            "UPDATE decisions SET body = 'centre'", "may not set it", id="wrong body"
        ),
        pytest.param("UPDATE cases SET level = 1", "not the one decided", id="level"),
        pytest.param(
            "UPDATE cases SET state = 'proposed'", "not warned", id="state set back"
        ),
        pytest.param("DELETE FROM case_reports", "joined to it", id="a report lost"),
        pytest.param("UPDATE case_numbers SET last = 9", "gap", id="numbers"),
        pytest.param(
            "UPDATE decisions SET body = 'county_committee', level = 1",
            "without a resolution",
            id="no resolution",
        ),
    ],
)
async def test_damage_is_found(desk: Desk, damage: str, named: str) -> None:
    case_id = await desk.studied(FACTS_OF["P4.2.2"])
    await desk.do(c.DecideCase(case_id=case_id, approves=True), DEPUTY)
    await tamper(desk.database.engine, damage)

    found = await ledger(desk.database.engine)

    assert any(named in str(problem) for problem in found["problems"])  # type: ignore[attr-defined]  # a list, by its docstring
