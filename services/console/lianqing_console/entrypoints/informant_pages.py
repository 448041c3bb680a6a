"""Invited informants: the database, one file, one's own. Source: P1.3.2a, P1.3.2b."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import informant_filter
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    given_in,
    only_for,
)
from lianqing_console.usecases import informants as use
from lianqing_console.usecases.acts import carry_out, forms_of
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import PersonId
from lianqing_shared.contracts.informants import InformantFiled, InformantView

router = APIRouter()


@router.get("/informants")
async def informants(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List informants and what must be seen to."""
    only_for(visitor, t.LIST_INFORMANTS)
    chosen = informant_filter(request.query_params)
    found = await use.search_informants(console, visitor, chosen)
    return pages.show(request, "informants.html", people=found, chosen=chosen)


@router.post("/informants/search")
async def search(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List the informants of a name or filing number."""
    only_for(visitor, t.LIST_INFORMANTS)
    given = await given_in(request, visitor)
    query = {name: next(iter(values), "") for name, values in given.items()}
    chosen = informant_filter(query, text=query.get("q", ""))
    found = await use.search_informants(console, visitor, chosen)
    return pages.show(request, "informants.html", people=found, chosen=chosen)


@router.get("/informants/new")
async def blank(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the form of application."""
    only_for(visitor, t.APPLY_INFORMANT)
    return show_sheet(request, pages, await _blank(console, visitor))


@router.post("/informants/new")
async def apply(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Apply for an informant; what was typed stays if it is refused."""
    only_for(visitor, t.APPLY_INFORMANT)

    async def carry(given: Given) -> str:
        act = await use.apply_act(console, visitor)
        found = await carry_out(console, visitor, (act,), name="apply", given=given)
        person = found.person_id if isinstance(found, InformantView) else ""
        return f"/informants/{person}?done=apply"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="apply",
        back="/informants",
        act=carry,
        again=lambda: _blank(console, visitor),
    )


@router.get("/informants/me")
async def own(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show an informant his own file."""
    only_for(visitor, t.SHOW_INFORMANT)
    return show_sheet(request, pages, await _sheet(console, visitor, None))


@router.get("/informants/{person}")
async def one_informant(
    request: Request,
    person: PersonId,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one informant's file."""
    only_for(visitor, t.SHOW_INFORMANT)
    return show_sheet(request, pages, await _sheet(console, visitor, person))


@router.post("/informants/{person}/{action}")
async def act(
    *,
    request: Request,
    person: PersonId,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Carry out one of the forms on an informant's page."""
    only_for(visitor, t.SHOW_INFORMANT)
    place = f"/informants/{person}"

    async def carry(given: Given) -> str | Sheet:
        made = await use.send_informant_form(
            console, visitor, person, action=action, given=given
        )
        return _secret(made) if made else f"{place}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=place,
        act=carry,
        again=lambda: _sheet(console, visitor, person),
    )


def _secret(made: InformantFiled) -> Sheet:
    return Sheet(template="informant_secret.html", said={"filed": made})


async def _sheet(console: Console, visitor: Visitor, person: str | None) -> Sheet:
    words = await use.show_informant(console, visitor, person)
    return Sheet(
        template="informant.html",
        said={"words": words},
        forms=forms_of(use.informant_acts(visitor, words)),
        done=use.DONE,
    )


async def _blank(console: Console, visitor: Visitor) -> Sheet:
    act = await use.apply_act(console, visitor)
    return Sheet(template="informant_new.html", said={}, forms=(act.form,))
