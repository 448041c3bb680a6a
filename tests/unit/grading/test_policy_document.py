"""Promise: a policy file with a fault never grades; it is refused with a sentence."""

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
import yaml

from lianqing_grading.domain.policy_document import read_policy
from lianqing_grading.errors import PolicyFaultError
from lianqing_grading.gateways.policies import read_policy_text

SHIPPED = (files("lianqing_grading") / "policies" / "2026-11.yaml").read_text("utf-8")
Change = Callable[[dict[str, Any]], object]


def a_document() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(SHIPPED)
    return document


def row(document: dict[str, Any]) -> dict[str, Any]:
    first: dict[str, Any] = document["rules"][0]
    return first


FAULTS: list[tuple[Change, str, str]] = [
    (lambda d: row(d)["when"].update(colour="red"), "colour", "unknown column"),
    (lambda d: row(d)["when"].update(behaviour="theft"), "theft", "unknown behaviour"),
    (lambda d: row(d).update(level=4), "等级", "unknown level"),
    (lambda d: row(d).update(level=2), "等级", "level of another circumstance"),
    (lambda d: row(d).update(code="P4.1.9"), "P4.1.9", "unknown circumstance"),
    (lambda d: row(d).update(plan=""), "plan", "no line of the plan"),
    (lambda d: row(d).update(weight=3), "weight", "unknown key of a row"),
    (lambda d: d.update(author="x"), "author", "unknown key of the file"),
    (lambda d: row(d)["when"].pop("is_verified"), "情况属实", "verified not asked"),
    (
        lambda d: row(d)["when"].update(is_subject_identified="-"),
        "对象明确",
        "identified not asked",
    ),
    (lambda d: row(d)["when"].update(public_complaints=">5"), ">5", "unknown sign"),
    (lambda d: row(d)["when"].update(amount_fen="9..3"), "9..3", "turned range"),
    (
        lambda d: row(d)["when"].update(risk_assessed="也许"),
        "也许",
        "neither yes nor no",
    ),
    (lambda d: d["rules"].pop(), "P4.3.5", "a circumstance missing"),
    (lambda d: d.update(rules=[]), "rules", "no rows"),
    (lambda d: d.update(rules=["x"]), "格式", "a row that is no mapping"),
    (lambda d: d.update(version=""), "version", "no version"),
    (lambda d: d.update(in_force_from="soon"), "in_force_from", "no day"),
]


@pytest.mark.parametrize(
    ("change", "named"),
    [pytest.param(change, named, id=title) for change, named, title in FAULTS],
)
def test_a_fault_is_refused_and_named(change: Change, named: str) -> None:
    document = a_document()
    change(document)

    with pytest.raises(PolicyFaultError, match="定级规则有误") as refused:
        read_policy(document)

    assert named in refused.value.sentence


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(PolicyFaultError, match="YAML"):
        read_policy_text("a: [1")


def test_another_cell_gives_another_digest_and_the_same_text_the_same() -> None:
    changed = a_document()
    row(changed)["when"]["amount_fen"] = ">=100"

    assert read_policy(a_document()).name == read_policy_text(SHIPPED).name
    assert read_policy(changed).digest != read_policy(a_document()).digest


@pytest.mark.parametrize(
    ("cell", "wanted", "met", "failed"),
    [
        pytest.param(">=100", "不少于1.00元", 100, 99, id="at least"),
        pytest.param("<=100", "不超过1.00元", 100, 101, id="at most"),
        pytest.param("100..200", "1.00元至2.00元", 200, 201, id="between"),
        pytest.param(100, "1.00元", 100, None, id="exactly; unknown never meets it"),
    ],
)
def test_a_number_cell_means_what_it_says(
    cell: object, wanted: str, met: int, failed: int | None
) -> None:
    document = a_document()
    row(document)["when"]["amount_fen"] = cell

    found = read_policy(document).rows[0].cells[6]

    assert found.wanted == wanted
    assert found.is_met(met)
    assert not found.is_met(failed)
