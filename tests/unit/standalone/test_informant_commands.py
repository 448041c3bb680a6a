"""Promise: options are refused in a sentence, and texts are printed as they are."""

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import BaseModel
from rich.console import Console, RenderableType

from lianqing.commands import informant_conduct
from lianqing.commands.informant_options import asked, save
from lianqing.commands.informant_tables import (
    page_tables,
    proposal_tables,
    record_tables,
)
from lianqing.errors import CommandError, UsageError
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_conduct import Result, ScoreProposal
from lianqing_shared.contracts.informant_words import (
    Background,
    FindingKind,
    InformantState,
    RecordKind,
)
from lianqing_shared.contracts.personal import Personal

PERSON = "pe_" + "0" * 26


def printed(parts: Iterable[RenderableType]) -> str:
    console = Console(width=140, file=io.StringIO())
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (i.TrainInformant, {"course": "培训", "hours": -1, "on": "2026-11-24"}),
        (i.TrainInformant, {"course": "培训", "hours": 0.3, "on": "2026-11-24"}),
        (i.FileInformant, {"login": "大写"}),
        (i.SuspendInformant, {"reason": ""}),
        (i.RenewInformant, {"months": 0}),
    ],
)
def test_options_that_cannot_be_are_told_before_anybody_is_asked(
    kind: type[BaseModel], fields: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        asked(kind, person_id=PERSON, **fields)


def test_a_signed_paper_needs_whose_it_is_and_its_day() -> None:
    with pytest.raises(UsageError, match="--signed-on"):
        informant_conduct.ack("2026-1", person=PERSON)


def test_a_paper_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    paper = i.Paper.model_construct(name="x.pdf", pdf=b"%PDF", pdf_sha256="0" * 64)
    save(paper, tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes() == b"%PDF"

    with pytest.raises(CommandError):
        save(paper, tmp_path / "nowhere" / "x.pdf")


def test_a_name_in_brackets_is_a_name_and_no_markup() -> None:
    page = i.InformantPage(
        informants=(
            i.InformantView(
                person_id=PERSON,
                name=Personal("申某[bold]"),
                background=Background.OTHER,
                background_text="退休[教师]",
                recruiter="court",
                state=InformantState.ACTIVE,
                applied_at=datetime(2026, 11, 24, tzinfo=UTC),
            ),
        ),
        findings=(
            i.InformantFinding(
                person_id=PERSON,
                name=Personal("申某[bold]"),
                recruiter="court",
                kind=FindingKind.FILING_WAITS,
                sentence="请[办理]。",
            ),
        ),
    )

    text = printed(page_tables(page))

    for said in ("申某[bold]", "退休[教师]", "请[办理]", "在聘"):
        assert said in text


def test_a_record_taken_back_names_the_assessment_that_outlives_it() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    record = i.InformantRecord(
        kind=RecordKind.PUNISHMENT,
        number=12,
        on=at.date(),
        text=Personal("约谈[b]"),
        recorded_at=at,
        recorded_by=PERSON,
        withdrawn=i.Withdrawal(
            at=at, by=PERSON, reason=Personal("记错[了]"), assessed=2026
        ),
    )

    text = printed(record_tables((record,)))

    for said in (
        "约谈[b]",
        "12",
        f"2026-11-24 {PERSON} 记错[了]",
        "assess --year 2026",
    ):
        assert said in text


def test_a_proposal_without_a_log_in_says_that_nothing_was_counted() -> None:
    proposal = ScoreProposal(
        person_id=PERSON,
        year=2026,
        rule="2026-11",
        score=60,
        result=Result.BARELY,
        lines=(),
        has_account=False,
    )

    text = printed(proposal_tables(proposal))

    assert "60" in text
    assert "log-in" in text or "没有账号" in text
