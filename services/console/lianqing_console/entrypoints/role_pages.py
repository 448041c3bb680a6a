"""Changes of roles: ask, approve, refuse, take back. Source: 等保2.0 三员分立."""

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
from lianqing_console.usecases import roles as use
from lianqing_console.usecases.acts import carry_out, forms_of, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import PersonId

router = APIRouter()
_PATH = "/roles"
_DONE = {
    "approve": "已复核同意。",
    "refuse": "已驳回。",
    "withdraw": "申请已撤回。",
    "request": "申请已提交。需要复核的，复核齐全后自动生效；不需要的已经生效。",
}


@router.get("/roles")
async def changes(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show what waits for a second and third person, and what was decided."""
    only_for(visitor, t.LIST_ROLE_CHANGES)
    return show_sheet(request, pages, await _sheet(console, visitor))


@router.post("/roles/{action}")
async def act(
    request: Request,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Approve, refuse or take back one change."""
    only_for(visitor, t.LIST_ROLE_CHANGES)

    async def carry(given: Given) -> str:
        found = await use.show_changes(console, visitor)
        await carry_out(console, visitor, found.all_acts, name=action, given=given)
        return f"{_PATH}?done={action.partition('-')[0]}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=_PATH,
        act=carry,
        again=lambda: _sheet(console, visitor),
    )


@router.get("/people/{person}/roles")
async def one_person(
    request: Request,
    person: PersonId,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show a person's roles, with the form for whoever may ask for others."""
    only_for(visitor, t.SHOW_PERSON)
    return show_sheet(request, pages, await _person_sheet(console, visitor, person))


@router.post("/people/{person}/roles/request")
async def ask(
    request: Request,
    person: PersonId,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Ask for somebody's roles to be changed."""
    only_for(visitor, t.REQUEST_ROLE_CHANGE)
    place = f"/people/{person}/roles"

    async def carry(given: Given) -> str:
        found = await use.show_person(console, visitor, person)
        acts = (use.request_act(found),)
        await carry_out(console, visitor, acts, name="request", given=given)
        return f"{place}?done=request"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="request",
        back=place,
        act=carry,
        again=lambda: _person_sheet(console, visitor, person),
    )


async def _sheet(console: Console, visitor: Visitor) -> Sheet:
    found = await use.show_changes(console, visitor)
    return Sheet(
        template="roles.html",
        said={"changes": found},
        forms=forms_of(found.all_acts),
        done=_DONE,
    )


async def _person_sheet(console: Console, visitor: Visitor, person: str) -> Sheet:
    found = await use.show_person(console, visitor, person)
    return Sheet(
        template="person_roles.html",
        said={"record": found},
        forms=forms_of(offered(visitor, (use.request_act(found),))),
        done=_DONE,
    )
