"""An informant's yearly assessment, his papers, the rules he serves under."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import pick, year_of
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases import informants as use
from lianqing_console.usecases import rules
from lianqing_console.usecases.acts import carry_out, forms_of, offered
from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import PersonId
from lianqing_shared.contracts.informant_words import InformantPaper
from lianqing_shared.contracts.informants import Paper, PrintInformant, PrintRewards
from lianqing_shared.errors import NotFoundError

router = APIRouter()
_RULES = "/rules"


@router.get("/informants/{person}/assess/{year}")
async def proposal(
    *,
    request: Request,
    person: PersonId,
    year: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show a year's score as the rule proposes it, each point with its reason."""
    only_for(visitor, t.PROPOSE_ASSESSMENT)
    sheet = await _proposal(console, visitor, person, year=_year(year))
    return show_sheet(request, pages, sheet)


@router.post("/informants/{person}/assess/{year}")
async def assess(
    *,
    request: Request,
    person: PersonId,
    year: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Settle a year's score as proposed, or another with a reason."""
    only_for(visitor, t.ASSESS_INFORMANT)
    number = _year(year)

    async def carry(given: Given) -> str:
        words = await use.show_informant(console, visitor, person)
        act = use.assess_act(words, proposed=0, year=number)
        await carry_out(console, visitor, (act,), name="assess", given=given)
        return f"/informants/{person}?done=assess"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action="assess",
        back=f"/informants/{person}",
        act=carry,
        again=lambda: _proposal(console, visitor, person, year=number),
    )


@router.get("/informants/{person}/paper/{paper}")
async def paper(
    *,
    request: Request,
    person: PersonId,
    paper: str,
    console: ConsoleHere,
    visitor: VisitorHere,
) -> Response:
    """Give one of an informant's papers to read and print."""
    only_for(visitor, t.PRINT_INFORMANT)
    kind = pick(InformantPaper, paper)
    if kind is None:
        raise NotFoundError("这份文件")
    year = year_of(request.query_params.get("year", ""))
    ask = PrintInformant(person_id=person, paper=kind, year=year)
    return _pdf(await console.desk.ask(ask, visitor.token))


@router.get("/rewards/{year}")
async def rewards(year: str, console: ConsoleHere, visitor: VisitorHere) -> Response:
    """Give a year's list of rewards to read and print."""
    only_for(visitor, t.PRINT_REWARDS)
    ask = PrintRewards(year=_year(year))
    return _pdf(await console.desk.ask(ask, visitor.token))


@router.get("/rules")
async def show(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """Show the management rules, and who has not accepted them."""
    only_for(visitor, t.LIST_RULES)
    return show_sheet(request, pages, await _rules(console, visitor))


@router.post("/rules/{action}")
async def act(
    request: Request,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Publish a version, or accept the one in force."""
    only_for(visitor, t.LIST_RULES)

    async def carry(given: Given) -> str:
        acts = rules.rules_acts(visitor, await rules.show_rules(console, visitor))
        await carry_out(console, visitor, acts, name=action, given=given)
        return f"{_RULES}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=_RULES,
        act=carry,
        again=lambda: _rules(console, visitor),
    )


async def _proposal(
    console: Console, visitor: Visitor, person: str, *, year: int
) -> Sheet:
    words = await use.show_informant(console, visitor, person)
    found = await use.propose(console, visitor, person, year=year)
    act = use.assess_act(words, proposed=found.score, year=year)
    return Sheet(
        template="informant_assess.html",
        said={
            "words": words,
            "proposal": found,
            "is_running": year == beijing_day(console.clock.now()).year,
        },
        forms=forms_of(offered(visitor, (act,))),
    )


async def _rules(console: Console, visitor: Visitor) -> Sheet:
    words = await rules.show_rules(console, visitor)
    return Sheet(
        template="rules.html",
        said={"words": words},
        forms=forms_of(rules.rules_acts(visitor, words)),
        done=rules.DONE,
    )


def _year(typed: str) -> int:
    found = year_of(typed)
    if found is None:
        raise NotFoundError("这个年度")
    return found


def _pdf(found: Paper) -> Response:
    return Response(
        found.pdf,
        media_type="application/pdf",
        headers={
            "content-disposition": f"inline; filename*=UTF-8''{quote(found.name)}"
        },
    )
