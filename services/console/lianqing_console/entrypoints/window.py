"""The dedicated log-in window. Source: plan P1.3.1."""

from contextlib import suppress

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.language import LANGUAGES
from lianqing_console.entrypoints.pages import LANGUAGE_COOKIE, Pages, go
from lianqing_console.entrypoints.trouble import BUSY
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    PagesHere,
    VisitorHere,
    cookie_name,
    given_in,
    half_name,
    hand_cookie,
    hand_half,
    origin_of,
    typed_in,
)
from lianqing_console.usecases.console import Console
from lianqing_console.usecases.log_in import CODE_NEEDED, Claim, hold, log_in, take_up
from lianqing_console.usecases.sessions import log_out
from lianqing_shared.errors import RefusedError, TryAgainError

router = APIRouter()
_WHY = {
    "idle": "您有一段时间没有操作，为保密起见已自动退出，请重新登录。",
    "ended": "登录已满最长时限，请重新登录。",
    "revoked": "登录已失效，请重新登录。",
    "out": "您已安全退出。",
    "half": "输入验证码的时间已过，请重新登录。",
}
_UNREADABLE = "请填写登录名和密码。"
_YEAR_S = 31_536_000


@router.get("/login")
async def window(request: Request, pages: PagesHere) -> Response:
    """Show the log-in window."""
    query = request.query_params
    why = _WHY.get(query.get("why", ""), "")
    return _window(request, pages, why=why, wanted=_ours(query.get("next", "")))


@router.post("/login")
async def enter(request: Request, console: ConsoleHere, pages: PagesHere) -> Response:
    """Open a session and go where the person wanted to.

    Where a code is needed, the window asks for it alone: name and password travel back
    sealed under a cookie of their own, for some minutes.
    """
    given = await typed_in(request)
    wanted = _ours(_typed(given, "next"))
    who = Claim(
        login=_typed(given, "login").strip(),
        password=_typed(given, "password"),
        code="".join(_typed(given, "code").split()),
    )
    if held := _typed(given, "held"):
        who = take_up(console, held, cookie=_half(request, console), code=who.code)
    old = request.cookies.get(cookie_name(console))
    try:
        cookie = await log_in(console, who, old=old, origin=origin_of(request))
    except ValidationError:
        refusal, status = _UNREADABLE, 422
    except RefusedError as err:
        if err.code == CODE_NEEDED:
            return _ask_for_code(request, console, pages, who, wanted=wanted)
        refusal, status = err.sentence, 422
    except TryAgainError:
        refusal, status = BUSY, 503
    else:
        response = go(wanted or "/")
        hand_cookie(response, console, cookie)
        if _half(request, console):
            response.delete_cookie(half_name(console), path="/")
        return response
    return _window(
        request, pages, login=who.login, refusal=refusal, status=status, wanted=wanted
    )


def _ask_for_code(
    request: Request, console: Console, pages: Pages, who: Claim, *, wanted: str
) -> Response:
    held, cookie = hold(console, who)
    response = _window(request, pages, login=who.login, wanted=wanted, held=held)
    hand_half(response, console, cookie)
    return response


def _half(request: Request, console: Console) -> str:
    return request.cookies.get(half_name(console), "")


def _typed(given: Given, name: str) -> str:
    return next(iter(given.get(name, ())), "")


def _window(
    request: Request,
    pages: Pages,
    *,
    login: str = "",
    why: str = "",
    refusal: str = "",
    wanted: str = "",
    held: str = "",
    status: int = 200,
) -> Response:
    return pages.show(
        request,
        "login.html",
        status=status,
        login=login,
        why=why,
        refusal=refusal,
        next=wanted,
        held=held,
    )


@router.post("/logout")
async def leave(
    request: Request, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """End the session here and at the registry."""
    await given_in(request, visitor)
    # It has ended on our side; where the registry cannot be told, its limits end it.
    with suppress(RefusedError, TryAgainError):
        await log_out(console, request.cookies[cookie_name(console)])
    response = go("/login?why=out")
    response.delete_cookie(cookie_name(console), path="/")
    return response


@router.get("/language/{name}")
async def choose_language(request: Request, name: str) -> Response:
    """Remember the language and go back to the page."""
    response = go(_ours(request.query_params.get("next", "")) or "/")
    if name in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, name, max_age=_YEAR_S, samesite="lax", httponly=True
        )
    return response


def _ours(path: str) -> str:
    """Return a path of ours, or nothing for anything that could lead elsewhere."""
    is_path = path.startswith("/") and not path.startswith(("//", "/\\"))
    is_plain = all(" " <= sign != "\\" for sign in path)
    return path if is_path and is_plain and not path.startswith("/log") else ""
