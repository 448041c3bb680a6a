"""Every statement of the plan is carried out by a module and proved by a test.

`docs/plan.md` is the map; this reads its tables and follows each path. A statement
without a module or without a test fails the build.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAN = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
IDS = (
    *("P1.0", "P1.1.1", "P1.1.2", "P1.1.3", "P1.2.1", "P1.2.2"),
    *("P1.3.1", "P1.3.2a", "P1.3.2b"),
    *(f"P2.1.{number}" for number in range(1, 10)),
    *("P2.2", "P3.1", "P3.2a", "P3.2b", "P3.2c", "P3.2d", "P3.3"),
    *(f"P4.{level}.{number}" for level in (1, 2, 3) for number in range(1, 6)),
)
ROW = re.compile(r"^\| (?P<id>P\d[\w.]*) \|(?P<cells>.*)\|$", flags=re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of each statement's row, without its id."""
    return {
        row["id"]: [cell.strip() for cell in row["cells"].split(" | ")]
        for row in ROW.finditer(text)
    }


def faults(cells: Sequence[str]) -> Iterator[str]:
    """Name what is wrong with a row; its last cells are modules and tests."""
    modules, tests = CODE.findall(cells[-2]), CODE.findall(cells[-1])
    if not modules:
        yield "no module"
    if not tests:
        yield "no test"
    yield from (f"no module {name}" for name in modules if not has_module(name))
    yield from (f"no test {name}" for name in tests if not has_test(name))


def has_module(name: str) -> bool:
    """Return whether the product has this module or folder, named by its package."""
    package, _, rest = name.partition("/")
    return any(
        (folder / rest).exists()
        for top in ("shared", "services", "deploy")
        for folder in (ROOT / top).rglob(package)
    )


def has_test(name: str) -> bool:
    """Return whether `file::function` stands under `tests/`."""
    file, _, function = name.partition("::")
    path = ROOT / "tests" / file
    if not function or not path.is_file():
        return False
    return bool(
        re.search(
            rf"^(async )?def {function}\(", path.read_text("utf-8"), flags=re.MULTILINE
        )
    )


def test_the_map_has_every_statement_once() -> None:
    assert [row["id"] for row in ROW.finditer(PLAN)] == list(IDS)


@pytest.mark.parametrize("statement", IDS)
def test_a_statement_has_a_module_and_a_test(statement: str) -> None:
    assert list(faults(rows(PLAN)[statement])) == []


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("| P1.0 | words | – | `unit/x.py::test_y` |", "no module"),
        (
            "| P1.0 | words | `lianqing_shared/contracts/plan.py` | – |",
            "no test",
        ),
        (
            "| P1.0 | words | `lianqing_shared/contracts/gone.py` | – |",
            "no module lianqing_shared/contracts/gone.py",
        ),
        (
            "| P1.0 | words | – | `architecture/test_plan.py::test_gone` |",
            "no test architecture/test_plan.py::test_gone",
        ),
        (
            "| P1.0 | words | – | `architecture/test_gone.py::test_x` |",
            "no test architecture/test_gone.py::test_x",
        ),
    ],
)
def test_a_planted_gap_in_the_map_is_found(planted: str, fault: str) -> None:
    assert fault in list(faults(rows(planted)["P1.0"]))


def test_a_filled_row_has_no_fault() -> None:
    filled = (
        "| P1.0 | words | `lianqing_shared/contracts/plan.py` "
        "| `architecture/test_plan.py::test_a_filled_row_has_no_fault` |"
    )

    assert list(faults(rows(filled)["P1.0"])) == []
