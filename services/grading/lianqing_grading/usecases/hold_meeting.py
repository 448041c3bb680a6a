"""Record and list coordination meetings. Source: P3.1."""

import secrets
from collections.abc import Mapping
from itertools import islice

from lianqing_grading.domain.deliberation import Unit
from lianqing_grading.domain.meetings import speaks_of
from lianqing_grading.errors import IncompleteError, NoPersonError
from lianqing_grading.store.meetings import matters, newest_meetings
from lianqing_grading.store.scope import hidden_from
from lianqing_grading.store.tables import MeetingRow
from lianqing_grading.store.units import named
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import (
    HoldMeeting,
    ListMeetings,
    MeetingPage,
    MeetingView,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database, Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import RandomBits
from lianqing_shared.security.access import require

_ID_BITS = 53
"""What every reader of JSON takes whole; two of a town's meetings never meet in it."""


async def hold_meeting(
    work: Work,
    ask: HoldMeeting,
    actor: Actor | None,
    *,
    random_bits: RandomBits = secrets.randbits,
) -> MeetingView:
    """Record a meeting; raises if a unit is unknown or the day is still ahead."""
    if actor is None:
        raise NoPersonError
    require(actor, ask.topic)
    if ask.held_on > beijing_day(work.now):
        raise IncompleteError("会议日期在今天之后，请核对后重新登记。")
    _check_units(ask.units, await named(work.session, ask.units))
    row = MeetingRow(
        # Not counted up: a gap would tell a recused reader of a hidden meeting.
        id=random_bits(_ID_BITS),
        held_on=ask.held_on,
        topic_text=ask.topic_text,
        units=list(dict.fromkeys(ask.units)),
        minutes=ask.minutes,
        recorded_by=actor.name,
        recorded_at=work.now,
    )
    work.session.add(row)
    await work.session.flush()
    work.note("meeting.held", str(row.id), units=len(row.units))
    return _view(row)


async def list_meetings(
    database: Database, ask: ListMeetings, actor: Actor
) -> MeetingPage:
    """Return the newest meetings, without those that speak of what he may not know."""
    async with database.look() as session:
        rows = await newest_meetings(session)
        hidden = await matters(session, hidden_from(actor))
    shown = (
        row
        for row in rows
        if not speaks_of(
            f"{row.topic_text} {row.minutes}",
            hidden,
            writer=actor.name.reveal() if row.recorded_by == actor.name else None,
        )
    )
    return MeetingPage(meetings=tuple(_view(row) for row in islice(shown, ask.limit)))


def _check_units(codes: tuple[str, ...], units: Mapping[str, Unit]) -> None:
    if not codes:
        raise IncompleteError("请选择参加会议的单位。")
    for code in codes:
        if code not in units:
            raise NotFoundError(f"单位“{code}”")


def _view(row: MeetingRow) -> MeetingView:
    return MeetingView(
        id=row.id,
        held_on=row.held_on,
        topic_text=row.topic_text,
        units=tuple(row.units),
        minutes=row.minutes,
        recorded_by=row.recorded_by,
    )
