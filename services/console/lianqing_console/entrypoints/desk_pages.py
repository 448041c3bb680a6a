"""The queue, the warning database and one case with all that can be done to it."""

from functools import partial

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.case_forms import DONE
from lianqing_console.domain.filters import case_filter
from lianqing_console.domain.forms import Given
from lianqing_console.domain.menu import home_for
from lianqing_console.entrypoints.pages import go
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases.case import send_case_form, show_case
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.queue import show_queue
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import ShortText
from lianqing_shared.security.access import may

router = APIRouter()


@router.get("/")
async def home(visitor: VisitorHere) -> Response:
    """Go to the page that this person begins on."""
    return go(home_for(partial(may, visitor.actor)))


@router.get("/queue")
async def queue(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show what waits, gravest first."""
    only_for(visitor, t.SEARCH_CASES)
    chosen = case_filter(request.query_params)
    desk = await show_queue(console, visitor, chosen, verified_only=False)
    return pages.show(request, "queue.html", desk=desk, chosen=chosen, path="/queue")


@router.get("/database")
async def database(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the warning database: verified cases only. Source: P3.3."""
    only_for(visitor, t.SEARCH_CASES)
    chosen = case_filter(request.query_params)
    desk = await show_queue(console, visitor, chosen, verified_only=True)
    return pages.show(
        request, "database.html", desk=desk, chosen=chosen, path="/database"
    )


@router.get("/cases/{case}")
async def one_case(
    request: Request,
    case: ShortText,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one case, whole."""
    only_for(visitor, t.SHOW_CASE)
    return show_sheet(request, pages, await _sheet(console, visitor, case))


@router.get("/cases/{case}/pane")
async def pane(
    request: Request,
    case: ShortText,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one case beside the list."""
    only_for(visitor, t.SHOW_CASE)
    words = await show_case(console, visitor, case)
    return pages.show(request, "_pane.html", view=words.view)


@router.post("/cases/{case}/{action}")
async def act(
    *,
    request: Request,
    case: ShortText,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Give a command about a case; what was typed stays if it is refused."""

    async def carry_out(given: Given) -> str:
        view = await send_case_form(console, visitor, case, action=action, given=given)
        return f"/cases/{view.row.case_id}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=f"/cases/{case}",
        act=carry_out,
        again=lambda: _sheet(console, visitor, case),
    )


async def _sheet(console: Console, visitor: Visitor, case: str) -> Sheet:
    words = await show_case(console, visitor, case)
    return Sheet(
        template="case.html", said={"words": words}, forms=words.forms, done=DONE
    )
