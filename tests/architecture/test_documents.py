"""The documents keep their form: decisions are whole, links lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("changelog.d/*.md")]
)
PARTS = ("Context", "Decision", "Consequences", "Alternatives")
STATES = r"- Status: (proposed|accepted|rejected|superseded by \d+)"
LINK = re.compile(r"(?<!`)\[[^\]]*\]\((?!https?:|mailto:|#)(?P<to>[^)#\s]+)[^)]*\)")
TEST = re.compile(r"`(?P<file>[\w/]+/test_\w+\.py)(?:::(?P<name>test_\w+))?`")
FRAGMENT = re.compile(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md")


def faults_of_decision(text: str, *, number: int) -> Iterator[str]:
    """Name what an architecture decision lacks."""
    lines = text.splitlines()
    if not lines or not re.fullmatch(rf"# {number}\. .+", lines[0]):
        yield f"the first line is not `# {number}. Title`"
    if not any(re.fullmatch(STATES, line) for line in lines):
        yield "no state"
    if not any(re.fullmatch(r"- Date: \d{4}-\d\d-\d\d", line) for line in lines):
        yield "no date"
    sections = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    found = dict(zip(sections[::2], sections[1::2], strict=True))
    if tuple(found) != PARTS:
        yield f"the parts are not {', '.join(PARTS)}"
    yield from (f"{name} is empty" for name, body in found.items() if not body.strip())


def broken_links(text: str, *, folder: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    bare = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    found = [match["to"] for match in LINK.finditer(bare)]
    return [to for to in found if not (folder / to).exists()]


def missing_tests(text: str) -> list[str]:
    """Return the tests that a page names and that are not there."""
    found = []
    for named in TEST.finditer(text):
        file = ROOT / "tests" / named["file"]
        source = file.read_text(encoding="utf-8") if file.exists() else ""
        if not re.search(
            rf"^(async )?def {named['name'] or 'test_'}", source, re.MULTILINE
        ):
            found.append(named[0])
    return found


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_is_whole(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert list(faults_of_decision(text, number=int(file.stem[:4]))) == []


def test_decisions_are_numbered_without_gaps_and_all_listed() -> None:
    index = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")

    assert [int(f.stem[:4]) for f in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for file in DECISIONS:
        assert f"({file.name})" in index


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert broken_links(text, folder=file.parent) == []


def test_the_threat_model_names_tests_that_exist() -> None:
    page = ROOT / "docs/explanation/threat-model.md"
    text = page.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\| [A-Z]\d+ ", line)]

    assert len(lines) > 30
    assert missing_tests(text) == []
    for line in lines:
        proof = line.rstrip(" |").rsplit("|", 1)[1]
        assert TEST.search(proof) or re.search(r"\b[A-Z]\d+|–|the same", proof), line


def test_a_test_that_is_gone_is_named() -> None:
    here = "architecture/test_documents.py"
    good, gone = f"`{here}::test_a_test_that_is_gone_is_named`", f"`{here}::test_gone`"

    assert missing_tests(f"{good}, `{here}`, {gone}, `unit/test_never.py`") == [
        gone,
        "`unit/test_never.py`",
    ]


def test_the_readme_sets_up_by_two_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    server = (ROOT / ".ci/run").read_text(encoding="utf-8")

    for command in ("make run", "make test"):
        assert re.search(rf"^{command}$", readme, flags=re.MULTILINE)
        assert re.search(rf"^{command.split()[1]}:", makefile, flags=re.MULTILINE)
    assert server.rstrip().endswith("make test")


def test_every_make_command_in_the_documents_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))

    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"`make ([a-z-]+)`", text)) <= targets, page.name


def test_every_fragment_of_the_changelog_has_a_kind() -> None:
    for file in (ROOT / "changelog.d").glob("*"):
        if file.name != "README.md":
            assert FRAGMENT.fullmatch(file.name), file.name


WHOLE = "# 3. X\n- Status: accepted\n- Date: 2026-11-24\n" + "".join(
    f"## {part}\nwords\n" for part in PARTS
)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        (WHOLE.replace("# 3.", "# 4."), "the first line is not `# 3. Title`"),
        (WHOLE.replace("accepted", "maybe"), "no state"),
        (WHOLE.replace("2026-11-24", "today"), "no date"),
        (
            WHOLE.replace("## Alternatives\nwords\n", ""),
            "the parts are not Context, Decision, Consequences, Alternatives",
        ),
        (WHOLE.replace("## Context\nwords", "## Context"), "Context is empty"),
    ],
)
def test_a_planted_fault_in_a_decision_is_found(planted: str, fault: str) -> None:
    assert list(faults_of_decision(planted, number=3)) == [fault]


def test_a_whole_decision_has_no_fault() -> None:
    assert list(faults_of_decision(WHOLE, number=3)) == []


def test_a_planted_dead_link_is_found() -> None:
    text = "[a](README.md) [b](nowhere.md#x) [c](https://example.org) [d](#here)"

    assert broken_links(text, folder=ROOT) == ["nowhere.md"]
