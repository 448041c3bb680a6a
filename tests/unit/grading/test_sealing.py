"""Promise: every act at level 1 seals the audit log, and no other act does."""

from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.auditing import GradingAuditSealed
from lianqing_shared.contracts.cases import Body
from lianqing_shared.contracts.letters import ReplyAccepted
from lianqing_shared.security.checkpoints import is_genuine
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import (
    ANALYST,
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    LETTER,
    PARTY,
    Desk,
    moment,
)


async def sealed(desk: Desk) -> list[int]:
    """Return the rows at which grading's audit log was sealed."""
    checkpoints = [
        event.checkpoint
        for event in await said(desk.database)
        if isinstance(event, GradingAuditSealed)
    ]
    assert all(map(is_genuine, checkpoints))
    return [one.seq for one in checkpoints]


async def test_a_submission_and_a_decision_at_level_one_seal(desk: Desk) -> None:
    case_id = await desk.submitted(to=Body.PARTY_SECRETARY)
    assert len(await sealed(desk)) == 1

    await desk.do(c.DecideCase(case_id=case_id, approves=True), PARTY)

    first, second = await sealed(desk)
    assert second > first


async def test_a_refusal_at_level_one_seals_too(desk: Desk) -> None:
    case_id = await desk.submitted(to=Body.PARTY_SECRETARY)

    await desk.do(
        c.DecideCase(case_id=case_id, approves=False, reason="证据不足"), PARTY
    )

    assert len(await sealed(desk)) == 2


async def test_a_decision_at_level_two_and_a_warning_at_level_three_do_not(
    desk: Desk,
) -> None:
    case_id = await desk.studied(FACTS_OF["P4.2.2"])
    await desk.do(c.DecideCase(case_id=case_id, approves=True), DEPUTY)
    await desk.warned()

    assert await sealed(desk) == []


async def test_no_turn_at_level_three_seals(desk: Desk) -> None:
    at_three = await desk.accepted()
    await desk.do(c.LiftCase(case_id=at_three, reason="整改完成"), DIRECTOR)
    assert await sealed(desk) == []


async def test_each_turn_of_a_case_at_level_one_seals(desk: Desk) -> None:
    case_id = await desk.submitted(to=Body.PARTY_SECRETARY)
    await desk.do(c.DecideCase(case_id=case_id, approves=True), PARTY)
    assert len(await sealed(desk)) == 2

    await desk.follow(
        ReplyAccepted(letter_id=LETTER, case_id=case_id, at=moment(5)), "at-one"
    )
    recheck = c.RecheckCase(case_id=case_id, is_mended=True, text="到位")
    await desk.do(recheck, ANALYST)
    assert len(await sealed(desk)) == 4

    await desk.do(c.LiftCase(case_id=case_id, reason="整改完成"), PARTY)
    assert len(await sealed(desk)) == 5
