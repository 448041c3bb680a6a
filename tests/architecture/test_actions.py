"""Every action that the code writes into an audit log has its words in Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lianqing_shared.contracts.actions import NOUNS, VERBS, label_of

ROOT = Path(__file__).parents[2]


def product_files() -> list[Path]:
    """Return every Python file that may write into a log."""
    return [
        file
        for folder in ("shared", "services")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "/sdk/" not in str(file) and "/testing/" not in str(file)
    ]


def written_actions(source: str) -> Iterator[str]:
    """Return the actions named in a source; those put together end in a dot."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        given = [kw.value for kw in node.keywords if kw.arg in {"action", "flagged"}]
        if name == "note" and node.args:
            given.append(node.args[0])
        for value in given:
            yield from _texts(value)


def _texts(value: ast.expr) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(text)) if "." in text:
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from _texts(one)
            yield from _texts(other)
        case _:
            return


@pytest.mark.parametrize(
    "file", product_files(), ids=lambda f: str(f.relative_to(ROOT))
)
def test_every_action_has_its_words(file: Path) -> None:
    for action in written_actions(file.read_text(encoding="utf-8")):
        noun, _, verb = action.partition(".")
        assert noun in NOUNS, f"add {noun} to contracts/actions.py"
        if verb:  # f"report.{outcome}" names its verb as it runs
            assert verb in VERBS, f"add {verb} to contracts/actions.py"


def test_actions_are_found_where_they_are_written() -> None:
    source = """
work.note("case.read", x)
work.note(f"report.{one}", x)
record(work, row, to, action="case.begun")
work.note("a.b" if x else "c.d", y)
log.info("case.read")
"""
    assert list(written_actions(source)) == [
        "case.read",
        "report.",
        "case.begun",
        "a.b",
        "c.d",
    ]


def test_a_label_says_what_was_refused_and_passes_on_what_has_no_words() -> None:
    assert label_of("case.read") == "案件：查看"
    assert label_of("case.read_refused") == "案件：查看（未准）"
    assert label_of("session.refused") == "登录：未准"
    assert label_of("identity.unsealed") == "举报人身份：解封"
    assert label_of("moon.landed") == "moon.landed"
