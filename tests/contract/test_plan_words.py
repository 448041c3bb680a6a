"""The code says what the plan says, in the plan's own words.

The words are read from `docs/plan.md`, which quotes it; a slip in either is found.
"""

import re
from pathlib import Path

import pytest

from lianqing_shared.contracts.plan import (
    BY_CODE,
    CIRCUMSTANCES,
    ContentClass,
    LetterKind,
    Level,
    Source,
    SourceGroup,
)

PLAN = (Path(__file__).parents[2] / "docs" / "plan.md").read_text(encoding="utf-8")


def row(code: str) -> str:
    """Return the line of the plan's map that has this id."""
    return next(line for line in PLAN.splitlines() if line.startswith(f"| {code} |"))


@pytest.mark.parametrize("content_class", ContentClass, ids=lambda one: one.value)
def test_each_class_of_content_is_in_the_plans_words(
    content_class: ContentClass,
) -> None:
    assert content_class.original in row(content_class.value)


def test_there_are_nine_classes() -> None:
    assert [one.value for one in ContentClass] == [f"P2.1.{n}" for n in range(1, 10)]


@pytest.mark.parametrize("source", Source, ids=lambda one: one.value)
def test_each_source_is_in_the_plans_words_and_group(source: Source) -> None:
    found, received = row("P2.2").split("(2)")

    part = found if source.group is SourceGroup.FOUND else received
    assert source.label in part


@pytest.mark.parametrize("code", BY_CODE)
def test_each_circumstance_is_in_the_plans_words(code: str) -> None:
    circumstance = BY_CODE[code]

    assert circumstance.text in row(code)
    assert f"| {circumstance.level.value} |" in row(code)
    assert ("reconstructed" in row(code)) == circumstance.is_reconstructed


def test_there_are_five_circumstances_at_each_level() -> None:
    assert [c.code for c in CIRCUMSTANCES] == [
        f"P4.{level}.{number}" for level in (1, 2, 3) for number in range(1, 6)
    ]


def test_level_one_is_the_gravest_and_each_level_has_its_letter() -> None:
    assert Level.ONE.graver_than(Level.TWO)
    assert Level.TWO.graver_than(Level.THREE)
    assert not Level.THREE.graver_than(Level.THREE)
    assert {level: level.letter_kind.heading for level in Level} == {
        Level.ONE: "廉情监察建议书",
        Level.TWO: "廉情预警质询书",
        Level.THREE: "廉情预警告知书",
    }
    assert {level.letter_kind for level in Level} == set(LetterKind)


def test_only_what_the_copy_lacks_is_marked_as_reconstructed() -> None:
    marked = re.findall(r"^\| (P4\S+) .*reconstructed", PLAN, flags=re.MULTILINE)

    assert marked == ["P4.3.4", "P4.3.5"]
    assert re.search(r"P4\.3\.4 .*群众意见较大", PLAN)
