"""Promise: who chose English reads Chinese only where people or services wrote it."""

import re
from enum import StrEnum
from pathlib import Path

import pytest

import lianqing_console
from lianqing_console.domain.menu import MENU
from lianqing_console.entrypoints.language import ENGLISH, translations
from lianqing_shared.contracts.conduct import (
    InterferenceKind,
    InterferenceWay,
    RelationKind,
)
from lianqing_shared.contracts.people import Pending, Role
from lianqing_shared.contracts.role_changes import RoleChangeState

TEMPLATES = Path(lianqing_console.__file__).parent / "templates"
SAID = re.compile(r"_\('([^']*)'")
CHINESE = re.compile("[\u4e00-\u9fff]")
SAY = translations(ENGLISH).gettext


def said_in(text: str) -> list[str]:
    """Return the Chinese sentences that a template gives to be translated."""
    return [one for one in SAID.findall(text) if CHINESE.search(one)]


@pytest.mark.parametrize("page", sorted(TEMPLATES.glob("*.html")), ids=lambda p: p.name)
def test_every_sentence_of_a_page_has_its_english(page: Path) -> None:
    missing = [one for one in said_in(page.read_text()) if SAY(one) == one]

    assert missing == []


@pytest.mark.parametrize(
    "words",
    [Role, Pending, RoleChangeState, RelationKind, InterferenceKind, InterferenceWay],
)
def test_every_value_that_pages_name_has_its_english(words: type[StrEnum]) -> None:
    labels = [str(one.label) for one in words]  # type: ignore[attr-defined]  # all have one

    assert [one for one in labels if SAY(one) == one] == []


def test_every_entry_of_the_menu_has_its_english() -> None:
    assert [item.label for item in MENU if SAY(item.label) == item.label] == []


def test_a_sentence_without_english_is_found() -> None:
    assert said_in("{{ _('没有译文', n=1) }}{{ _('ok') }}") == ["没有译文"]
    assert SAY("没有译文") == "没有译文"
