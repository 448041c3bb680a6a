"""Record a coordination meeting. Source: plan P3.1."""

from lianqing_console.domain.forms import Given, read
from lianqing_console.domain.other_forms import meeting_form
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.report import units_of
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.cases import HoldMeeting, MeetingView


async def hold_meeting(
    console: Console, visitor: Visitor, *, given: Given
) -> MeetingView:
    """Read the form and record the meeting; raises as forms do."""
    today = beijing_day(console.clock.now())
    form = meeting_form(await units_of(console, visitor), today=today)
    return await console.desk.ask(read(form, given, HoldMeeting), visitor.token)
