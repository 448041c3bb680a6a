"""Letters: the list, one letter with its deadlines, its PDF, its replies."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.filters import pick
from lianqing_console.domain.forms import Filled
from lianqing_console.entrypoints.pages import go, said_done
from lianqing_console.entrypoints.refill import refill
from lianqing_console.entrypoints.trouble import sentence_of, status_of
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    given_in,
    once_in,
    only_for,
)
from lianqing_console.errors import AlreadySentError
from lianqing_console.usecases.letter import (
    DONE,
    letter_forms,
    send_letter_form,
    show_letter,
)
from lianqing_console.usecases.send_once import send_once
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.letters import LetterState, SearchLetters
from lianqing_shared.errors import NotFoundError, RefusedError

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
    letter: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Show one letter."""
    only_for(visitor, t.SHOW_LETTER)
    view = await show_letter(console, visitor, letter)
    filled = [Filled(form=form) for form in letter_forms(view)]
    done = said_done(request, DONE)
    return pages.show(
        request, "letter.html", letter=view, filled=filled, done=done, refusal=""
    )


@router.get("/letters/{letter}/pdf")
async def pdf(
    request: Request, letter: str, console: ConsoleHere, visitor: VisitorHere
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
    letter: str,
    action: str,
    console: ConsoleHere,
    pages: PagesHere,
    visitor: VisitorHere,
) -> Response:
    """Reply, accept or return; what was typed stays if it is refused."""
    given = await given_in(request, visitor)

    async def carry_out() -> str:
        view = await send_letter_form(
            console, visitor, letter, action=action, given=given
        )
        return f"/letters/{view.letter_id}?done={action}"

    try:
        back = f"/letters/{letter}"
        location = await send_once(
            console, visitor, once=once_in(given), back=back, act=carry_out
        )
    except AlreadySentError:
        raise
    except RefusedError as error:
        if error.code in {"not_found", "not_allowed"}:
            raise
        view = await show_letter(console, visitor, letter)
        filled = refill(letter_forms(view), action, given=given, error=error)
        is_shown = any(item.refusal for item in filled)
        return pages.show(
            request,
            "letter.html",
            status=status_of(error),
            letter=view,
            filled=filled,
            done="",
            refusal="" if is_shown else sentence_of(error),
        )
    return go(location)
