"""Messages about coordination meetings. Source: plan P3.1."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    HeardPart,
    LongText,
    PersonalShort,
    ShortText,
    UnitCode,
)


class MeetingView(HeardPart):
    """A coordination meeting. Source: P3.1."""

    id: int
    held_on: date
    topic_text: ShortText
    units: tuple[UnitCode, ...]
    minutes: LongText
    recorded_by: PersonalShort | None = None


class HoldMeeting(Ask[MeetingView]):
    """Record a coordination meeting. Source: P3.1."""

    topic: ClassVar = topology.HOLD_MEETING
    answer: ClassVar[type[BaseModel]] = MeetingView
    held_on: date
    topic_text: ShortText
    units: tuple[UnitCode, ...]
    minutes: LongText


class MeetingPage(HeardPart):
    """Newest first."""

    meetings: tuple[MeetingView, ...]


class ListMeetings(Ask[MeetingPage]):
    """List coordination meetings."""

    topic: ClassVar = topology.LIST_MEETINGS
    answer: ClassVar[type[BaseModel]] = MeetingPage
    limit: Annotated[int, Field(ge=1, le=100)] = 50
