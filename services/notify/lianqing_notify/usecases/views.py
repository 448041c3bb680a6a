"""Show and search letters; a unit sees its own only, others' do not exist for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_notify.domain.life import Step, steps_from
from lianqing_notify.domain.numbers import read_number
from lianqing_notify.store.letters import (
    LetterFilter,
    Sight,
    count_letters,
    find_letter,
    search_letters,
)
from lianqing_notify.store.network import units_stood_for
from lianqing_notify.store.tables import DeadlineRow, LetterRow, ReplyRow
from lianqing_notify.usecases.desk import Desk, calendar_around
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import letters as le
from lianqing_shared.contracts.letters import (
    DeadlineView,
    LetterPage,
    LetterView,
    ReplyBody,
    ReplyView,
    SearchLetters,
    ShowLetter,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.access import Sphere, may, only_unit, own_subjects
from lianqing_shared.working_days import WorkCalendar


def sight_of(actor: Actor) -> Sight:
    """Return which letters exist for this person.

    A unit's own people see what is addressed to it even where a relation to their own
    unit is declared, for the unit must answer; but nobody, there or elsewhere, sees a
    letter about himself or somebody close to him: his colleagues answer it (P6).
    """
    own = own_subjects(actor)
    unit = only_unit(actor, Sphere.LETTERS)
    if unit is None:
        return Sight(hidden_units=actor.recused_units, hidden_subjects=own)
    return Sight(only_unit=unit, hidden_subjects=own)


async def show_letter(desk: Desk, asked: ShowLetter, actor: Actor) -> LetterView:
    """Open a letter by id or number.

    Raises:
        NotFoundError: It does not exist, or not for this person.
    """
    typed = read_number(asked.letter)
    key = typed.text if typed else asked.letter
    return await show(desk, key, actor, with_pdf=asked.with_pdf)


async def show(
    desk: Desk, key: str, actor: Actor, *, with_pdf: bool = False
) -> LetterView:
    """Return a letter as this person may see it."""
    now = desk.database.clock.now()
    async with desk.database.look() as session:
        letter = await find_letter(
            session, key, sight=sight_of(actor), with_pdf=with_pdf
        )
        if letter is None:
            raise NotFoundError("这份文书")
        view = await _view(session, [letter], actor, at=now)
    if not with_pdf:
        return view[0]
    return view[0].model_copy(update={"pdf": letter.pdf})


async def search(desk: Desk, asked: SearchLetters, actor: Actor) -> LetterPage:
    """Look through the letters that this person may see, newest first."""
    now = desk.database.clock.now()
    wanted = LetterFilter(
        sight=sight_of(actor),
        case_id=asked.case_id,
        unit=asked.unit,
        state=asked.state,
        overdue_on=beijing_day(now) if asked.overdue_only else None,
    )
    async with desk.database.look() as session:
        total = await count_letters(session, wanted)
        found = await search_letters(
            session, wanted, after=asked.after, limit=asked.limit
        )
        shown = found[: asked.limit]
        views = await _view(session, shown, actor, at=now)
    more = len(found) > asked.limit
    return LetterPage(
        letters=tuple(views), total=total, next=shown[-1].id if more else None
    )


async def _view(
    session: AsyncSession,
    letters: Sequence[LetterRow],
    actor: Actor,
    *,
    at: datetime,
) -> list[LetterView]:
    calendar = await calendar_around(session, beijing_day(at))
    own = await units_stood_for(session, actor.unit)
    return [
        LetterView(
            letter_id=row.id,
            case_id=row.case_id,
            case_no=row.case_no,
            number=row.number,
            kind=row.kind,
            level=row.level,
            addressee=row.addressee,
            addressee_name=row.addressee_name,
            state=row.state,
            issued_at=row.issued_at,
            acknowledged_at=row.acknowledged_at,
            reply_due_on=row.reply_due_on,
            deadlines=tuple(_deadline(one, calendar, at) for one in row.deadlines),
            replies=tuple(_reply(one, row) for one in row.replies),
            pdf_sha256=row.pdf_sha256,
            allowed=_allowed(row, actor, is_own=row.addressee in own),
        )
        for row in letters
    ]


def _deadline(row: DeadlineRow, calendar: WorkCalendar, at: datetime) -> DeadlineView:
    today = beijing_day(at)
    return DeadlineView(
        what=row.duty.label,
        due_on=row.due_on,
        basis=row.basis.value,
        working_days_left=calendar.left(today, row.due_on),
        is_overdue=row.done_at is None and row.due_on < today,
        is_done=row.done_at is not None,
    )


def _reply(row: ReplyRow, letter: LetterRow) -> ReplyView:
    return ReplyView(
        round=row.round,
        at=row.at,
        by=letter.addressee_name,
        body=ReplyBody.model_validate_json(row.body.reveal()),
        verdict=row.verdict,
        verdict_reason=row.verdict_reason,
    )


def _allowed(letter: LetterRow, actor: Actor, *, is_own: bool) -> tuple[str, ...]:
    can = {
        Step.REPLY: is_own and may(actor, le.EnterReply.topic),
        Step.ACCEPT: not is_own and may(actor, le.AcceptReply.topic),
        Step.RETURN: not is_own and may(actor, le.ReturnReply.topic),
    }
    return tuple(step.value for step in steps_from(letter.state) if can.get(step))
