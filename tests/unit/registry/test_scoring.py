"""Promise: a score is explained to the point, fair to honesty, from 0 to 100."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.scoring import ITEMS, YearOfOne, propose
from lianqing_registry.gateways.score_rules import PACKAGED, read_score_rule
from lianqing_shared.contracts.informant_conduct import (
    Contributions,
    Result,
    ScoreProposal,
)
from lianqing_shared.errors import SettingsError

RULE = read_score_rule(None)
PERSON = "pe_" + "0" * 26
TEXT = (
    Path(__file__).parents[3]
    / "services/registry/lianqing_registry/gateways/scoring"
    / PACKAGED
).read_text(encoding="utf-8")


@st.composite
def contributions(draw: st.DrawFn) -> Contributions:
    accepted, rejected = draw(st.integers(0, 60)), draw(st.integers(0, 20))
    verified = draw(st.integers(0, accepted))
    return Contributions(
        person_id=PERSON,
        submitted=accepted + rejected,
        accepted=accepted,
        rejected=rejected,
        verified=verified,
        unsubstantiated=draw(st.integers(0, accepted - verified)),
        repeated=draw(st.integers(0, max(accepted - 1, 0))),
        late=draw(st.integers(0, accepted)),
    )


YEARS = st.builds(
    YearOfOne,
    contributions=st.none() | contributions(),
    training_hours=st.integers(0, 80).map(lambda halves: Decimal(halves) / 2),
    punishments=st.integers(0, 4),
)


def scored(given: YearOfOne) -> ScoreProposal:
    return propose(RULE, given, person_id=PERSON, year=2026)


def a_year(punishments: int = 0, hours: str = "0", **counts: int) -> YearOfOne:
    told = Contributions(person_id=PERSON, **counts)
    return YearOfOne(
        contributions=told, training_hours=Decimal(hours), punishments=punishments
    )


def test_an_industrious_year_line_by_line() -> None:
    found = scored(
        a_year(
            hours="7.5",
            submitted=14,
            accepted=12,
            rejected=2,
            verified=3,
            unsubstantiated=1,
            repeated=1,
            late=1,
        )
    )

    points = {line.item: line.points for line in found.lines}
    assert points == {
        "base": 60,
        "submitted": 0,
        "accepted": 16,
        "verified": 12,
        "unsubstantiated": 0,
        "rejected": -2,
        "repeated": -1,
        "late": -1,
        "none_submitted": 0,
        "training_hours": 7.5,
        "punishments": 0,
        "bound": 0.5,
    }
    assert (found.score, found.result) == (92, Result.EXCELLENT)
    reasons = {line.item: line.reason for line in found.lines}
    assert "以16分为限" in reasons["accepted"]
    assert reasons["bound"] == "以上合计91.5分，四舍五入"
    assert reasons["submitted"] == (
        "受理12条，不予受理2条；受理的信息中，核实属实3条，查无实据1条，"
        "尚未核实8条；重复1条，迟报1条"
    )
    assert found.rule == "2026-11"


@given(YEARS)
def test_the_lines_add_up_to_the_score(year: YearOfOne) -> None:
    found = scored(year)

    total = sum((Decimal(str(line.points)) for line in found.lines), Decimal(0))
    assert found.score == total
    assert all(line.reason for line in found.lines)
    assert 0 <= found.score <= 100


@given(YEARS)
def test_only_what_the_bounds_or_rounding_change_is_told_apart(year: YearOfOne) -> None:
    *lines, last = scored(year).lines

    if last.item != "bound":
        assert sum(line.points for line in (*lines, last)) in range(101)
        return
    total = sum((Decimal(str(line.points)) for line in lines), Decimal(0))
    assert total > 100 or total < 0 or abs(last.points) == 0.5
    assert f"{total.normalize():f}分" in last.reason


@pytest.mark.parametrize(
    ("year", "reason"),
    [
        pytest.param(
            a_year(hours="20", submitted=30, accepted=30, verified=30),
            "以上合计106分，以100分为限",
            id="above",
        ),
        pytest.param(a_year(punishments=4), "以上合计-15分，不低于0分", id="below"),
    ],
)
def test_a_sum_beyond_the_bounds_says_so(year: YearOfOne, reason: str) -> None:
    found = scored(year)

    assert found.lines[-1].reason == reason
    assert found.score in (0, 100)


@pytest.mark.parametrize(("days", "score"), [(1, 60), (89, 60), (90, 45), (366, 45)])
def test_who_came_late_in_the_year_did_not_fail_to_report_all_of_it(
    days: int, score: int
) -> None:
    found = scored(replace(a_year(), days=days))

    (line,) = [one for one in found.lines if one.item == "none_submitted"]
    assert found.score == score
    assert (f"在聘{days}天，不足90天" in line.reason) is (score == 60)


def test_the_scale_tells_every_score_once() -> None:
    assert RULE.scale() == "90—100分优秀，75—89分合格，60—74分基本合格，0—59分不合格"


@given(contributions(), st.integers(1, 20))
def test_an_honest_report_that_came_to_nothing_costs_no_point(
    told: Contributions, more: int
) -> None:
    honest = told.model_copy(
        update={
            "submitted": told.submitted + more,
            "accepted": told.accepted + more,
            "unsubstantiated": told.unsubstantiated + more,
        }
    )

    before, after = (
        scored(YearOfOne(contributions=one, training_hours=Decimal(0), punishments=0))
        for one in (told, honest)
    )
    assert after.score >= before.score


@given(YEARS)
def test_a_punishment_never_helps(year: YearOfOne) -> None:
    worse = YearOfOne(
        contributions=year.contributions,
        training_hours=year.training_hours,
        punishments=year.punishments + 1,
    )

    assert scored(worse).score <= scored(year).score


def test_without_an_account_nothing_of_reports_is_said() -> None:
    found = scored(
        YearOfOne(contributions=None, training_hours=Decimal(4), punishments=0)
    )

    assert not found.has_account
    assert [line.item for line in found.lines] == [
        "base",
        "training_hours",
        "punishments",
    ]


def test_a_year_without_a_report_is_told_apart_from_one_that_cannot_be_counted() -> (
    None
):
    assert scored(a_year()).score == 45


@pytest.mark.parametrize(
    ("score", "result"),
    [
        (100, Result.EXCELLENT),
        (90, Result.EXCELLENT),
        (89, Result.COMPETENT),
        (75, Result.COMPETENT),
        (60, Result.BARELY),
        (59, Result.FAILED),
        (0, Result.FAILED),
    ],
)
def test_bounds_belong_to_the_better_result(score: int, result: Result) -> None:
    assert RULE.result_of(score) is result


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "each: 0, most: 0, unit: 条, why: 善意",
            "each: -1, most: 5, unit: 条, why: 善意",
        ),
        ("  late:\n", "  lateness:\n"),
        ("excellent: 90", "excellent: 70"),
        ("failed: 0", "failed: 10"),
        ("points: 60", "points: 160"),
        ("name: ", "nam: "),
        ("unit: 次, why", "unit: 次, least_days: 9, why"),
    ],
    ids=["honesty", "unknown", "order", "floor", "base", "name", "spared"],
)
def test_a_rule_that_cannot_be_is_refused_as_the_registry_starts(
    tmp_path: Path, before: str, after: str
) -> None:
    assert before in TEXT
    bad = tmp_path / "rule.yaml"
    bad.write_text(TEXT.replace(before, after), encoding="utf-8")

    with pytest.raises(SettingsError):
        read_score_rule(bad)


def test_the_packaged_rule_weighs_every_item() -> None:
    assert set(RULE.weights) == set(ITEMS)
