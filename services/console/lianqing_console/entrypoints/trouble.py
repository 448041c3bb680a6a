"""Answer what went wrong with a page that says what to do; never with a traceback."""

from urllib.parse import urlencode

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lianqing_console.entrypoints.pages import Pages, go
from lianqing_console.errors import AlreadySentError, SignedOutError
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.security.access import DUTY_PENDING, NO_ROLE

log = structlog.get_logger(__name__)

BUSY = "业务服务暂时没有响应。您刚才的操作可能尚未完成，请稍候刷新查看结果后再继续。"
_STATUS = {
    "not_found": 404,
    "not_allowed": 403,
    "conflict": 409,
    "internal": 500,
    "try_again": 503,
}
_TITLES = {
    403: "无权办理",
    404: "没有找到",
    405: "没有找到",
    409: "情况已有变化",
    413: "内容过大",
    422: "不能办理",
    500: "系统内部出错",
    503: "暂时无法服务",
}
_SENTENCES = {
    404: "没有这个页面，可能是地址不完整，或者您无权知晓它是否存在。",
    405: "没有这个页面，请从左侧菜单重新进入。",
}
_UNPROCESSABLE = 422


def add_trouble_pages(app: FastAPI, pages: Pages) -> None:
    """Register a page for every kind of trouble."""

    async def signed_out(request: Request, error: Exception) -> Response:
        why = error.why if isinstance(error, SignedOutError) else "none"
        wanted = {"why": why, "next": _next(request)}
        location = f"/login?{urlencode(wanted)}"
        if "hx-request" in request.headers:
            return Response(status_code=204, headers={"hx-redirect": location})
        return go(location)

    async def refused(request: Request, error: Exception) -> Response:
        if isinstance(error, AlreadySentError):
            return go(error.location)
        if not isinstance(error, RefusedError):
            raise error
        if error.code in {DUTY_PENDING, NO_ROLE}:
            return go("/account")
        status = status_of(error)
        return trouble_page(pages, request, status, sentence_of(error))

    async def busy(request: Request, error: Exception) -> Response:
        log.warning("page.postponed", path=request.url.path, kind=type(error).__name__)
        return trouble_page(pages, request, 503, BUSY)

    async def unknown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        sentence = _SENTENCES.get(status, "这个请求无法处理，请从左侧菜单重新进入。")
        return trouble_page(pages, request, status, sentence)

    async def misspelt(request: Request, error: Exception) -> Response:
        # An id or code in the address that is none: as unknown as any other.
        return trouble_page(pages, request, 404, _SENTENCES[404])

    app.add_exception_handler(SignedOutError, signed_out)
    app.add_exception_handler(RequestValidationError, misspelt)
    app.add_exception_handler(RefusedError, refused)
    app.add_exception_handler(TryAgainError, busy)
    app.add_exception_handler(HTTPException, unknown)


def trouble_page(pages: Pages, request: Request, status: int, said: str) -> Response:
    """Return the page for a trouble."""
    title = _TITLES.get(status, "不能办理")
    return pages.show(
        request, "trouble.html", status=status, code=status, title=title, sentence=said
    )


def status_of(error: RefusedError) -> int:
    """Return the HTTP status of a refusal."""
    return _STATUS.get(error.code, _UNPROCESSABLE)


def sentence_of(error: RefusedError) -> str:
    """Return what a person reads about a refusal."""
    return BUSY if error.code == "try_again" else error.sentence


def _next(request: Request) -> str:
    """Return where to go on after logging in: a page that was asked for by GET."""
    if request.method != "GET":
        return ""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}"
