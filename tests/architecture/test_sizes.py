"""No module and no function is too long to be read in one go.

House style: one idea per file, 400 lines at most; a function's body 40 lines at most,
its docstring not counted.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES = 400
TEST_FILE_LINES = 800
"""Tests may be longer: they hold tables of cases, read row by row."""
BODY_LINES = 40
Function = ast.FunctionDef | ast.AsyncFunctionDef


def product_files() -> list[Path]:
    """Return every Python file of the product; migrations are written once by rule."""
    folders = ("shared", "services", "deploy", "scripts")
    return [
        file
        for folder in folders
        for file in sorted((ROOT / folder).rglob("*.py"))
        if "versions" not in file.parts
    ]


def too_long(source: str) -> Iterator[str]:
    """Name what is too long in a module's source."""
    lines = source.count("\n")
    if lines > FILE_LINES:
        yield f"{lines} lines, {FILE_LINES} are the most"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function) and body_lines(node) > BODY_LINES:
            yield f"{node.name}: {body_lines(node)} lines, {BODY_LINES} are the most"


def body_lines(function: Function) -> int:
    """Count the lines of a body from its first statement after the docstring."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_the_product_is_looked_at() -> None:
    assert len(product_files()) > 50


@pytest.mark.parametrize(
    "file", product_files(), ids=lambda f: str(f.relative_to(ROOT))
)
def test_nothing_is_too_long(file: Path) -> None:
    assert list(too_long(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("file", sorted((ROOT / "tests").rglob("*.py")), ids=str)
def test_no_test_file_is_too_long(file: Path) -> None:
    assert file.read_text(encoding="utf-8").count("\n") <= TEST_FILE_LINES


def test_a_planted_long_file_is_found() -> None:
    assert list(too_long("x = 1\n" * 401)) == ["401 lines, 400 are the most"]


@pytest.mark.parametrize("keyword", ["def", "async def"])
def test_a_planted_long_function_is_found(keyword: str) -> None:
    source = f"class Deep:\n  {keyword} grow(self):\n" + "    x = 1\n" * 41

    assert list(too_long(source)) == ["grow: 41 lines, 40 are the most"]


def test_a_long_docstring_is_not_held_against_a_function() -> None:
    source = 'def told():\n  """Tell.\n' + "\n" * 60 + '  """\n  return 1\n'

    assert list(too_long(source)) == []
