"""Stand before every page: security headers, foreign forms, the last resort.

Source: architecture section 8; ecosystem research section 8.
"""

import secrets
from collections.abc import Awaitable, Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; object-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_BYTES = 1_000_000
_MOST_BYTES_OF = {"/units/import": 7_500_000, "/units/import/confirm": 7_500_000}
"""Routes that take a file, whole or as base 64 text."""

PageOf = Callable[[Request, int, str], Awaitable[Response]]
"""Makes the page for a status and a sentence."""


class Guard:
    """Wrap the application; `page` shows what the guard refuses or catches."""

    def __init__(self, app: ASGIApp, page: PageOf, *, is_https: bool) -> None:
        self._app = app
        self._page = page
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_begun = False

        async def send_guarded(message: Message) -> None:
            nonlocal is_begun
            if message["type"] == "http.response.start":
                is_begun = True
                self._dress(MutableHeaders(scope=message), scope)
            await send(message)

        most = _MOST_BYTES_OF.get(scope["path"], _MOST_BYTES)
        refusal = refused(scope["method"], Headers(scope=scope), most=most)
        request = Request(scope, receive)
        try:
            if refusal is not None:
                page = await self._page(request, *refusal)
                await page(scope, receive, send_guarded)
            else:
                await self._app(scope, receive, send_guarded)
        except Exception:
            # The last resort: nobody is shown a traceback, and somebody must look.
            number = secrets.token_hex(4)
            log.exception("page.failed", number=number, path=scope["path"])
            if is_begun:
                raise
            sentence = f"系统内部出错（编号 {number}），请稍后再试或联系管理员。"
            page = await self._page(request, 500, sentence)
            await page(scope, receive, send_guarded)

    def _dress(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if not scope["path"].startswith("/static/"):
            headers.setdefault("cache-control", "no-store")
        if self._is_https:
            headers["strict-transport-security"] = "max-age=31536000"


def refused(
    method: str, headers: Headers, *, most: int = _MOST_BYTES
) -> tuple[int, str] | None:
    """Return the status and sentence for a request that must not pass, or None.

    A form counts as ours if the browser says so (`Sec-Fetch-Site`), or, where it does
    not say, if its `Origin` is our own host. Neither said means not ours. A body whose
    length is not told beforehand comes from no browser's form.
    """
    if method in _SAFE:
        return None
    length = headers.get("content-length", "0")
    is_measured = length.isdecimal() and "transfer-encoding" not in headers
    if not is_measured or int(length) > most:
        return 413, "提交的内容过大，未作处理。请删减后再提交。"
    site = headers.get("sec-fetch-site")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        origin = headers.get("origin", "")
        is_ours = origin.partition("://")[2] == headers.get("host", "-")
    if is_ours:
        return None
    return 403, "这份表单不是从本系统页面提交的，未作处理。请从本系统页面重新打开。"
