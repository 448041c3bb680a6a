"""The centre's other pages: statistics, network, policy, meetings."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Filled, Form
from lianqing_console.domain.other_forms import meeting_form
from lianqing_console.entrypoints.pages import go, said_done
from lianqing_console.entrypoints.refill import refill
from lianqing_console.entrypoints.trouble import status_of
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    given_in,
    once_in,
    only_for,
)
from lianqing_console.errors import AlreadySentError
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.meeting import hold_meeting
from lianqing_console.usecases.network import show_network
from lianqing_console.usecases.report import units_of
from lianqing_console.usecases.send_once import send_once
from lianqing_console.usecases.statistics import show_statistics
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.cases import ListMeetings, ShowPolicy
from lianqing_shared.errors import RefusedError
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


@router.get("/network")
async def network(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show units, clerks and informants."""
    found = await show_network(console, visitor)
    return pages.show(request, "network.html", network=found)


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
    return await _meetings(request, console, pages, visitor, status=200, filled=None)


@router.post("/meetings")
async def hold(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Record a coordination meeting; what was typed stays if it is refused."""
    only_for(visitor, t.HOLD_MEETING)
    given = await given_in(request, visitor)

    async def carry_out() -> str:
        await hold_meeting(console, visitor, given=given)
        return "/meetings?done=meeting"

    try:
        location = await send_once(
            console, visitor, once=once_in(given), back="/meetings", act=carry_out
        )
    except AlreadySentError:
        raise
    except RefusedError as error:
        form = await _form(console, visitor)
        (filled,) = refill([form], "meeting", given=given, error=error)
        return await _meetings(
            request, console, pages, visitor, status=status_of(error), filled=filled
        )
    return go(location)


async def _meetings(
    request: Request,
    console: Console,
    pages: PagesHere,
    visitor: Visitor,
    *,
    status: int,
    filled: Filled | None,
) -> Response:
    found = await console.desk.ask(ListMeetings(), visitor.token)
    if filled is None and may(visitor.actor, t.HOLD_MEETING):
        filled = Filled(form=await _form(console, visitor))
    units = await units_of(console, visitor)
    return pages.show(
        request,
        "meetings.html",
        status=status,
        meetings=found.meetings,
        filled=filled,
        names={unit.code: unit.name for unit in units},
        done=said_done(request, _DONE),
    )


async def _form(console: Console, visitor: Visitor) -> Form:
    units = await units_of(console, visitor)
    return meeting_form(units, today=beijing_day(console.clock.now()))
