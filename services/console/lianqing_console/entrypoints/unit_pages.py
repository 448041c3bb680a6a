"""The network: its tree, one unit with all that can be done to it. Source: P1.0."""

from dataclasses import replace

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import unit_filter
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.pages import go
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases import units as use
from lianqing_console.usecases.acts import carry_out, forms_of
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.report import page_of
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import UnitCode
from lianqing_shared.errors import NotFoundError

router = APIRouter()
_LONGEST_CODE = 32


@router.get("/network")
async def former(visitor: VisitorHere) -> Response:
    """Lead to where the network's units stand now."""
    return go("/units")


@router.get("/units")
async def units(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the network as a tree, or what was sought in it as a list."""
    only_for(visitor, t.LIST_UNITS)
    chosen = unit_filter(request.query_params)
    found = (
        await use.search_units(console, visitor, chosen) if chosen.is_chosen else None
    )
    tree = () if found else await use.show_tree(console, visitor)
    return pages.show(request, "units.html", chosen=chosen, found=found, tree=tree)


@router.get("/units/new")
async def blank(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the form that adds a unit."""
    only_for(visitor, t.ADD_UNIT)
    return show_sheet(request, pages, await _blank(request, console, visitor))


@router.post("/units/new")
async def add(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Add a unit; what was typed stays if it is refused."""
    only_for(visitor, t.ADD_UNIT)

    async def carry(given: Given) -> str:
        act = use.add_act(await page_of(console, visitor))
        await carry_out(console, visitor, (act,), name="add", given=given)
        code = next(iter(given.get("code", ())), "").strip()
        return f"/units/{code}?done=add"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="add",
        back="/units",
        act=carry,
        again=lambda: _blank(request, console, visitor),
    )


@router.get("/units/{code}")
async def one_unit(
    request: Request,
    code: UnitCode,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one unit with its people and its history."""
    only_for(visitor, t.SHOW_UNIT)
    return show_sheet(request, pages, await _sheet(console, visitor, code))


@router.get("/units/{code}/below")
async def below(
    request: Request,
    code: UnitCode,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show the units directly under one, to hang into the open tree."""
    only_for(visitor, t.SEARCH_UNITS)
    found = await use.show_below(console, visitor, code)
    return pages.show(request, "_below.html", found=found, code=code)


@router.get("/units/{code}/change")
async def change(
    request: Request,
    code: UnitCode,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show the form with all that is known of a unit, on a page of its own."""
    only_for(visitor, t.CHANGE_UNIT)
    return show_sheet(request, pages, await _change(console, visitor, code))


@router.post("/units/{code}/{action}")
async def act(
    *,
    request: Request,
    code: UnitCode,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Carry out one of a unit's forms."""
    only_for(visitor, t.SHOW_UNIT)
    place = f"/units/{code}"
    again = _change if action == "change" else _sheet

    async def carry(given: Given) -> str:
        await use.send_unit_form(console, visitor, code, action=action, given=given)
        return f"{place}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=place,
        act=carry,
        again=lambda: again(console, visitor, code),
    )


async def _sheet(console: Console, visitor: Visitor, code: str) -> Sheet:
    words = await use.show_unit(console, visitor, code)
    return Sheet(
        template="unit.html",
        said={"words": words},
        forms=forms_of(use.unit_acts(visitor, words)),
        done=use.DONE,
    )


async def _change(console: Console, visitor: Visitor, code: str) -> Sheet:
    sheet = await _sheet(console, visitor, code)
    if all(form.name != "change" for form in sheet.forms):
        raise NotFoundError("可以变更的单位")
    return replace(sheet, template="unit_change.html")


async def _blank(request: Request, console: Console, visitor: Visitor) -> Sheet:
    parent = request.query_params.get("parent", "")[:_LONGEST_CODE]
    act = use.add_act(await page_of(console, visitor), parent=parent)
    return Sheet(template="unit_new.html", said={}, forms=(act.form,))
