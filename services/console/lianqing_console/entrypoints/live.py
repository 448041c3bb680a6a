"""Tell an open queue how many cases are new; the person decides when to look.

Each stream asks with its own person's token, so that nobody learns of a case that he
may not see. Rows are never inserted under the pointer.
"""

import asyncio
from collections.abc import AsyncIterator

import structlog
from fastapi import APIRouter
from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from lianqing_console.entrypoints.language import ENGLISH, translations
from lianqing_console.entrypoints.pages import language_of
from lianqing_console.entrypoints.visits import (
    ConsoleHere,
    VisitorHere,
    cookie_name,
    only_for,
)
from lianqing_console.errors import SignedOutError
from lianqing_console.usecases.console import Console
from lianqing_console.usecases.queue import total_of
from lianqing_console.usecases.sessions import resume
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.cases import CountCases
from lianqing_shared.errors import RefusedError, TryAgainError

log = structlog.get_logger(__name__)
router = APIRouter()
_GOOD = "实时连接"
_LOST = "连接中断，稍后自动恢复"


@router.get("/events")
async def events(
    request: Request, console: ConsoleHere, visitor: VisitorHere
) -> Response:
    """Stream `link` (is the bus there) and `new` (the banner)."""
    only_for(visitor, t.COUNT_CASES)
    seen = request.query_params.get("seen", "0")
    stream = _stream(
        console,
        cookie=request.cookies.get(cookie_name(console), ""),
        seen=int(seen) if seen.isdecimal() else 0,
        language=language_of(request),
    )
    return StreamingResponse(
        stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _stream(
    console: Console, *, cookie: str, seen: int, language: str
) -> AsyncIterator[str]:
    say = translations(language).gettext
    told = 0
    while True:
        try:
            new = await _new(console, cookie, seen=seen)
        except (SignedOutError, RefusedError):
            # Logged out, or something of his own account comes first by now.
            yield _event("ended", "")
            return
        except TryAgainError:
            yield _event("link", _dot(say(_LOST), is_good=False))
        else:
            yield _event("link", _dot(say(_GOOD), is_good=True))
            if new > told:
                told = new
                yield _event("new", _banner(new, language))
        await asyncio.sleep(console.settings.live_every_s)


async def _new(console: Console, cookie: str, *, seen: int) -> int:
    visitor = await resume(console, cookie, counts_as_use=False)
    counts = await console.desk.ask(CountCases(), visitor.token)
    return total_of(counts) - seen


def _banner(new: int, language: str) -> str:
    if language == ENGLISH:
        return f'<a class="newbar" href="/queue"><b>{new}</b> new, click to show</a>'
    return f'<a class="newbar" href="/queue">有 <b>{new}</b> 条新登记信息，点击显示</a>'


def _dot(words: str, *, is_good: bool) -> str:
    mark = "dot ok" if is_good else "dot"
    return f'<span class="{mark}" aria-hidden="true"></span>{escape(words)}'


def _event(name: str, text: str) -> str:
    return f"event: {name}\ndata: {text}\n\n"
