"""Promise: each submission becomes exactly one of accepted, rejected, quarantined."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.errors import UnitNotYetKnownError
from lianqing_intake.store.tables import Base, ReportRow, SealedReporterRow
from lianqing_intake.usecases.accept_reports import Judged, Office, accept_reports
from lianqing_intake.usecases.enter_report import enter_report
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_intake.usecases.ledger import ledger
from lianqing_intake.usecases.search_reports import search_reports, show_report
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.reports import (
    EnterReport,
    Outcome,
    ReportAccepted,
    ReportsReceipted,
    SearchReports,
    ShowReport,
    SubmitReport,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.security.signing import Signer, verify
from lianqing_shared.testing.databases import START, opened, said
from lianqing_shared.testing.reports import a_report, a_subject, a_unit_event

SIGNER = Signer.new()
KEY = bytes(32)
OFFICE = Office(
    terms=Terms(now=START, managed_above=("镇长",), late_clock=timedelta(minutes=10)),
    digest_key=KEY,
    signer=SIGNER,
)


@pytest.fixture
async def intake(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        database_url, Base.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        async with database.work() as work:
            for code in ("finance", "court"):
                await learn_unit(a_unit_event(code), work=work)
        yield database


def sent(report: SubmitReport, *, unit: str = "finance") -> Incoming:
    return Incoming(
        unit=unit,
        submission_id=report.submission_id,
        body=report.model_dump_json().encode(),
        report=report,
    )


def unreadable(body: bytes = b"\xff not json") -> Incoming:
    return Incoming(
        unit="finance",
        submission_id="broken-0001",
        body=body,
        report=None,
        problem="报文不是有效的 JSON。",
    )


async def accept(database: Database, *batch: Incoming) -> list[Judged]:
    async with database.work() as work:
        return await accept_reports(batch, work=work, office=OFFICE)


async def test_a_good_report_is_numbered_passed_on_and_receipted(
    intake: Database,
) -> None:
    (judged,) = await accept(intake, sent(a_report()))

    event, receipt = await said(intake)
    assert judged.verdict.report_no is not None
    assert re.fullmatch(r"2026-1124-\d{4}", judged.verdict.report_no)
    assert isinstance(event, ReportAccepted)
    assert event.report_id == judged.verdict.report_id
    assert isinstance(receipt, ReportsReceipted)
    assert receipt.receipts[0].outcome is Outcome.ACCEPTED
    assert verify(SIGNER.public_key, receipt.signed_bytes(), receipt.signature)


async def test_the_same_report_again_gets_the_same_receipt_and_is_told_once(
    intake: Database,
) -> None:
    first = await accept(intake, sent(a_report()))
    again = await accept(intake, sent(a_report()), sent(a_report()))

    assert {one.verdict for one in again} == {first[0].verdict}
    events = await said(intake)
    assert [type(event) for event in events].count(ReportAccepted) == 1


async def test_twice_in_one_batch_is_once(intake: Database) -> None:
    first, second = await accept(intake, sent(a_report()), sent(a_report()))

    assert first.verdict == second.verdict
    assert await rows(intake) == 1


async def test_the_same_id_with_another_body_is_refused_and_the_first_stands(
    intake: Database,
) -> None:
    await accept(intake, sent(a_report()))
    (changed,) = await accept(intake, sent(a_report(title="另一件事")))

    assert changed.verdict.outcome is Outcome.REJECTED
    assert "编号" in (changed.verdict.reason or "")
    async with intake.look() as session:
        kept = (await session.scalars(select(ReportRow))).one()
    assert kept.outcome is Outcome.ACCEPTED
    assert kept.title is not None
    assert "另一件事" not in kept.title.reveal()


async def test_two_units_may_use_the_same_id(intake: Database) -> None:
    judged = await accept(
        intake, sent(a_report()), sent(a_report(title="他事"), unit="court")
    )

    assert [one.verdict.outcome for one in judged] == [Outcome.ACCEPTED] * 2


async def test_what_cannot_be_read_is_quarantined_whole_and_receipted(
    intake: Database,
) -> None:
    await accept(intake, unreadable(), sent(a_report()))
    await accept(intake, unreadable())

    found = await ledger(intake.engine)
    assert (found["quarantined"], found["accepted"]) == (1, 1)
    table = intake.journal.quarantine
    async with intake.look() as session:
        assert await session.scalar(select(table.c.body)) == b"\xff not json"
        assert await session.scalar(select(func.count()).select_from(table)) == 1


async def test_a_matter_of_the_county_leaves_no_content_behind(
    intake: Database,
) -> None:
    above = a_subject(kind="person", person_name="午某某", position="镇长")

    await accept(intake, sent(a_report(subject=above, title="不应留存的内容")))

    async with intake.look() as session:
        kept = (await session.scalars(select(ReportRow))).one()
    assert (kept.outcome, kept.body, kept.title) == (Outcome.REJECTED, None, None)


async def test_a_sealed_reporter_is_kept_apart_and_goes_no_further(
    intake: Database,
) -> None:
    await accept(intake, sent(a_report(sealed_reporter="c2VhbGVk", is_real_name=True)))

    async with intake.look() as session:
        row = (await session.scalars(select(ReportRow))).one()
        assert await session.scalar(select(SealedReporterRow.sealed)) == "c2VhbGVk"
    assert b"c2VhbGVk" not in (row.body or b"")
    for event in await said(intake):
        assert "c2VhbGVk" not in event.model_dump_json()


async def test_a_sender_not_yet_known_is_tried_again_and_nothing_is_stored(
    intake: Database,
) -> None:
    with pytest.raises(UnitNotYetKnownError):
        await accept(intake, sent(a_report()), sent(a_report(), unit="newcomer"))

    assert await rows(intake) == 0


async def test_an_older_word_on_a_unit_changes_nothing(intake: Database) -> None:
    async with intake.work() as work:
        await learn_unit(a_unit_event("court", version=3, name="新名法庭"), work=work)
        await learn_unit(a_unit_event("court", version=2, name="旧名法庭"), work=work)
    named = a_subject(unit=None, unit_name="新名 法庭")

    await accept(intake, sent(a_report(subject=named)))

    event = (await said(intake))[0]
    assert isinstance(event, ReportAccepted)
    assert event.subject.unit == "court"


async def test_no_number_is_given_twice_in_a_day_of_many_batches(
    intake: Database,
) -> None:
    """300 of 9,999: by chance alone some four would meet."""
    numbers = set()
    for start in range(0, 300, 50):
        batch = await accept(
            intake, *(sent(a_report(n)) for n in range(start, start + 50))
        )
        numbers |= {one.verdict.report_no for one in batch}

    assert len(numbers) == 300


async def test_a_clerk_enters_a_report_and_sees_his_own_unit_only(
    intake: Database,
) -> None:
    typed = EnterReport(**a_report().model_dump())
    async with intake.work() as work:
        view = await enter_report(
            typed, actor=an_actor("finance"), work=work, office=OFFICE
        )
    await accept(intake, sent(a_report(2), unit="court"))

    async with intake.look() as session:
        page = await search_reports(
            SearchReports(), actor=an_actor("finance"), session=session
        )
        assert [one.report_id for one in page.reports] == [view.report_id]
        with pytest.raises(NotFoundError):
            await show_report(
                ShowReport(report_id=view.report_id or ""),
                actor=an_actor("court"),
                session=session,
            )


async def test_a_clerk_reads_why_his_form_was_not_taken(intake: Database) -> None:
    typed = EnterReport(**a_report(title="绝密★内容").model_dump())

    async with intake.work() as work:
        with pytest.raises(RefusedError, match="国家秘密"):
            await enter_report(
                typed, actor=an_actor("finance"), work=work, office=OFFICE
            )


def an_actor(unit: str, role: Role = Role.ENTRY_CLERK) -> Actor:
    return Actor(
        person_id="pe_" + "0" * 26,
        name="庚某",
        roles=(role,),
        unit=unit,
        session_id="s",
        issued_at=START,
        expires_at=START + timedelta(minutes=10),
    )


async def rows(database: Database) -> int:
    async with database.look() as session:
        return await session.scalar(select(func.count()).select_from(ReportRow)) or 0
