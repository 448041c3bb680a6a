"""Promise: receipt, answer, verdict and lifting move a letter, each of them once."""

from datetime import date

import pytest

from lianqing_notify.errors import (
    FileMismatchError,
    NotYetKnownError,
    ReplyIncompleteError,
    SignatureRefusedError,
    StepRefusedError,
)
from lianqing_notify.usecases.acknowledge_letter import acknowledge_letter
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.judge_reply import accept_reply, return_reply
from lianqing_notify.usecases.lift_letter import lift_letter
from lianqing_notify.usecases.reply import enter_reply, reply_from_unit
from lianqing_notify.usecases.views import show
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import NotifyAuditSealed
from lianqing_shared.contracts.letters import (
    AcceptReply,
    EnterReply,
    LetterAcknowledged,
    LetterReplied,
    LetterServed,
    LetterState,
    LetterView,
    LiftingServed,
    PromptKind,
    PromptServed,
    ReplyAccepted,
    ReplyLetter,
    ReplyReturned,
    ReturnReply,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import (
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import said
from lianqing_shared.testing.decisions import (
    a_decision,
    a_lifting,
    a_receipt,
    a_unit,
    an_actor,
    an_answer,
)

CENTRE = an_actor(Role.CENTRE_DIRECTOR)
CLERK = an_actor(Role.UNIT_RESPONDER, unit="finance")


async def a_served_letter(desk: Desk, level: Level = Level.THREE) -> LetterServed:
    await issue_letter(desk, a_decision(level), message_id=f"decided-{level}")
    (served,) = [e for e in await said(desk.database) if isinstance(e, LetterServed)]
    return served


def a_reply(
    letter_id: str, *, submission: str = "reply-0001", **changes: object
) -> ReplyLetter:
    parts = an_answer(**changes).model_dump()
    return ReplyLetter(submission_id=submission, letter_id=letter_id, **parts)


async def events(desk: Desk) -> list[str]:
    return [type(event).__name__ for event in (await said(desk.database))[2:]]


async def seen(desk: Desk, letter_id: str) -> LetterView:
    return await show(desk, letter_id, CENTRE)


async def test_a_signed_receipt_is_taken_once(desk: Desk, unit_key: Signer) -> None:
    served = await a_served_letter(desk)
    receipt = a_receipt(served, unit_key)

    for message_id in ("r1", "r1", "r2"):
        await acknowledge_letter(desk, receipt, unit="finance", message_id=message_id)

    view = await seen(desk, served.letter_id)
    assert view.state is LetterState.ACKNOWLEDGED
    assert view.acknowledged_at is not None
    assert [row.is_done for row in view.deadlines] == [True, False, False]
    assert await events(desk) == [LetterAcknowledged.__name__]


async def test_a_receipt_signed_by_another_key_is_refused(desk: Desk) -> None:
    served = await a_served_letter(desk)

    with pytest.raises(SignatureRefusedError):
        await acknowledge_letter(
            desk,
            a_receipt(served, Signer.new()),
            unit="finance",
            message_id="r1",
            deliveries=13,
        )

    assert (await seen(desk, served.letter_id)).acknowledged_at is None


async def test_a_receipt_that_was_altered_is_refused(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)
    altered = a_receipt(served, unit_key).model_copy(update={"pdf_sha256": "0" * 64})

    with pytest.raises(SignatureRefusedError):
        await acknowledge_letter(desk, altered, unit="finance", message_id="r1")


async def test_a_receipt_for_another_file_is_refused(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)
    other = served.model_copy(update={"pdf_sha256": "1" * 64})

    with pytest.raises(FileMismatchError):
        await acknowledge_letter(
            desk, a_receipt(other, unit_key), unit="finance", message_id="r1"
        )


async def test_another_units_letter_does_not_exist(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)

    with pytest.raises(NotFoundError):
        await acknowledge_letter(
            desk, a_receipt(served, unit_key), unit="court", message_id="r1"
        )
    with pytest.raises(NotFoundError):
        await reply_from_unit(
            desk, a_reply(served.letter_id), unit="court", message_id="r2"
        )


async def test_a_receipt_waits_for_the_units_key(desk: Desk) -> None:
    served, fresh = await a_served_letter(desk), Signer.new()

    with pytest.raises(NotYetKnownError):
        await acknowledge_letter(
            desk, a_receipt(served, fresh), unit="finance", message_id="r1"
        )

    await keep_unit(
        desk, a_unit(public_key=fresh.public_key, version=3), message_id="u3"
    )
    await acknowledge_letter(
        desk, a_receipt(served, fresh), unit="finance", message_id="r1"
    )
    assert (await seen(desk, served.letter_id)).acknowledged_at is not None


async def test_an_older_word_of_the_registry_is_ignored(
    desk: Desk, unit_key: Signer
) -> None:
    await keep_unit(desk, a_unit(name="新名称", version=5), message_id="u5")
    await keep_unit(desk, a_unit(name="旧名称", version=4), message_id="u4")

    served = await a_served_letter(desk)

    assert (await seen(desk, served.letter_id)).addressee_name == "新名称"


async def test_an_answer_from_the_unit_is_taken_once(desk: Desk) -> None:
    served = await a_served_letter(desk)
    reply = a_reply(served.letter_id)

    for message_id in ("m1", "m1", "m2"):
        await reply_from_unit(desk, reply, unit="finance", message_id=message_id)

    view = await seen(desk, served.letter_id)
    assert view.state is LetterState.REPLIED
    assert len(view.replies) == 1
    assert view.replies[0].body.causes.reveal() == "报销审核把关不严。"
    assert await events(desk) == [LetterReplied.__name__]


async def test_other_words_under_the_same_id_are_refused(desk: Desk) -> None:
    served = await a_served_letter(desk)
    first = a_reply(served.letter_id)
    other = a_reply(served.letter_id, causes="另一种说法")
    await reply_from_unit(desk, first, unit="finance", message_id="m1")

    await reply_from_unit(desk, other, unit="finance", message_id="m2")

    prompt = (await said(desk.database))[-1]
    assert isinstance(prompt, PromptServed)
    assert "报送编号" in prompt.text.reveal()
    assert len((await seen(desk, served.letter_id)).replies) == 1


async def test_the_unit_is_told_why_its_answer_was_not_taken(desk: Desk) -> None:
    served = await a_served_letter(desk, Level.TWO)
    reply = a_reply(served.letter_id, answers=("只答一项。",))

    for message_id in ("m1", "m1"):
        await reply_from_unit(desk, reply, unit="finance", message_id=message_id)

    assert await events(desk) == [PromptServed.__name__]
    prompt = (await said(desk.database))[-1]
    assert isinstance(prompt, PromptServed)
    assert prompt.kind is PromptKind.REFUSED
    assert "逐项说明（共3项，已答1项）" in prompt.text.reveal()
    assert (await seen(desk, served.letter_id)).state is LetterState.ISSUED


async def test_a_receipt_after_the_answer_is_still_kept(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)
    await reply_from_unit(
        desk, a_reply(served.letter_id), unit="finance", message_id="m1"
    )

    await acknowledge_letter(
        desk, a_receipt(served, unit_key), unit="finance", message_id="m2"
    )

    view = await seen(desk, served.letter_id)
    assert view.state is LetterState.REPLIED
    assert view.acknowledged_at is not None


@pytest.mark.parametrize(
    ("level", "changes", "missing"),
    [
        (Level.THREE, {"measures": ()}, "整改措施"),
        (Level.THREE, {"findings": " "}, "自查事实"),
        (Level.TWO, {"answers": ("只答一项。",)}, "逐项说明"),
        (Level.ONE, {"signed_by_leader": " "}, "主要负责人署名"),
    ],
)
async def test_an_incomplete_answer_says_what_is_missing(
    desk: Desk, level: Level, changes: dict[str, object], missing: str
) -> None:
    served = await a_served_letter(desk, level)

    with pytest.raises(ReplyIncompleteError, match=missing):
        await enter_reply(
            desk,
            EnterReply(letter_id=served.letter_id, **an_answer(**changes).model_dump()),
            CLERK,
        )


async def test_a_clerk_answers_and_the_centre_accepts(desk: Desk) -> None:
    served = await a_served_letter(desk, Level.TWO)
    asked = EnterReply(letter_id=served.letter_id, **an_answer().model_dump())

    replied = await enter_reply(desk, asked, CLERK)
    accepted = await accept_reply(
        desk, AcceptReply(letter_id=served.letter_id, reason="属实"), CENTRE
    )

    assert replied.state is LetterState.REPLIED
    assert replied.allowed == ()
    assert accepted.state is LetterState.ACCEPTED
    assert accepted.replies[0].verdict == "accepted"
    assert all(row.is_done for row in accepted.deadlines)
    assert await events(desk) == [LetterReplied.__name__, ReplyAccepted.__name__]


async def test_a_returned_answer_has_a_new_day_and_a_new_round(desk: Desk) -> None:
    served = await a_served_letter(desk)
    asked = EnterReply(letter_id=served.letter_id, **an_answer().model_dump())
    await enter_reply(desk, asked, CLERK)

    returned = await return_reply(
        desk, ReturnReply(letter_id=served.letter_id, reason="措施不具体"), CENTRE
    )
    again = await enter_reply(desk, asked, CLERK)

    assert returned.state is LetterState.RETURNED
    assert returned.reply_due_on == date(2026, 12, 1)
    assert again.state is LetterState.REPLIED
    assert [row.round for row in again.replies] == [1, 2]
    event, prompt = (await said(desk.database))[3:5]
    assert isinstance(event, ReplyReturned)
    assert event.due_on == date(2026, 12, 1)
    assert isinstance(prompt, PromptServed)
    assert prompt.kind is PromptKind.RETURNED
    assert "请于2026年12月1日前重新答复。理由：措施不具体。" in prompt.text.reveal()


async def test_a_return_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="理由"):
        await return_reply(
            desk, ReturnReply(letter_id=f"le_{'0' * 26}", reason=" "), CENTRE
        )


async def test_nobody_judges_an_answer_of_his_own_unit(desk: Desk) -> None:
    served = await a_served_letter(desk)
    both = an_actor(Role.UNIT_RESPONDER, Role.CENTRE_DIRECTOR, unit="finance")
    await enter_reply(
        desk, EnterReply(letter_id=served.letter_id, **an_answer().model_dump()), both
    )

    with pytest.raises(NotAllowedError):
        await accept_reply(desk, AcceptReply(letter_id=served.letter_id), both)


async def test_a_recused_person_finds_nothing_to_judge(desk: Desk) -> None:
    served = await a_served_letter(desk)
    recused = an_actor(Role.CENTRE_DIRECTOR, recused_units=("finance",))

    with pytest.raises(NotFoundError):
        await accept_reply(desk, AcceptReply(letter_id=served.letter_id), recused)


async def test_what_was_not_answered_cannot_be_accepted(desk: Desk) -> None:
    served = await a_served_letter(desk)

    with pytest.raises(StepRefusedError, match="已送达待签收"):
        await accept_reply(desk, AcceptReply(letter_id=served.letter_id), CENTRE)


async def test_a_late_answer_says_so(desk: Desk, clock: SetClock) -> None:
    served = await a_served_letter(desk)
    clock.advance(days=30)

    await reply_from_unit(
        desk, a_reply(served.letter_id), unit="finance", message_id="m1"
    )

    event = (await said(desk.database))[-1]
    assert isinstance(event, LetterReplied)
    assert event.is_late


async def test_lifting_ends_the_letter_and_tells_the_unit_once(desk: Desk) -> None:
    decided = a_decision()
    await issue_letter(desk, decided, message_id="d1")

    await lift_letter(desk, a_lifting(decided), message_id="l1")
    await lift_letter(desk, a_lifting(decided), message_id="l2")

    event = (await said(desk.database))[-1]
    assert isinstance(event, LiftingServed)
    assert await events(desk) == [LiftingServed.__name__]
    view = await seen(desk, event.letter_id)
    assert view.state is LetterState.LIFTED
    assert view.allowed == ()
    assert all(row.is_done for row in view.deadlines)


async def test_a_lifting_that_comes_first_waits(desk: Desk) -> None:
    decided = a_decision()

    with pytest.raises(NotYetKnownError):
        await lift_letter(desk, a_lifting(decided), message_id="l1")
    await issue_letter(desk, decided, message_id="d1")
    await lift_letter(desk, a_lifting(decided), message_id="l1")

    assert await events(desk) == [LiftingServed.__name__]


@pytest.mark.parametrize(("level", "seals"), [(Level.ONE, 6), (Level.TWO, 0)])
async def test_each_turn_of_a_letter_of_level_one_seals_the_audit_log(
    desk: Desk, unit_key: Signer, level: Level, seals: int
) -> None:
    decided = a_decision(level)
    letter_id = await issue_letter(desk, decided, message_id="d1") or ""
    (served,) = [e for e in await said(desk.database) if isinstance(e, LetterServed)]
    asked = EnterReply(letter_id=letter_id, **an_answer().model_dump())

    receipt = a_receipt(served, unit_key)
    await acknowledge_letter(desk, receipt, unit="finance", message_id="r1")
    await enter_reply(desk, asked, CLERK)
    await return_reply(desk, ReturnReply(letter_id=letter_id, reason="不具体"), CENTRE)
    await enter_reply(desk, asked, CLERK)
    await accept_reply(desk, AcceptReply(letter_id=letter_id, reason="属实"), CENTRE)

    assert (await events(desk)).count(NotifyAuditSealed.__name__) == seals
    await lift_letter(desk, a_lifting(decided), message_id="l1")
    now = (await events(desk)).count(NotifyAuditSealed.__name__)
    assert now == seals + bool(seals)
