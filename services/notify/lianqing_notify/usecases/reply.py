"""Take a unit's answer, from its adapter or from its responder in the console.

Source: domain 1.4, reply content; plan part 4.
"""

from dataclasses import replace

import structlog

from lianqing_notify.domain.deadlines import Duty, is_overdue
from lianqing_notify.domain.life import Step, after
from lianqing_notify.domain.reply import lacking
from lianqing_notify.errors import ReplyIncompleteError, StepRefusedError
from lianqing_notify.store.letters import Sight, lock_letter, reply_of_submission
from lianqing_notify.store.tables import LetterRow, ReplyRow
from lianqing_notify.usecases.desk import Desk, finish, seal_if_gravest
from lianqing_notify.usecases.prompt_unit import prompt_of_refusal
from lianqing_notify.usecases.views import show, sight_of
from lianqing_shared.contracts.letters import (
    EnterReply,
    LetterReplied,
    LetterView,
    ReplyBody,
    ReplyLetter,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db import Work
from lianqing_shared.errors import ConflictError, NotFoundError, RefusedError

log = structlog.get_logger(__name__)

_OTHER_WORDS = "同一报送编号已用于另一份内容不同的答复，请换用新的报送编号。"


async def reply_from_unit(
    desk: Desk, said: ReplyLetter, *, unit: str, message_id: str
) -> None:
    """Take an answer that came through a unit's adapter, or say why it is not enough.

    An answer that cannot be taken changes nothing and is told to the unit with its
    reason: nobody at the unit reads the centre's quarantine.

    Raises:
        NotFoundError: No such letter was sent to this unit.
    """
    submission = f"{unit}/{said.submission_id}"
    body = _body_of(said)
    async with desk.database.work(actor=f"unit:{unit}") as work:
        if not await work.first_seen([message_id]):
            return
        sight = Sight(only_unit=unit)
        letter = await _own_letter(said.letter_id, sight, work=work)
        known = await reply_of_submission(work.session, submission)
        try:
            if known is None:
                _take(letter, body, said_by=unit, submission=submission, work=work)
            elif known.body.reveal() != _as_json(body).reveal():
                raise ConflictError(_OTHER_WORDS)
        except RefusedError as err:
            key = said.submission_id
            prompt_of_refusal(letter, err.sentence, key=key, work=work)
            work.note("reply.refused", letter.id, code=err.code)
            log.warning("reply.refused", letter_id=letter.id, code=err.code)


async def enter_reply(desk: Desk, asked: EnterReply, actor: Actor) -> LetterView:
    """Take an answer that a unit's responder typed; a person answers for his own unit.

    Raises:
        NotFoundError: No such letter was sent to his unit.
        StepRefusedError: The letter awaits no answer.
        ReplyIncompleteError: A part that the letter demands is missing.
    """
    async with desk.database.work(actor=actor.person_id) as work:
        sight = replace(sight_of(actor), only_unit=actor.unit)
        letter = await _own_letter(asked.letter_id, sight, work=work)
        _take(
            letter,
            _body_of(asked),
            said_by=actor.person_id,
            submission=f"{letter.id}/{letter.round}",
            work=work,
        )
    return await show(desk, asked.letter_id, actor)


async def _own_letter(letter_id: str, sight: Sight, *, work: Work) -> LetterRow:
    letter = await lock_letter(work.session, letter_id, sight=sight)
    if letter is None:
        raise NotFoundError("这份文书")
    return letter


def _take(
    letter: LetterRow, body: ReplyBody, *, said_by: str, submission: str, work: Work
) -> None:
    state = after(letter.state, Step.REPLY)
    if state is None:
        raise StepRefusedError(letter.number, state=letter.state.label, wanted="答复")
    missing = lacking(letter.kind, body, questions=letter.questions)
    if missing:
        raise ReplyIncompleteError(missing)
    is_late = is_overdue(letter.reply_due_on, work.now)
    work.session.add(
        ReplyRow(
            letter_id=letter.id,
            round=letter.round,
            unit=letter.addressee,
            said_by=said_by,
            submission=submission,
            body=_as_json(body),
            at=work.now,
            is_late=is_late,
            verdict=None,
            verdict_reason="",
        )
    )
    letter.state = state
    # Whoever answers a letter has received it.
    finish(letter, [Duty.RECEIPT, Duty.REPLY], work)
    work.say(
        LetterReplied(
            letter_id=letter.id, case_id=letter.case_id, at=work.now, is_late=is_late
        ),
        message_id=f"replied-{letter.id}-{letter.round}",
    )
    work.note("letter.replied", letter.id, round=letter.round, is_late=is_late)
    seal_if_gravest(letter, work)
    log.info("letter.replied", letter_id=letter.id, round=letter.round)


def _body_of(said: ReplyBody) -> ReplyBody:
    """Return the answer alone, without what the message around it carries."""
    parts = said.model_dump(include=set(ReplyBody.model_fields))
    return ReplyBody.model_validate(parts)


def _as_json(body: ReplyBody) -> Personal:
    return Personal(body.model_dump_json())
