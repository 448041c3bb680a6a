"""The sample files show everything the plan names, and are the same on every run."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from lianqing.demo.entered import entries
from lianqing.demo.files import plans, write_files
from lianqing.demo.formats import render
from lianqing.demo.sheets import FilePlan
from lianqing.demo.situations import SITUATIONS
from lianqing.launcher.folder import make
from lianqing_grading.usecases.show_policy import explain_report
from lianqing_sdk.adapter import load_adapter
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.importing import Tally, Unused, Usable, read_reports
from lianqing_sdk.mapping import Reading
from lianqing_sdk.reading import SourceFile
from lianqing_shared.contracts.plan import (
    CIRCUMSTANCES,
    ContentClass,
    Source,
    SourceGroup,
)
from lianqing_shared.contracts.reports import ReportBody

_READ_AT = datetime(2026, 11, 24, 1, tzinfo=UTC)


def _walk(plan: FilePlan) -> Iterator[Usable | Unused]:
    file = SourceFile.of(plan.name, render(plan))
    reading = Reading(
        unit=plan.unit,
        digest_key=bytes(32),
        read_at=_READ_AT,
        file_name=plan.name,
        file_sha256=file.sha256,
    )
    yield from read_reports(load_adapter(plan.unit), file, reading, tally=Tally())


@cache
def _read() -> tuple[tuple[ReportBody, ...], int, int]:
    """Return the reports, how many rows were unused, how many files were refused."""
    reports: list[ReportBody] = [entry.request for entry in entries()]
    unused = refused = 0
    for plan in plans():
        try:
            for found in _walk(plan):
                if isinstance(found, Usable):
                    reports.append(found.report)
                else:
                    unused += 1
        except WholeFileError:
            refused += 1
    return tuple(reports), unused, refused


def test_there_are_at_least_three_hundred_reports_and_some_rows_that_fail() -> None:
    reports, unused, refused = _read()

    assert len(reports) >= 300
    assert unused >= 10
    assert refused == 1


def test_all_classes_and_sources_and_both_groups_occur() -> None:
    reports, _, _ = _read()

    assert {report.content_class for report in reports} == set(ContentClass)
    assert {report.source for report in reports} == set(Source)
    assert {report.source.group for report in reports} == set(SourceGroup)


def test_all_fifteen_circumstances_would_be_met_once_verified() -> None:
    reports, _, _ = _read()
    # Intake resolves the unit's spelling; here any unit will do.
    known = [
        report.model_copy(
            update={"subject": report.subject.model_copy(update={"unit": "agri"})}
        )
        for report in reports
    ]

    met = {code for report in known for code in explain_report(report).circumstances}

    assert met == {row.code for row in CIRCUMSTANCES}
    assert {row.code for row in SITUATIONS} == met


@pytest.mark.parametrize("plan", list(plans()), ids=lambda plan: plan.name)
def test_a_file_has_the_same_bytes_on_every_run(plan: FilePlan) -> None:
    again = next(one for one in plans() if one.name == plan.name)

    assert render(plan) == render(again)


def test_all_the_formats_that_offices_deliver_are_there() -> None:
    made = list(plans())

    assert {plan.name.rsplit(".", 1)[-1] for plan in made} == {"xlsx", "xls", "csv"}
    assert {plan.encoding for plan in made} >= {"gb18030", "utf-8-sig"}
    assert {plan.unit for plan in made} == {"court", "police", "finance"}


def test_files_are_not_put_down_again_after_they_were_read(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    count = write_files(folder)
    inbox = folder.units / "finance" / "inbox"
    (inbox / "done").mkdir()
    for path in inbox.glob("*.x*"):
        path.rename(inbox / "done" / path.name)

    assert write_files(folder) == count
    assert not list(inbox.glob("*.x*"))
