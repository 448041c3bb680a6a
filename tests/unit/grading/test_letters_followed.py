"""Promise: a letter's news moves its case, in whatever order it comes."""

from datetime import date
from itertools import permutations

import pytest

from lianqing_grading.errors import IncompleteError, NotYoursError
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseState, WarningLifted
from lianqing_shared.contracts.letters import (
    LetterAcknowledged,
    LetterIssued,
    LetterOverdue,
    LetterReplied,
    ReplyAccepted,
    ReplyReturned,
)
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.errors import ConflictError, NotAllowedError, NotFoundError
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import (
    ANALYST,
    COUNTY,
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    LETTER,
    PARTY,
    Desk,
    moment,
)


def issued(case_id: str) -> LetterIssued:
    return LetterIssued(
        letter_id=LETTER,
        case_id=case_id,
        number="柳廉告〔2026〕1号",
        kind=LetterKind.NOTICE,
        level=Level.THREE,
        addressee="agri",
        issued_at=moment(0),
        reply_due_on=date(2026, 12, 8),
        pdf_sha256="0" * 64,
    )


def replied(case_id: str, hours: int = 2) -> LetterReplied:
    return LetterReplied(
        letter_id=LETTER, case_id=case_id, at=moment(hours), is_late=False
    )


def returned(case_id: str, hours: int = 3) -> ReplyReturned:
    return ReplyReturned(
        letter_id=LETTER,
        case_id=case_id,
        at=moment(hours),
        reason="措施不具体",
        due_on=date(2026, 12, 15),
    )


def accepted(case_id: str, hours: int = 5) -> ReplyAccepted:
    return ReplyAccepted(letter_id=LETTER, case_id=case_id, at=moment(hours))


async def test_the_letter_gives_the_case_its_number_and_its_day(desk: Desk) -> None:
    case_id = await desk.warned()

    await desk.follow(issued(case_id))
    await desk.follow(issued(case_id))

    view = await desk.show(case_id)
    assert view.letter_number == "柳廉告〔2026〕1号"
    assert view.row.due_on == date(2026, 12, 8)
    assert [s.what for s in view.history].count(
        "制发廉情预警告知书（柳廉告〔2026〕1号）"
    ) == 1


async def test_reply_return_reply_accept_in_order(desk: Desk) -> None:
    case_id = await desk.warned()
    states = []

    for news in (
        replied(case_id),
        returned(case_id),
        replied(case_id, 4),
        accepted(case_id),
    ):
        await desk.follow(news)
        states.append((await desk.show(case_id)).row.state)

    assert states == [
        CaseState.REPLIED,
        CaseState.RETURNED,
        CaseState.REPLIED,
        CaseState.ACCEPTED,
    ]


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_every_order_the_case_ends_where_the_newest_news_puts_it(
    desk: Desk, order: tuple[int, ...]
) -> None:
    case_id = await desk.warned()
    news = (issued(case_id), replied(case_id), returned(case_id), replied(case_id, 4))

    for at in order:
        await desk.follow(news[at])

    view = await desk.show(case_id)
    assert view.row.state is CaseState.REPLIED
    assert view.letter_number == "柳廉告〔2026〕1号"


async def test_the_same_news_twice_is_told_once(desk: Desk) -> None:
    case_id = await desk.warned()

    await desk.follow(replied(case_id), "n1")
    await desk.follow(replied(case_id), "n1")

    view = await desk.show(case_id)
    assert [step.what for step in view.history].count("单位答复") == 1


async def test_signing_and_lateness_are_told_and_move_nothing(desk: Desk) -> None:
    case_id = await desk.warned()

    await desk.follow(
        LetterAcknowledged(letter_id=LETTER, case_id=case_id, at=moment(1))
    )
    await desk.follow(
        LetterOverdue(
            letter_id=LETTER, case_id=case_id, due_on=date(2026, 12, 8), at=moment(2)
        )
    )

    view = await desk.show(case_id)
    assert view.row.state is CaseState.WARNED
    assert [step.what for step in view.history][-2:] == [
        "单位签收预警文书",
        "逾期未答复（应于2026-12-08前答复）",
    ]


async def test_news_of_an_unknown_case_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        await desk.follow(replied("ca_" + "9" * 26))


async def test_level_three_is_lifted_by_the_director_and_said(desk: Desk) -> None:
    case_id = await desk.accepted()
    ask = c.LiftCase(case_id=case_id, reason="整改完成")

    with pytest.raises(NotAllowedError):
        await desk.do(ask, DEPUTY)
    view = await desk.do(ask, DIRECTOR)

    lifted = [e for e in await said(desk.database) if isinstance(e, WarningLifted)]
    assert view.row.state is CaseState.LIFTED
    assert [event.lifted_by for event in lifted] == [DIRECTOR.person_id]
    with pytest.raises(ConflictError):
        await desk.do(ask, DIRECTOR)


async def test_what_is_not_mended_is_not_lifted(desk: Desk) -> None:
    case_id = await desk.accepted()
    await desk.do(
        c.RecheckCase(case_id=case_id, is_mended=False, text="未到位"), ANALYST
    )
    ask = c.LiftCase(case_id=case_id, reason="整改完成")

    with pytest.raises(IncompleteError, match="不到位"):
        await desk.do(ask, DIRECTOR)
    await desk.do(c.RecheckCase(case_id=case_id, is_mended=True, text="到位"), ANALYST)
    view = await desk.do(ask, DIRECTOR)

    assert view.row.state is CaseState.LIFTED


async def test_level_two_is_rechecked_before_the_deputy_lifts_it(desk: Desk) -> None:
    case_id = await desk.studied(FACTS_OF["P4.2.2"])
    await desk.do(c.DecideCase(case_id=case_id, approves=True), DEPUTY)
    await desk.follow(accepted(case_id))
    ask = c.LiftCase(case_id=case_id, reason="整改完成")

    with pytest.raises(ConflictError, match="登记复查"):
        await desk.do(ask, DEPUTY)
    await desk.do(c.RecheckCase(case_id=case_id, is_mended=True, text="到位"), ANALYST)
    with pytest.raises(NotYoursError):
        await desk.do(ask, DIRECTOR)
    view = await desk.do(ask, DEPUTY)

    assert view.row.state is CaseState.LIFTED


async def test_level_one_is_lifted_by_the_body_that_decided_it(desk: Desk) -> None:
    case_id = await desk.submitted(to=Body.COUNTY_COMMITTEE)
    await desk.do(
        c.DecideCase(case_id=case_id, approves=True, resolution_no="9号"), COUNTY
    )
    await desk.follow(accepted(case_id))
    await desk.do(c.RecheckCase(case_id=case_id, is_mended=True, text="到位"), ANALYST)
    ask = c.LiftCase(case_id=case_id, reason="整改完成")

    with pytest.raises(NotAllowedError):
        await desk.do(ask, PARTY)
    view = await desk.do(ask, COUNTY)

    assert view.row.state is CaseState.LIFTED
