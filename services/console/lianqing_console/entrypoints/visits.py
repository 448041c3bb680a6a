"""Know who is at the window: cookies in, the visitor and his form out."""

import hmac
from base64 import b64encode
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.domain.forms import Given
from lianqing_console.entrypoints.pages import Pages
from lianqing_console.errors import ForgedFormError
from lianqing_console.usecases.console import Console, Visitor
from lianqing_console.usecases.sessions import resume
from lianqing_shared.contracts.topology import Topic
from lianqing_shared.security.access import require

_MOST_FIELDS = 300
_LONGEST_FILE_NAME = 100
_MOST_PART_BYTES = 7_500_000
_HALF_S = 180
_LONGEST_ORIGIN = 120
_SYSTEMS = ("Windows", "Android", "iPhone", "Mac OS X", "UOS", "Kylin", "Linux")


def console_of(request: Request) -> Console:
    """Return the console's parts."""
    return cast("Console", request.app.state.console)


def pages_of(request: Request) -> Pages:
    """Return what renders pages."""
    return cast("Pages", request.app.state.pages)


async def current_visitor(request: Request) -> Visitor:
    """Return the person of the session's cookie; raises SignedOutError."""
    console = console_of(request)
    found = await resume(console, request.cookies.get(cookie_name(console)))
    request.state.visitor = found
    return found


ConsoleHere = Annotated[Console, Depends(console_of)]
PagesHere = Annotated[Pages, Depends(pages_of)]
VisitorHere = Annotated[Visitor, Depends(current_visitor)]


def only_for(visitor: Visitor, topic: Topic) -> None:
    """Refuse at once whoever may not make the page's request; names who may."""
    require(visitor.actor, topic)


async def given_in(request: Request, visitor: Visitor) -> Given:
    """Return what a form of this session sent; raises ForgedFormError for others'."""
    given = await typed_in(request)
    _check_token(given, visitor)
    return given


async def taken_in(request: Request, visitor: Visitor) -> Given:
    """Return what a form with one file sent; raises ForgedFormError for others'.

    The file stands as base 64 under its field's name and its own name under `name`; a
    form that brings such a text back is read in the same way. The guard has kept away
    what is too large.
    """
    found: dict[str, list[str]] = {}
    async with request.form(
        max_fields=_MOST_FIELDS, max_files=1, max_part_size=_MOST_PART_BYTES
    ) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value)
            elif value.filename:
                found[name] = [b64encode(await value.read()).decode()]
                found["name"] = [value.filename[-_LONGEST_FILE_NAME:]]
    _check_token(found, visitor)
    return found


async def typed_in(request: Request) -> Given:
    """Return the text fields of a form; a file in it is refused."""
    found: dict[str, list[str]] = {}
    async with request.form(max_fields=_MOST_FIELDS, max_files=0) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value)
    return found


def _check_token(given: Given, visitor: Visitor) -> None:
    token = next(iter(given.get("_token", ())), "")
    if not hmac.compare_digest(token.encode(), visitor.form_token.encode()):
        raise ForgedFormError


def once_in(given: Given) -> str:
    """Return the key under which this form has one effect only."""
    return next(iter(given.get("_once", ())), "")


def cookie_name(console: Console) -> str:
    """Return the cookie's name; `__Host-` binds it to this host and needs https."""
    return "__Host-lianqing" if console.settings.is_https else "lianqing"


def half_name(console: Console) -> str:
    """Return the name of the cookie that opens a log-in waiting for its code."""
    return f"{cookie_name(console)}-half"


def origin_of(request: Request) -> str:
    """Return where a log-in comes from, as its owner will recognise it."""
    agent = request.headers.get("user-agent", "")
    system = next((name for name in _SYSTEMS if name in agent), "")
    place = request.client.host if request.client else ""
    return " ".join(part for part in (place, system) if part)[:_LONGEST_ORIGIN]


def hand_half(response: Response, console: Console, cookie: str) -> None:
    """Give the browser the key to its log-in that waits for a code."""
    response.set_cookie(
        half_name(console),
        cookie,
        max_age=_HALF_S,
        path="/",
        httponly=True,
        samesite="strict",
        secure=console.settings.is_https,
    )


def hand_cookie(response: Response, console: Console, cookie: str) -> None:
    """Give the browser its session; scripts and other sites cannot use it."""
    response.set_cookie(
        cookie_name(console),
        cookie,
        max_age=console.settings.longest_hours * 3600,
        path="/",
        httponly=True,
        samesite="strict",
        secure=console.settings.is_https,
    )
