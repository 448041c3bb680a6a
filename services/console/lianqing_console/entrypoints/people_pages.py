"""People: the list, one person with his account, a new person. Source: P1.3.1.

What is searched for may be a name, and the place to go on from is a log-in name: both
travel in forms, never in an address.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import PeopleFilter, people_filter
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.pages import Pages
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    given_in,
    only_for,
)
from lianqing_console.usecases import people as use
from lianqing_console.usecases.acts import forms_of
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import PersonId

router = APIRouter()


@router.get("/people")
async def people(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the first page of people."""
    only_for(visitor, t.LIST_PEOPLE)
    return await _list(request, console, pages, visitor, PeopleFilter())


@router.post("/people/search")
async def search(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the people that were sought, or the page that comes next."""
    only_for(visitor, t.LIST_PEOPLE)
    chosen = people_filter(await given_in(request, visitor))
    return await _list(request, console, pages, visitor, chosen)


@router.get("/people/new")
async def blank(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the form that adds a person."""
    only_for(visitor, t.ADD_PERSON)
    return show_sheet(request, pages, await _blank(console, visitor))


@router.post("/people/new")
async def add(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Add a person, and show the first password this once."""
    only_for(visitor, t.ADD_PERSON)

    async def carry(given: Given) -> Sheet:
        added = await use.add_person(console, visitor, given)
        return Sheet(
            template="person_secret.html",
            said={
                "person": added,
                "secret": added.initial_password,
                "until": added.initial_until,
                "change": added.role_change,
                "is_new": True,
            },
        )

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="add",
        back="/people",
        act=carry,
        again=lambda: _blank(console, visitor),
    )


@router.get("/people/{person}")
async def one_person(
    request: Request,
    person: PersonId,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one person's account."""
    only_for(visitor, t.SHOW_PERSON)
    return show_sheet(request, pages, await _sheet(console, visitor, person))


@router.post("/people/{person}/{action}")
async def act(
    *,
    request: Request,
    person: PersonId,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Carry out one of the forms on a person's page; a new password shows once."""
    only_for(visitor, t.SHOW_PERSON)
    place = f"/people/{person}"

    async def carry(given: Given) -> str | Sheet:
        made = await use.send_person_form(
            console, visitor, person, action=action, given=given
        )
        if made is None:
            return f"{place}?done={action}"
        words = await use.show_person(console, visitor, person)
        return Sheet(
            template="person_secret.html",
            said={
                "person": words.record.person,
                "secret": made.initial_password,
                "until": made.initial_until,
                "change": None,
                "is_new": False,
            },
        )

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


async def _list(
    request: Request,
    console: Console,
    pages: Pages,
    visitor: Visitor,
    chosen: PeopleFilter,
) -> Response:
    found = await use.search_people(console, visitor, chosen)
    return pages.show(request, "people.html", people=found, chosen=chosen)


async def _sheet(console: Console, visitor: Visitor, person: str) -> Sheet:
    words = await use.show_person(console, visitor, person)
    return Sheet(
        template="person.html",
        said={"words": words},
        forms=forms_of(use.person_acts(visitor, words)),
        done=use.DONE,
    )


async def _blank(console: Console, visitor: Visitor) -> Sheet:
    return Sheet(
        template="person_new.html",
        said={},
        forms=(await use.blank_form(console, visitor),),
    )
