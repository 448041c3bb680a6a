"""Reporting on time: one's own periods, everybody's, the rules. Source: P1.3.1."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import year_of
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases import duties as use
from lianqing_console.usecases.acts import carry_out, forms_of
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t

router = APIRouter()
_PATH = "/duties"
_RULES = "/duties/schedules"
_DONE = {"nil": "已报零。本期如有新情况，仍可登记信息。"}
_SET = {"schedule": "报送周期已设定。"}


@router.get("/duties")
async def duties(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show how units stand with their periods."""
    only_for(visitor, t.LIST_RETURNS)
    year = year_of(request.query_params.get("year", ""))
    return show_sheet(request, pages, await _sheet(console, visitor, year))


@router.post("/duties/{action}")
async def nil(
    request: Request,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Hand in a nil return for one period."""
    only_for(visitor, t.ENTER_NIL)

    async def carry(given: Given) -> str:
        words = await use.show_duties(console, visitor, year=None)
        acts = use.duty_acts(visitor, words)
        await carry_out(console, visitor, acts, name=action, given=given)
        return f"{_PATH}?done=nil"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=_PATH,
        act=carry,
        again=lambda: _sheet(console, visitor, None),
    )


@router.get("/duties/schedules")
async def schedules(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show who owes word when."""
    only_for(visitor, t.LIST_SCHEDULES)
    return show_sheet(request, pages, await _schedules(console, visitor))


@router.post("/duties/schedules/schedule")
async def set_schedule(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Set when a kind of units, or the whole town, owes word."""
    only_for(visitor, t.SET_SCHEDULE)

    async def carry(given: Given) -> str:
        acts = use.schedule_acts(visitor)
        await carry_out(console, visitor, acts, name="schedule", given=given)
        return f"{_RULES}?done=schedule"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="schedule",
        back=_RULES,
        act=carry,
        again=lambda: _schedules(console, visitor),
    )


async def _sheet(console: Console, visitor: Visitor, year: int | None) -> Sheet:
    words = await use.show_duties(console, visitor, year=year)
    return Sheet(
        template="duties.html",
        said={"words": words},
        forms=forms_of(use.duty_acts(visitor, words)),
        done=_DONE,
    )


async def _schedules(console: Console, visitor: Visitor) -> Sheet:
    return Sheet(
        template="schedules.html",
        said={"found": await use.show_schedules(console, visitor)},
        forms=forms_of(use.schedule_acts(visitor)),
        done=_SET,
    )
