"""The centre's other pages: statistics, policy, meetings."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.domain.other_forms import meeting_form
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.meeting import hold_meeting
from lianqing_console.usecases.report import units_of
from lianqing_console.usecases.statistics import show_statistics
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.cases import ListMeetings, ShowPolicy
from lianqing_shared.security.access import may

router = APIRouter()
_DONE = {"meeting": "例会已登记。"}


@router.get("/statistics")
async def statistics(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show counts with bars."""
    only_for(visitor, t.COUNT_CASES)
    found = await show_statistics(console, visitor)
    return pages.show(request, "statistics.html", found=found)


@router.get("/policy")
async def policy(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the policy in force."""
    only_for(visitor, t.SHOW_POLICY)
    found = await console.desk.ask(ShowPolicy(), visitor.token)
    return pages.show(request, "policy.html", policy=found)


@router.get("/meetings")
async def meetings(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List coordination meetings, with the form for whoever may record one."""
    only_for(visitor, t.LIST_MEETINGS)
    return show_sheet(request, pages, await _sheet(console, visitor))


@router.post("/meetings")
async def hold(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Record a coordination meeting; what was typed stays if it is refused."""
    only_for(visitor, t.HOLD_MEETING)

    async def carry_out(given: Given) -> str:
        await hold_meeting(console, visitor, given=given)
        return "/meetings?done=meeting"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="meeting",
        back="/meetings",
        act=carry_out,
        again=lambda: _sheet(console, visitor),
    )


async def _sheet(console: Console, visitor: Visitor) -> Sheet:
    found = await console.desk.ask(ListMeetings(), visitor.token)
    units = await units_of(console, visitor)
    is_theirs = may(visitor.actor, t.HOLD_MEETING)
    form = meeting_form(units, today=beijing_day(console.clock.now()))
    return Sheet(
        template="meetings.html",
        said={
            "meetings": found.meetings,
            "names": {unit.code: unit.name for unit in units},
        },
        forms=(form,) if is_theirs else (),
        done=_DONE,
    )
