"""The table of subjects is the only place that spells a subject.

Streams, permissions and pages are generated from it; a subject spelt elsewhere would
be missing in all of them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "shared/lianqing_shared/contracts"
TABLE = {
    CONTRACTS / name for name in ("topology.py", "registry_topics.py", "topics.py")
}
"""The table's two leaves, and the form of its rows."""


def product_files() -> list[Path]:
    """Return every Python file of the product but the table itself."""
    return [
        file
        for folder in ("shared", "services", "deploy", "scripts")
        for file in sorted((ROOT / folder).rglob("*.py"))
        if file not in TABLE
    ]


def spelt_subjects(source: str) -> Iterator[str]:
    """Return strings that begin like a subject, but not docstrings."""
    tree = ast.parse(source)
    told = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node.value.startswith("lq.")
            and id(node) not in told
        ):
            yield f"line {node.lineno}: {node.value}"


@pytest.mark.parametrize(
    "file", product_files(), ids=lambda f: str(f.relative_to(ROOT))
)
def test_no_subject_is_spelt_outside_the_table(file: Path) -> None:
    assert list(spelt_subjects(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "planted",
    ['x = "lq.evt.grading.case.proposed.v1"', 'x = f"lq.cmd.{who}.v1"'],
    ids=["a whole subject", "a subject put together"],
)
def test_a_planted_subject_is_found(planted: str) -> None:
    assert len(list(spelt_subjects(planted))) == 1


def test_a_docstring_may_name_a_subject() -> None:
    assert list(spelt_subjects('"""lq.evt.grading.case.proposed.v1"""')) == []
