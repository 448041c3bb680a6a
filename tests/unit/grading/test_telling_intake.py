"""Promise: verification tells which reports were true, and nothing else of the case."""

import pytest

from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import ReportsVerified
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import ANALYST, MILD, Desk, a_report, a_verification


async def told(desk: Desk) -> list[ReportsVerified]:
    events = await said(desk.database)
    return [event for event in events if isinstance(event, ReportsVerified)]


@pytest.mark.parametrize("is_true", [True, False])
async def test_all_reports_of_a_matter_are_told_of_with_the_finding(
    desk: Desk, *, is_true: bool
) -> None:
    first, second = a_report(MILD), a_report(MILD)
    case_id = await desk.opened(first)
    await desk.hear(second)
    await desk.do(c.BeginCase(case_id=case_id), ANALYST)
    assert await told(desk) == []

    if is_true:
        await desk.do(a_verification(case_id, MILD), ANALYST)
    else:
        await desk.do(
            c.VerifyCase(
                case_id=case_id, is_substantiated=False, finding=Personal("查无此事")
            ),
            ANALYST,
        )

    (event,) = await told(desk)
    assert set(event.report_ids) == {first.report_id, second.report_id}
    assert event.is_substantiated is is_true
    assert set(event.model_dump()) == {"report_ids", "is_substantiated"}
    assert case_id not in event.model_dump_json()


async def test_a_report_that_joins_a_matter_found_true_is_told_of_as_well(
    desk: Desk,
) -> None:
    first, late = a_report(MILD), a_report(MILD)
    case_id = await desk.opened(first)
    await desk.do(c.BeginCase(case_id=case_id), ANALYST)
    await desk.do(a_verification(case_id, MILD), ANALYST)

    await desk.hear(late)
    await desk.hear(late)

    before, after = await told(desk)
    assert before.report_ids == (first.report_id,)
    assert after.report_ids == (late.report_id,)
    assert after.is_substantiated


async def test_a_report_that_joins_a_matter_still_open_is_not_told_of(
    desk: Desk,
) -> None:
    await desk.opened(a_report(MILD))
    await desk.hear(a_report(MILD))

    assert await told(desk) == []
