"""Promise: coordination meetings are kept (P3.1), and units are known as they stand."""

from datetime import date

import pytest

from lianqing_grading.errors import IncompleteError
from lianqing_grading.store.units import named
from lianqing_grading.usecases.hold_meeting import hold_meeting, list_meetings
from lianqing_grading.usecases.learn_unit import learn_unit
from lianqing_shared.contracts.cases import HoldMeeting, ListMeetings, MeetingView
from lianqing_shared.contracts.network import UnitChanged, UnitStatus
from lianqing_shared.contracts.people import Actor
from lianqing_shared.errors import NotAllowedError, NotFoundError
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.town import UNITS
from tests.unit.grading.builders import COURT, DIRECTOR, Desk


async def hold(desk: Desk, actor: Actor = DIRECTOR, **changes: object) -> MeetingView:
    ask = HoldMeeting.model_validate(
        {
            "held_on": date(2026, 11, 24),
            "topic_text": "季度联席会议",
            "units": ("court", "police"),
            "minutes": "通报情况，布置任务。",
            **changes,
        }
    )
    async with desk.database.work() as work:
        return await hold_meeting(work, ask, actor)


async def test_a_meeting_is_kept_and_listed_newest_first(desk: Desk) -> None:
    await hold(desk, held_on=date(2026, 10, 8))
    await hold(desk)

    page = await list_meetings(desk.database, ListMeetings(), DIRECTOR)

    assert [meeting.held_on for meeting in page.meetings] == [
        date(2026, 11, 24),
        date(2026, 10, 8),
    ]
    assert page.meetings[0].units == ("court", "police")


async def test_no_number_of_a_meeting_tells_of_another(desk: Desk) -> None:
    """Whoever is recused from what a meeting spoke of must not miss a number."""
    for day in range(1, 6):
        await hold(desk, held_on=date(2026, 11, day))

    page = await list_meetings(desk.database, ListMeetings(), DIRECTOR)

    ids = {meeting.id for meeting in page.meetings}
    assert len(ids) == 5
    assert not any(one + 1 in ids for one in ids)


async def test_a_meeting_is_not_kept_before_it_is_held_or_with_nobody(
    desk: Desk,
) -> None:
    with pytest.raises(IncompleteError, match="今天之后"):
        await hold(desk, held_on=date(2026, 11, 25))
    with pytest.raises(IncompleteError, match="参加会议"):
        await hold(desk, units=())
    with pytest.raises(NotFoundError):
        await hold(desk, units=("nowhere",))
    with pytest.raises(NotAllowedError):
        await hold(desk, COURT)


async def test_the_highest_version_of_a_unit_counts(desk: Desk) -> None:
    court = next(unit for unit in UNITS if unit.code == "court")
    revoked = court.model_copy(update={"status": UnitStatus.REVOKED})

    async with desk.database.work() as work:
        await learn_unit(work, UnitChanged(unit=revoked, version=3, at=START))
        await learn_unit(work, UnitChanged(unit=court, version=2, at=START))

    async with desk.database.look() as session:
        assert not (await named(session, ["court"]))["court"].is_active
