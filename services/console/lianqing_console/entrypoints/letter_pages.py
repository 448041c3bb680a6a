"""Letters: the list, one letter with its deadlines, its PDF, its replies."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import pick
from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.sheets import Sheet, send_form, show_sheet
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    only_for,
)
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.letter import (
    DONE,
    letter_forms,
    send_letter_form,
    show_letter,
)
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.base import ShortText
from lianqing_shared.contracts.letters import LetterState, SearchLetters
from lianqing_shared.errors import NotFoundError

router = APIRouter()


@router.get("/letters")
async def letters(
    request: Request, console: ConsoleHere, pages: PagesHere, visitor: VisitorHere
) -> Response:
    """List the letters that this person may see, newest first."""
    only_for(visitor, t.SEARCH_LETTERS)
    query = request.query_params
    state = pick(LetterState, query.get("state"))
    overdue = query.get("overdue") == "yes"
    found = await console.desk.ask(
        SearchLetters(
            state=state, overdue_only=overdue, after=query.get("after", "")[:80] or None
        ),
        visitor.token,
    )
    return pages.show(
        request, "letters.html", found=found, state=state, overdue=overdue
    )


@router.get("/letters/{letter}")
async def one_letter(
    request: Request,
    letter: ShortText,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one letter."""
    only_for(visitor, t.SHOW_LETTER)
    return show_sheet(request, pages, await _sheet(console, visitor, letter))


@router.get("/letters/{letter}/pdf")
async def pdf(
    request: Request, letter: ShortText, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """Give the letter's PDF to read, or to keep with `?keep=yes`."""
    only_for(visitor, t.SHOW_LETTER)
    view = await show_letter(console, visitor, letter, with_pdf=True)
    if view.pdf is None:
        raise NotFoundError("这份文书的正文")
    keeps = request.query_params.get("keep") == "yes"
    name = quote(f"{view.number}.pdf")
    place = "attachment" if keeps else "inline"
    return Response(
        view.pdf,
        media_type="application/pdf",
        headers={"content-disposition": f"{place}; filename*=UTF-8''{name}"},
    )


@router.post("/letters/{letter}/{action}")
async def act(
    *,
    request: Request,
    letter: ShortText,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Reply, accept or return; what was typed stays if it is refused."""

    async def carry_out(given: Given) -> str:
        view = await send_letter_form(
            console, visitor, letter, action=action, given=given
        )
        return f"/letters/{view.letter_id}?done={action}"

    return await send_form(
        request,
        pages,
        console=console,
        visitor=visitor,
        action=action,
        back=f"/letters/{letter}",
        act=carry_out,
        again=lambda: _sheet(console, visitor, letter),
    )


async def _sheet(console: Console, visitor: Visitor, letter: str) -> Sheet:
    view = await show_letter(console, visitor, letter)
    return Sheet(
        template="letter.html",
        said={"letter": view},
        forms=letter_forms(view),
        done=DONE,
    )
