"""No print outside commands, no clock but the one that is passed in."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLOCK = "shared/lianqing_shared/clock.py"
PRINTERS = ("cli", "commands", "__main__", "scripts")
"""Modules or folders whose work is to talk to a terminal."""
READS_TIME = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today")}


def product_files() -> list[Path]:
    """Return every Python file of the product."""
    return [
        file
        for folder in ("shared", "services", "deploy", "scripts")
        for file in sorted((ROOT / folder).rglob("*.py"))
    ]


def bad_habits(source: str, *, path: str) -> Iterator[str]:
    """Name each print and each reading of the machine's clock that is out of place."""
    may_print = any(word in Path(path).with_suffix("").parts for word in PRINTERS)
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="print") if not may_print:
                yield f"line {node.lineno}: print()"
            case ast.Attribute(attr=verb, value=owner) if path != CLOCK:
                name = owner.attr if isinstance(owner, ast.Attribute) else None
                name = owner.id if isinstance(owner, ast.Name) else name
                if (name, verb) in READS_TIME:
                    yield f"line {node.lineno}: {name}.{verb}()"


@pytest.mark.parametrize(
    "file", product_files(), ids=lambda f: str(f.relative_to(ROOT))
)
def test_no_bad_habits(file: Path) -> None:
    source = file.read_text(encoding="utf-8")

    assert list(bad_habits(source, path=str(file.relative_to(ROOT)))) == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("print(1)", "line 1: print()"),
        ("datetime.now(UTC)", "line 1: datetime.now()"),
        ("datetime.datetime.utcnow()", "line 1: datetime.utcnow()"),
        ("date.today()", "line 1: date.today()"),
    ],
)
def test_a_planted_habit_is_found(planted: str, found: str) -> None:
    assert list(bad_habits(planted, path="services/x/domain/case.py")) == [found]


def test_a_command_may_print_and_the_clock_may_read_the_time() -> None:
    assert list(bad_habits("print(1)", path="services/x/entrypoints/cli.py")) == []
    assert list(bad_habits("datetime.now(UTC)", path=CLOCK)) == []
