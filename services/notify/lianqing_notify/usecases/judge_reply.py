"""Accept a unit's answer, or send it back to be done again with a new deadline.

Source: domain 1.4, "return for redo".
"""

import structlog

from lianqing_notify.domain.deadlines import REDO_TERM, Duty, set_deadline
from lianqing_notify.domain.life import Step, after
from lianqing_notify.domain.typography import ended
from lianqing_notify.errors import StepRefusedError
from lianqing_notify.store.letters import lock_letter
from lianqing_notify.store.network import units_stood_for
from lianqing_notify.store.tables import LetterRow, ReplyRow
from lianqing_notify.usecases.desk import (
    Desk,
    calendar_around,
    deadline_row,
    finish,
    seal_if_gravest,
)
from lianqing_notify.usecases.prompt_unit import prompt_of_return
from lianqing_notify.usecases.views import show, sight_of
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.letters import (
    AcceptReply,
    LetterView,
    ReplyAccepted,
    ReplyReturned,
    ReturnReply,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Work
from lianqing_shared.errors import NotAllowedError, NotFoundError, RefusedError

log = structlog.get_logger(__name__)


async def accept_reply(desk: Desk, asked: AcceptReply, actor: Actor) -> LetterView:
    """Accept the latest answer; the rectification is then done.

    Raises:
        NotFoundError: The letter does not exist, or the actor may not know of it.
        NotAllowedError: The actor wrote the answer himself.
        StepRefusedError: No answer waits for a verdict.
    """
    async with desk.database.work(actor=actor.person_id) as work:
        letter, reply = await _awaiting(
            asked.letter_id, actor, step=Step.ACCEPT, work=work
        )
        _judge(reply, "accepted", asked.reason, actor=actor, work=work)
        finish(letter, Duty, work)
        work.say(
            ReplyAccepted(letter_id=letter.id, case_id=letter.case_id, at=work.now),
            message_id=f"accepted-{letter.id}-{reply.round}",
        )
        work.note("reply.accepted", letter.id, round=reply.round)
        seal_if_gravest(letter, work)
    log.info("reply.accepted", letter_id=asked.letter_id)
    return await show(desk, asked.letter_id, actor)


async def return_reply(desk: Desk, asked: ReturnReply, actor: Actor) -> LetterView:
    """Send the latest answer back, with a reason and a new day. Raises as above."""
    if not asked.reason.strip():
        raise RefusedError("退回答复须写明理由，请填写后重新提交。", code="no_reason")
    async with desk.database.work(actor=actor.person_id) as work:
        letter, reply = await _awaiting(
            asked.letter_id, actor, step=Step.RETURN, work=work
        )
        _judge(reply, "returned", asked.reason, actor=actor, work=work)
        await _demand_again(letter, work=work)
        work.say(
            ReplyReturned(
                letter_id=letter.id,
                case_id=letter.case_id,
                at=work.now,
                reason=asked.reason,
                due_on=letter.reply_due_on,
            ),
            message_id=f"returned-{letter.id}-{reply.round}",
        )
        prompt_of_return(letter, ended(asked.reason), work=work)
        work.note("reply.returned", letter.id, round=reply.round)
        seal_if_gravest(letter, work)
    log.info("reply.returned", letter_id=asked.letter_id)
    return await show(desk, asked.letter_id, actor)


async def _awaiting(
    letter_id: str, actor: Actor, *, step: Step, work: Work
) -> tuple[LetterRow, ReplyRow]:
    """Return the letter, moved by `step`, and its answer that waits for a verdict."""
    letter = await lock_letter(work.session, letter_id, sight=sight_of(actor))
    if letter is None:
        raise NotFoundError("这份文书")
    state = after(letter.state, step)
    waiting = [row for row in letter.replies if row.verdict is None]
    if state is None or not waiting:
        raise StepRefusedError(
            letter.number, state=letter.state.label, wanted="审核答复"
        )
    reply = waiting[-1]
    own = await units_stood_for(work.session, actor.unit)
    if reply.said_by == actor.person_id or letter.addressee in own:
        raise NotAllowedError("不能审核本人或者本单位的答复，请由中心其他人员审核。")
    letter.state = state
    return letter, reply


def _judge(
    reply: ReplyRow, verdict: str, reason: str, *, actor: Actor, work: Work
) -> None:
    reply.verdict = verdict
    reply.verdict_reason = reason
    reply.verdict_by = actor.person_id
    reply.verdict_at = work.now


async def _demand_again(letter: LetterRow, *, work: Work) -> None:
    today = beijing_day(work.now)
    calendar = await calendar_around(work.session, today)
    deadline = set_deadline(Duty.REPLY, REDO_TERM, starts_on=today, calendar=calendar)
    letter.round += 1
    letter.reply_due_on = deadline.due_on
    letter.deadlines.append(
        deadline_row(deadline, round_number=letter.round, work=work, calendar=calendar)
    )
