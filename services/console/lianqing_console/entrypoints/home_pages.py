"""The page of today: what waits, what is amiss, and where it is put right."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.domain.todos import place_of
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases import home as use
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t

router = APIRouter()
_DONE = {"check": "已重新检查。"}


@router.get("/home")
async def home(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show what waits for this person today."""
    only_for(visitor, t.LIST_UNITS)
    return show_sheet(request, pages, await _sheet(console, visitor))


@router.get("/home/strip")
async def strip(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the same in one line, to hang over the queue."""
    only_for(visitor, t.LIST_UNITS)
    found = await use.show_home(console, visitor)
    return pages.show(request, "_strip.html", found=found)


@router.post("/home/check")
async def check(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Look through the network now."""
    only_for(visitor, t.CHECK_NETWORK_GAPS)

    async def carry(given: Given) -> str:
        await use.check_now(console, visitor)
        return "/home?done=check"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="check",
        back="/home",
        act=carry,
        again=lambda: _sheet(console, visitor),
    )


async def _sheet(console: Console, visitor: Visitor) -> Sheet:
    found = await use.show_home(console, visitor)
    said = {"found": found, "place_of": place_of}
    return Sheet(template="home.html", said=said, done=_DONE)
