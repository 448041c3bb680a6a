"""Follow what becomes of a letter, in whatever order the news comes.

News older than what the case already knows is kept in its history and moves nothing;
news that arrives before its predecessor walks the moves in between.
Source: domain 1.4; architecture section 4.
"""

from collections.abc import Sequence
from datetime import date, datetime

import structlog
from sqlalchemy import true

from lianqing_grading.domain.case import TABLE, WARNED, Move
from lianqing_grading.store import cases
from lianqing_grading.store.tables import CaseRow
from lianqing_grading.usecases.acting import due_on, record, tell
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.letters import (
    LetterAcknowledged,
    LetterIssued,
    LetterOverdue,
    LetterReplied,
    ReplyAccepted,
    ReplyReturned,
)
from lianqing_shared.db import Work
from lianqing_shared.errors import NotFoundError

log = structlog.get_logger(__name__)

LetterNews = (
    LetterIssued
    | LetterAcknowledged
    | LetterReplied
    | LetterOverdue
    | ReplyAccepted
    | ReplyReturned
)
_LETTER_MOVES = (Move.REPLY, Move.RETURN, Move.ACCEPT)


async def follow_letters(work: Work, heard: Sequence[tuple[str, LetterNews]]) -> None:
    """Follow a batch of news, each with its message's id; known messages are left out.

    Raises NotFoundError for a letter of a case that does not exist here.
    """
    fresh = await work.first_seen([message_id for message_id, _ in heard])
    for message_id, news in heard:
        if message_id in fresh:
            fresh.discard(message_id)
            await _follow(work, news)


async def _follow(work: Work, news: LetterNews) -> None:
    row = await cases.find_case(work.session, news.case_id, scope=true(), lock=True)
    if row is None:
        raise NotFoundError("文书所属的案件")
    match news:
        case LetterIssued():
            await _issued(work, row, news)
        case LetterAcknowledged():
            tell(work, row.case_id, what="单位签收预警文书")
        case LetterOverdue():
            tell(work, row.case_id, what=f"逾期未答复（应于{news.due_on}前答复）")
            work.note("letter.overdue", row.case_id)
        case LetterReplied():
            what = "单位答复（逾期）" if news.is_late else "单位答复"
            await _moved(work, row, CaseState.REPLIED, at=news.at, what=what)
        case ReplyAccepted():
            what = "答复审核通过"
            await _moved(work, row, CaseState.ACCEPTED, at=news.at, what=what)
        case ReplyReturned():
            await _moved(
                work,
                row,
                CaseState.RETURNED,
                at=news.at,
                what="答复退回重办",
                detail=news.reason,
                due=news.due_on,
            )


async def _issued(work: Work, row: CaseRow, news: LetterIssued) -> None:
    if row.letter_id == news.letter_id:
        return
    tell(work, row.case_id, what=f"制发{news.kind.heading}（{news.number}）")
    is_waiting = row.state is CaseState.WARNED
    await cases.change(
        work.session,
        row,
        letter_id=news.letter_id,
        letter_number=news.number,
        due_on=news.reply_due_on if is_waiting else row.due_on,
    )


async def _moved(
    work: Work,
    row: CaseRow,
    to: CaseState,
    *,
    at: datetime,
    what: str,
    detail: str = "",
    due: date | None = None,
) -> None:
    is_late = row.letter_at is not None and at <= row.letter_at
    if is_late or not leads_to(row.state, to):
        tell(work, row.case_id, what=f"{what}（补登）", detail=detail)
        log.info("letter.news_late", case_id=row.case_id, state=row.state.value)
        return
    await record(
        work,
        row,
        to,
        what=what,
        detail=detail,
        action=f"letter.{to.value}",
        changes={"letter_at": at, "due_on": due or due_on(work, to)},
    )


def leads_to(state: CaseState, to: CaseState) -> bool:
    """Return whether moves of the letter alone lead from a state to another."""
    if state not in WARNED:
        return False
    reached: set[CaseState] = set()
    frontier = {state}
    while frontier:
        found = {
            TABLE[at, move].to
            for at in frontier
            for move in _LETTER_MOVES
            if (at, move) in TABLE
        }
        frontier = found - reached
        reached |= found
    return to in reached
