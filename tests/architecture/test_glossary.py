"""Every name of the domain has a line in the glossary, in English and in Chinese."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
LINE = re.compile(r"^\| `(?P<name>\w+)` \| (?P<chinese>[^|]+) \| (?P<meaning>[^|]+) \|")
HAN = re.compile(r"[\u4e00-\u9fff]")


def domain_names() -> set[str]:
    """Return the public classes of all domains and the closed sets of the contracts."""
    found: set[str] = set()
    for file in (ROOT / "services").rglob("domain/*.py"):
        found.update(public_classes(file.read_text(encoding="utf-8"), only_sets=False))
    for file in (ROOT / "shared/lianqing_shared/contracts").glob("*.py"):
        found.update(public_classes(file.read_text(encoding="utf-8"), only_sets=True))
    return found


def public_classes(source: str, *, only_sets: bool) -> Iterator[str]:
    """Return the public classes of a module; `only_sets` keeps enumerations alone."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
            if not only_sets or bases & {"Enum", "StrEnum"}:
                yield node.name


def explained(text: str) -> dict[str, str]:
    """Return the names that the glossary explains, with their Chinese."""
    rows = (LINE.match(line) for line in text.splitlines())
    return {row["name"]: row["chinese"] for row in rows if row}


def test_every_name_has_a_line() -> None:
    missing = domain_names() - set(explained(GLOSSARY.read_text(encoding="utf-8")))

    assert sorted(missing) == [], "add a line to docs/glossary.md"


def test_no_line_is_left_of_a_name_that_is_gone() -> None:
    left = set(explained(GLOSSARY.read_text(encoding="utf-8"))) - domain_names()

    assert sorted(left) == []


def test_every_line_says_it_in_chinese_too() -> None:
    for name, chinese in explained(GLOSSARY.read_text(encoding="utf-8")).items():
        assert HAN.search(chinese), name


def test_a_planted_class_is_seen_and_a_private_one_is_not() -> None:
    source = "class Verdict: pass\nclass _Row: pass\nclass Harm(StrEnum): pass\n"

    assert list(public_classes(source, only_sets=False)) == ["Verdict", "Harm"]
    assert list(public_classes(source, only_sets=True)) == ["Harm"]


def test_a_planted_line_without_meaning_does_not_count() -> None:
    assert explained("| `Verdict` | 裁断 |\n| `Harm` | 危害 | how heavy |") == {
        "Harm": "危害"
    }
