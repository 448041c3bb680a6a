"""Promise: each rung of each deadline is reached once, and no rung after it is done."""

from datetime import date

from sqlalchemy import select

from lianqing_notify.store.tables import DeadlineRow, ReminderRow
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_calendar
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.remind import sweep
from lianqing_notify.usecases.reply import reply_from_unit
from lianqing_notify.usecases.views import show
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import LetterOverdue, PromptServed, ReplyLetter
from lianqing_shared.contracts.network import CalendarPublished
from lianqing_shared.contracts.people import Role
from lianqing_shared.testing.databases import said
from lianqing_shared.testing.decisions import a_decision, an_actor, an_answer

CENTRE = an_actor(Role.CENTRE_DIRECTOR)


async def reached(desk: Desk) -> list[tuple[str, str]]:
    async with desk.database.look() as session:
        rows = await session.scalars(select(ReminderRow).order_by(ReminderRow.id))
        return [(row.duty.value, row.rung.value) for row in rows]


async def overdue(desk: Desk) -> list[LetterOverdue]:
    events = await said(desk.database)
    return [event for event in events if isinstance(event, LetterOverdue)]


async def test_the_ladder_is_climbed_day_by_day(desk: Desk, clock: SetClock) -> None:
    await issue_letter(desk, a_decision(), message_id="m1")

    for _ in range(40):
        await sweep(desk)
        clock.advance(days=1)

    ladder = ["T-3", "T-1", "T", "overdue"]
    found = await reached(desk)
    for duty in ("reply", "rectification"):
        assert [rung for owed, rung in found if owed == duty] == ladder
    # Three days before a three-day term is the day of issue itself: left out.
    assert [rung for owed, rung in found if owed == "receipt"] == ladder[1:]
    assert [event.due_on for event in await overdue(desk)] == [date(2026, 12, 8)]
    prompts = [
        one for one in await said(desk.database) if isinstance(one, PromptServed)
    ]
    assert len(prompts) == len(found)
    assert {one.unit for one in prompts} == {"finance"}
    assert "书面答复应于2026年12月8日前完成（到期前3个工作日提醒）" in "".join(
        one.text.reveal() for one in prompts
    )


async def test_a_long_sleep_fires_overdue_once(desk: Desk, clock: SetClock) -> None:
    await issue_letter(desk, a_decision(), message_id="m1")
    clock.advance(days=60)

    await sweep(desk)
    await sweep(desk)

    found = await reached(desk)
    assert len(found) == len(set(found))
    assert len(await overdue(desk)) == 1


async def test_nothing_is_said_after_the_answer(desk: Desk, clock: SetClock) -> None:
    letter_id = await issue_letter(desk, a_decision(), message_id="m1")
    assert letter_id is not None
    reply = ReplyLetter(
        submission_id="reply-0001", letter_id=letter_id, **an_answer().model_dump()
    )
    await reply_from_unit(desk, reply, unit="finance", message_id="m2")
    clock.advance(days=60)

    await sweep(desk)

    assert {duty for duty, _ in await reached(desk)} == {"rectification"}
    assert await overdue(desk) == []


async def test_a_published_year_moves_provisional_deadlines(
    desk: Desk, clock: SetClock
) -> None:
    clock.advance(days=34)  # 28 December: terms run into a year without its notice
    letter_id = await issue_letter(desk, a_decision(), message_id="m1")
    assert letter_id is not None
    before = await show(desk, letter_id, CENTRE)
    off = tuple(date(2027, 1, day) for day in range(1, 9))

    moved = await keep_calendar(
        desk,
        CalendarPublished(year=2027, days_off=off, working_days=(), source="通知"),
        message_id="c1",
    )

    after = await show(desk, letter_id, CENTRE)
    assert moved == 2  # the receipt is due this year
    assert [row.basis for row in before.deadlines][1:] == ["provisional"] * 2
    assert {row.basis for row in after.deadlines} == {"official"}
    assert after.reply_due_on > before.reply_due_on
    async with desk.database.look() as session:
        rows = (await session.scalars(select(DeadlineRow))).all()
    assert all(row.next_at is not None for row in rows)
