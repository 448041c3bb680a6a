"""Every action that any service writes has its Chinese words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from lianqing_console.domain.action_words import NOUNS, VERBS, action_text
from lianqing_shared.bus.reads import QUESTIONS, Read

ROOT = Path(__file__).parents[3]


def noted_in(source: str) -> Iterator[str]:
    """Return the actions that a module notes under names that it spells out."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        given = node.args[:1] if called == "note" else []
        given += [word.value for word in node.keywords if word.arg == "action"]
        for one in given:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def noted() -> set[str]:
    """Return every action of the services and of what they share."""
    files = [
        file
        for folder in ("shared/lianqing_shared", "services")
        for file in (ROOT / folder).rglob("*.py")
        if not {"testing", "sdk"}.intersection(file.parts)
    ]
    found = {name for file in files for name in noted_in(file.read_text())}
    found |= {
        name
        for read in QUESTIONS.values()
        if isinstance(read, Read)
        for name in (read.action, read.flagged)
    }
    return {name for name in found if "." in name}


def test_every_action_has_its_words() -> None:
    split = [name.split(".") for name in noted()]

    assert len(split) > 100
    assert {noun for noun, _ in split} - NOUNS.keys() == set()
    assert {verb for _, verb in split} - VERBS.keys() == set()


def test_a_new_action_would_be_seen() -> None:
    planted = 'work.note("moon.landed", "x")'

    assert list(noted_in(planted)) == ["moon.landed"]
    assert "landed" not in VERBS


def test_an_action_reads_as_a_sentence() -> None:
    assert action_text("case.read") == "案件 查看"
    assert action_text("case.read_refused") == "案件 查看（未获答复）"
    assert action_text("moon.landed") == "moon landed"
