"""The demonstration: it plays, it stops by itself, and its books agree.

Source: issue 2, `lianqing up`: at least 300 reports over all nine classes, both groups
of sources and all fifteen circumstances, in the units' native formats.
"""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Iterator

import pytest

from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.informant_conduct import Result
from lianqing_shared.contracts.informant_words import (
    Background,
    InformantState,
    RecordKind,
)
from lianqing_shared.contracts.plan import (
    CIRCUMSTANCES,
    ContentClass,
    Level,
    Source,
    SourceGroup,
)
from lianqing_shared.testing.installation import Installation

pytestmark = pytest.mark.timeout(240)
_ENDS_WITHIN_S = 110.0


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Play the demonstration to its end."""
    with Installation(tmp_path_factory.mktemp("demo") / "data") as one:
        one.start("--demo", "--exit-when-idle", ready=False)
        code = one.wait(limit_s=_ENDS_WITHIN_S)
        assert code == 0, one.last_words()
        yield one


def test_the_demonstration_ends_by_itself_and_its_books_agree(
    installation: Installation,
) -> None:
    verdict = installation.told("verify")

    assert verdict["ok"] is True
    assert verdict["accepted"] >= 300
    assert verdict["rejected"] > 0, "bad rows are part of what offices deliver"
    assert verdict["letters"] >= 3
    assert "Traceback" not in "".join(installation.logs().values())


def test_its_reports_cover_all_classes_and_both_groups_of_sources(
    installation: Installation,
) -> None:
    rows = _rows(installation, "SELECT content_class, source FROM case_reports")

    assert {ContentClass(row[0]) for row in rows} == set(ContentClass)
    groups = Counter(Source(row[1]).group for row in rows)
    assert all(groups[group] > 0 for group in SourceGroup)


def test_its_cases_cover_all_circumstances_all_levels_and_every_state(
    installation: Installation,
) -> None:
    rows = _rows(installation, "SELECT circumstances, state, level FROM cases")

    named = {code for row in rows for code in row[0].replace(",", " ").split()}
    assert named >= {circumstance.code for circumstance in CIRCUMSTANCES}
    assert {CaseState(row[1]) for row in rows} == set(CaseState)
    assert {Level(row[2]) for row in rows if row[2]} == set(Level)


def test_every_unit_delivered_in_a_format_of_its_own(
    installation: Installation,
) -> None:
    kinds = {
        path.suffix
        for unit in ("court", "police", "finance")
        for path in (installation.unit(unit) / "inbox" / "done").iterdir()
    }

    assert kinds >= {".xlsx", ".xls", ".csv"}


def test_its_informants_show_every_turn_of_a_life(installation: Installation) -> None:
    def of(query: str) -> set[str]:
        return {row[0] for row in _rows(installation, query, book="registry")}

    assert of("SELECT background FROM informants") == set(Background)
    assert of("SELECT state FROM informants") >= {
        InformantState.APPLIED,
        InformantState.ACTIVE,
        InformantState.SUSPENDED,
        InformantState.EXPIRED,
    }
    assert of("SELECT kind FROM informant_records") == set(RecordKind)
    assert of("SELECT result FROM informant_assessments") == {Result.EXCELLENT}
    papers = of("SELECT is_on_paper FROM rules_acknowledgements")
    assert {int(one) for one in papers} == {0, 1}


def test_it_can_be_started_again_on_what_it_left(installation: Installation) -> None:
    before = installation.told("verify")

    installation.start("--demo", "--exit-when-idle", ready=False)
    code = installation.wait(limit_s=_ENDS_WITHIN_S)

    assert code == 0, installation.last_words()
    after = installation.told("verify")
    assert after["ok"] is True
    assert after["submitted"] == before["submitted"], "nothing is entered twice"


def _rows(
    installation: Installation, query: str, *, book: str = "grading"
) -> list[tuple[str, ...]]:
    path = installation.data / "db" / f"{book}.db"
    with contextlib.closing(sqlite3.connect(path)) as opened:
        return list(opened.execute(query))
