"""What every adapter must keep to, as checks that its author calls in a test.

    from lianqing_sdk.testing import check_adapter
    def test_conformance(): check_adapter(ADAPTER, SAMPLE_FILES)

Each check raises AssertionError with a sentence. Source: workspace, bronze marks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lianqing_sdk.adapter import Adapter, ColumnKind, Dataset
from lianqing_sdk.importing import Tally, Unused, Usable, read_reports
from lianqing_sdk.mapping import Reading
from lianqing_sdk.reading import SourceFile, load_file
from lianqing_shared.contracts.reports import SubmitReport

READ_AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
KEY = bytes(range(32))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LONG_NUMBER = re.compile(r"\d{17}[\dXx]")


def read_file(
    adapter: Adapter, file: SourceFile, *, unit: str = "finance", at: datetime = READ_AT
) -> tuple[list[Usable], list[Unused], Tally]:
    """Read a file whole: usable rows, unused rows, and the tally."""
    reading = Reading(
        unit=unit,
        digest_key=KEY,
        read_at=at,
        file_name=file.name,
        file_sha256=file.sha256,
    )
    tally = Tally()
    found = list(read_reports(adapter, file, reading, tally=tally))
    usable = [one for one in found if isinstance(one, Usable)]
    return usable, [one for one in found if isinstance(one, Unused)], tally


def check_adapter(adapter: Adapter, samples: Iterable[Path | SourceFile]) -> None:
    """Run all checks; `samples` are files as the unit really delivers them."""
    check_tables(adapter)
    files = [load_file(one) if isinstance(one, Path) else one for one in samples]
    _claim(bool(files), "an adapter needs at least one sample file")
    for file in files:
        check_stable_ids(adapter, file)
        check_unit_apart(adapter, file)
        check_contract(adapter, file)
        check_reasons(adapter, file)


def check_tables(adapter: Adapter) -> None:
    """Check that the tables are whole: names, keys, titles, sensitive columns."""
    _claim(bool(adapter.datasets), "an adapter needs a dataset")
    names = [dataset.name for dataset in adapter.datasets]
    _claim(len(set(names)) == len(names), "two datasets have one name")
    for dataset in adapter.datasets:
        _check_dataset(dataset)


def _check_dataset(dataset: Dataset) -> None:
    names = [column.name for column in dataset.columns]
    told = f"dataset {dataset.name}"
    _claim(len(set(names)) == len(names), f"{told}: two columns have one name")
    used = {*dataset.narrative, *dataset.word_columns, *sum(dataset.key, ())}
    _claim(used <= set(names), f"{told}: unknown columns {used - set(names)}")
    _claim("unit_name" in names, f"{told}: no column says which unit it is about")
    _claim(bool(dataset.required), f"{told}: no column is required")
    _claim(bool(dataset.lawful_basis), f"{told}: no lawful basis")
    for column in dataset.columns:
        _claim(bool(column.aliases), f"{told}: {column.name} has no header")
        if column.kind is ColumnKind.ID_NUMBER or column.name == "person_name":
            _claim(column.is_sensitive, f"{told}: {column.name} must be sensitive")
            _claim(column.name not in dataset.narrative, f"{told}: tells a number")


def check_stable_ids(adapter: Adapter, file: SourceFile) -> None:
    """Check that a second reading, later and under another name, says the same."""
    first, _, _ = read_file(adapter, file)
    again = replace(file, name=f"again-{file.name}")
    second, _, _ = read_file(adapter, again, at=READ_AT + timedelta(days=3))
    _claim(_said(first) == _said(second), "a second reading says something else")
    _claim(len({name for name, _ in _said(first)}) == len(first), "an id comes twice")


def check_unit_apart(adapter: Adapter, file: SourceFile) -> None:
    """Check that two units with the same file never share an id."""
    ours, _, _ = read_file(adapter, file, unit="finance")
    theirs, _, _ = read_file(adapter, file, unit="police")
    shared = {name for name, _ in _said(ours)} & {name for name, _ in _said(theirs)}
    _claim(not shared, "two units share ids")


def check_contract(adapter: Adapter, file: SourceFile) -> None:
    """Check that reports keep to the contract and carry no number of a person."""
    usable, _, _ = read_file(adapter, file)
    _claim(bool(usable), f"{file.name}: no row could be used")
    for one in usable:
        body = one.report.model_dump_json()
        _claim(
            SubmitReport.model_validate_json(body) == one.report, "does not round-trip"
        )
        person = one.report.subject.id_digest or ""
        _claim(not _LONG_NUMBER.search(body.replace(person, "")), "ships an ID number")


def check_reasons(adapter: Adapter, file: SourceFile) -> None:
    """Check that every unused row has a reason and advice that a clerk can read."""
    _, unused, _ = read_file(adapter, file)
    for one in unused:
        for text in (one.problem.reason, one.problem.advice):
            _claim(bool(_CHINESE.search(text)), f"not in Chinese: {text}")
            _claim(not _LONG_NUMBER.search(text), "a reason quotes an ID number")


def _said(found: Sequence[Usable]) -> list[tuple[str, str]]:
    return [(one.report.submission_id, one.content_sha256) for one in found]


def _claim(is_so: bool, sentence: str) -> None:  # noqa: FBT001 - reads as an assertion
    if not is_so:
        raise AssertionError(sentence)
