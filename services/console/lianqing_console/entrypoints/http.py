"""All pages of the console as one application."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from lianqing_console.entrypoints import (
    account_pages,
    audit_pages,
    centre_pages,
    conduct_pages,
    desk_pages,
    duty_pages,
    home_pages,
    informant_pages,
    informant_papers,
    letter_pages,
    live,
    people_pages,
    report_pages,
    role_pages,
    unit_files,
    unit_pages,
    window,
)
from lianqing_console.entrypoints.guard import Guard
from lianqing_console.entrypoints.pages import Pages
from lianqing_console.entrypoints.trouble import add_trouble_pages, trouble_page
from lianqing_console.usecases.console import Console

_ROOMS = (
    account_pages,
    audit_pages,
    window,
    live,
    desk_pages,
    report_pages,
    role_pages,
    letter_pages,
    centre_pages,
    home_pages,
    unit_files,
    unit_pages,
    people_pages,
    informant_papers,
    informant_pages,
    duty_pages,
    conduct_pages,
)
_STATIC = Path(__file__).parent.parent / "static"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build_pages(console: Console, *, lifespan: Lifespan | None = None) -> ASGIApp:
    """Return the application that a web server runs."""
    app = FastAPI(
        lifespan=lifespan or _nothing, docs_url=None, redoc_url=None, openapi_url=None
    )
    pages = Pages(console)
    app.state.console = console
    app.state.pages = pages
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    for room in _ROOMS:
        app.include_router(room.router)
    app.add_api_route("/health", _health)
    add_trouble_pages(app, pages)

    async def page(request: Request, status: int, sentence: str) -> Response:
        return trouble_page(pages, request, status, sentence)

    # Not around the application: its own last resort would answer before ours.
    app.add_middleware(Guard, page=page, is_https=console.settings.is_https)
    return app


async def _health(request: Request) -> Response:
    """Answer that the process serves pages; says nothing about the bus."""
    console: Console = request.app.state.console
    await console.database.ping()
    return PlainTextResponse("ok")


@asynccontextmanager
async def _nothing(app: FastAPI) -> AsyncIterator[None]:
    yield
