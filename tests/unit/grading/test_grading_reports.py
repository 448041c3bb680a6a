"""Promise: each accepted report is graded once, joined rightly, and sets no level."""

import re

import pytest

from lianqing_grading.usecases.grade_reports import grade_reports
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.cases import BeginCase, CaseProposed, CaseState, LiftCase
from lianqing_shared.contracts.plan import Behaviour, Harm, Level
from lianqing_shared.contracts.reports import Facts, ReportAccepted
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import (
    ANALYST,
    DIRECTOR,
    FACTS_OF,
    MILD,
    POLICIES,
    Desk,
    a_report,
    a_verification,
)


async def proposed_by(desk: Desk) -> list[CaseProposed]:
    return [e for e in await said(desk.database) if isinstance(e, CaseProposed)]


async def test_a_report_opens_a_case_with_a_number_of_the_day(desk: Desk) -> None:
    await desk.hear(a_report(), a_report(subject_key="b" * 64))

    page = await desk.search()

    numbers = {row.case_no for row in page.cases}
    assert len(numbers) == 2
    assert all(re.fullmatch(r"2026-1124-\d{4}", one) for one in numbers)
    assert {row.state for row in page.cases} == {CaseState.OPENED}
    assert {row.level for row in page.cases} == {None}
    assert {row.suggested for row in page.cases} == {Level.THREE}


async def test_a_number_is_of_the_day_in_beijing(desk: Desk, clock: SetClock) -> None:
    await desk.hear(a_report())
    clock.advance(hours=16)  # 01:00 of the next day in Beijing

    await desk.hear(a_report(subject_key="b" * 64))

    page = await desk.search(text="2026-1125")
    assert [row.case_no[:-4] for row in page.cases] == ["2026-1125-"]


async def test_the_same_message_twice_is_graded_once(desk: Desk) -> None:
    report = a_report()

    first = await desk.hear(report)
    again = await desk.hear(report)

    assert (first, again) == (1, 0)
    assert [event.report_id for event in await proposed_by(desk)] == [report.report_id]


async def test_the_same_report_under_another_message_id_is_graded_once(
    desk: Desk,
) -> None:
    report = a_report()
    heard = [("m1", report), ("m2", report)]

    done = await grade_reports(desk.database, heard, policies=POLICIES)
    again = await grade_reports(desk.database, [("m3", report)], policies=POLICIES)

    assert (done, again) == (1, 0)
    assert len(await proposed_by(desk)) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
async def test_reports_of_one_matter_give_the_same_case_in_any_order(
    desk: Desk, order: tuple[int, ...]
) -> None:
    reports = [
        a_report(Facts(behaviour=Behaviour.SERVICE_FAILURE, public_complaints=2)),
        a_report(Facts(behaviour=Behaviour.SERVICE_FAILURE, public_complaints=3)),
        a_report(Facts(behaviour=Behaviour.SERVICE_FAILURE, harm=Harm.LIGHTER)),
    ]

    await desk.hear(*(reports[at] for at in order[:1]))
    await desk.hear(*(reports[at] for at in order[1:]))

    (row,) = (await desk.search()).cases
    view = await desk.show(row.case_id)
    assert (row.reports, row.independent_sources) == (3, 3)
    assert view.facts.public_complaints == 5
    assert row.suggested is Level.TWO
    assert len(view.reports) == 3


async def test_one_origin_counts_once_however_often_it_tells(desk: Desk) -> None:
    reports = [a_report(source_key="newspaper") for _ in range(3)]
    await desk.hear(*reports[:2])
    await desk.hear(reports[2])

    (row,) = (await desk.search()).cases

    assert (row.reports, row.independent_sources) == (3, 1)


async def test_another_behaviour_or_subject_is_another_matter(desk: Desk) -> None:
    await desk.hear(
        a_report(),
        a_report(FACTS_OF["P4.2.2"]),
        a_report(subject_key="b" * 64),
    )

    assert (await desk.search()).total == 3


async def test_a_report_after_the_end_opens_a_new_case(desk: Desk) -> None:
    case_id = await desk.accepted()
    await desk.do(LiftCase(case_id=case_id, reason="整改完成"), DIRECTOR)

    await desk.hear(a_report())

    page = await desk.search()
    assert page.total == 2
    assert {row.state for row in page.cases} == {CaseState.LIFTED, CaseState.OPENED}


async def test_verified_facts_stand_when_further_reports_come(desk: Desk) -> None:
    case_id = await desk.proposed(MILD)

    await desk.hear(
        a_report(Facts(behaviour=Behaviour.BOOKKEEPING_DISORDER, harm=Harm.GRAVE))
    )

    view = await desk.show(case_id)
    assert view.facts == MILD
    assert view.row.reports == 2
    assert view.proposal.level is Level.THREE


async def test_the_suggestion_is_explained_before_and_after_verification(
    desk: Desk,
) -> None:
    case_id = await desk.opened(a_report(FACTS_OF["P4.1.3"]))
    before = (await desk.show(case_id)).proposal
    await desk.do(BeginCase(case_id=case_id), ANALYST)

    await desk.do(a_verification(case_id, FACTS_OF["P4.1.3"]), ANALYST)

    after = (await desk.show(case_id)).proposal
    assert (before.level, before.if_verified) == (None, Level.ONE)
    assert (after.level, after.circumstances) == (Level.ONE, ("P4.1.3",))


async def test_a_full_batch_is_one_transaction(desk: Desk) -> None:
    reports: list[ReportAccepted] = [
        a_report(subject_key=f"{number % 50:064d}") for number in range(500)
    ]

    assert await desk.hear(*reports) == 500

    page = await desk.search()
    assert page.total == 50
    assert {row.reports for row in page.cases} == {10}
