"""Recusal and the interference register. Source: 监察法 Art. 66, 67."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases import conduct as use
from lianqing_console.usecases.acts import carry_out, forms_of
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t

router = APIRouter()
_PATH = "/conduct"
_REGISTER = "/interferences"
_DONE = {
    "declare": "回避关系已申报，随即生效。",
    "end": "回避关系已结束。",
    "record": "已登记，不能修改或删除。",
}


@router.get("/conduct")
async def relations(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show one's own relations, and all of them to those who keep the register."""
    only_for(visitor, t.LIST_RELATIONS)
    return show_sheet(request, pages, await _relations(console, visitor))


@router.post("/conduct/{action}")
async def act(
    request: Request,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Declare a relation, or end somebody else's."""
    only_for(visitor, t.LIST_RELATIONS)

    async def carry(given: Given) -> str:
        words = await use.show_conduct(console, visitor)
        await carry_out(console, visitor, words.acts, name=action, given=given)
        return f"{_PATH}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=_PATH,
        act=carry,
        again=lambda: _relations(console, visitor),
    )


@router.get("/interferences")
async def register(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the register to those who may read it, and the form to the others too."""
    only_for(visitor, t.RECORD_INTERFERENCE)
    after = request.query_params.get("after", "")[:40] or None
    return show_sheet(request, pages, await _register(console, visitor, after))


@router.post("/interferences/record")
async def record(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Record that somebody asked about, meddled in or pleaded for a matter."""
    only_for(visitor, t.RECORD_INTERFERENCE)

    async def carry(given: Given) -> str:
        words = await use.show_register(console, visitor, after=None)
        await carry_out(console, visitor, words.acts, name="record", given=given)
        return f"{_REGISTER}?done=record"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="record",
        back=_REGISTER,
        act=carry,
        again=lambda: _register(console, visitor, None),
    )


async def _relations(console: Console, visitor: Visitor) -> Sheet:
    words = await use.show_conduct(console, visitor)
    return Sheet(
        template="conduct.html",
        said={"words": words},
        forms=forms_of(words.acts),
        done=_DONE,
    )


async def _register(console: Console, visitor: Visitor, after: str | None) -> Sheet:
    words = await use.show_register(console, visitor, after=after)
    return Sheet(
        template="interferences.html",
        said={"words": words},
        forms=forms_of(words.acts),
        done=_DONE,
    )
