"""A real web server with the console on it, and a small town behind it."""

import http.client
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    closing,
    contextmanager,
    nullcontext,
)
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from lianqing_console.entrypoints.http import build_pages
from lianqing_console.gateways.desk import Desk
from lianqing_console.settings import ConsoleSettings
from lianqing_console.store.tables import Base
from lianqing_console.usecases.console import Console
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.desk import SmallTown
from lianqing_shared.testing.town import PASSWORD
from tests.integration.console.forms import Fields, form_of
from tests.integration.console.offices import Offices


@dataclass
class Reply:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def text(self) -> str:
        return self.raw.decode("utf-8", "replace")

    def form(self, action: str) -> Fields:
        """Return the fields of the form with this action, as they begin."""
        return form_of(self.text, action)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def hidden(self, name: str, *, action: str = "") -> str:
        """Return a hidden field, of the form with this action if one is named."""
        start = self.text.index(f'action="{action}"') if action else 0
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text[start:])
        assert found is not None, f"no hidden {name}"
        return found[1]


@dataclass
class Browser:
    """A browser without scripts: cookies, forms, and the header that says whose."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    def send(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> Reply:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            said["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        with closing(http.client.HTTPConnection("127.0.0.1", self.port)) as line:
            line.request(method, path, body=body, headers=said)
            reply = line.getresponse()
            raw = reply.read()
        for cookie in reply.headers.get_all("set-cookie") or []:
            self.set_cookies.append(cookie)
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        found = {name.lower(): value for name, value in reply.headers.items()}
        return Reply(reply.status, found, raw)

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, **headers)

    def post(self, path: str, typed: Mapping[str, object], **headers: str) -> Reply:
        said = {"sec_fetch_site": "same-origin", **headers}
        said["content_type"] = "application/x-www-form-urlencoded"
        return self.send("POST", path, urlencode(typed, doseq=True), **said)

    def log_in(self, login: str, password: str = PASSWORD) -> Reply:
        return self.post("/login", {"login": login, "password": password})

    def fill(self, page: str, action: str, **typed: object) -> Reply:
        """Open a page and send its form with this action."""
        shown = self.get(page)
        fields = shown.form(action)
        return self.post(
            action, {**fields, **{k.replace("__", "."): v for k, v in typed.items()}}
        )

    def upload(self, page: str, action: str, *, name: str, content: bytes) -> Reply:
        """Open a page and send its form with a file chosen."""
        head = f'name="file"; filename="{name}"'
        return self.post_parts(action, self.get(page).form(action), (head, content))

    def post_parts(
        self, action: str, fields: Fields, *files: tuple[str, bytes]
    ) -> Reply:
        """Send a form in parts, as a browser sends one that may hold files."""
        edge = "----a-browsers-own-boundary"
        parts = [
            (f'name="{key}"', value.encode())
            for key, values in fields.items()
            for value in values
        ]
        body = b"".join(
            f"--{edge}\r\ncontent-disposition: form-data; {head}\r\n\r\n".encode()
            + content
            + b"\r\n"
            for head, content in (*parts, *files)
        )
        return self.send(
            "POST",
            action,
            body + f"--{edge}--\r\n".encode(),
            sec_fetch_site="same-origin",
            content_type=f"multipart/form-data; boundary={edge}",
        )


@dataclass
class Served:
    """The console being served, the town behind it and its clock."""

    port: int
    town: SmallTown
    clock: SetClock

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def browser(self, login: str | None = None) -> Browser:
        browser = Browser(self.port)
        if login:
            assert browser.log_in(login).status == 303
        return browser


@dataclass
class Network(Served):
    """The console before the real registry and intake."""

    offices: Offices


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Serve the console from a thread of its own until the test ends."""
    clock = SetClock(START)
    town = SmallTown(clock)
    app = _console(tmp_path, town, clock, key=town.signer.public_key)
    with _serving(app) as port:
        yield Served(port, town, clock)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[Network]:
    """Serve the console before the registry and intake themselves."""
    clock = SetClock(START)
    offices = Offices(clock)
    app = _console(
        tmp_path,
        offices,
        clock,
        key=offices.signer.public_key,
        behind=lambda: offices.opened(tmp_path),
    )
    with _serving(app) as port:
        yield Network(port, offices.town, clock, offices)


@contextmanager
def _serving(app: ASGIApp) -> Iterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
    )
    # The door already listens: a request that comes early waits in its queue.
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_serve, args=(server, door))
        thread.start()
        yield door.getsockname()[1]
        server.should_exit = True
        thread.join(20)


def _serve(server: uvicorn.Server, door: socket.socket) -> None:
    try:
        server.run(sockets=[door])
    finally:
        door.close()  # nobody waits at the door of a server that could not start


def _console(
    folder: Path,
    desk: Desk,
    clock: SetClock,
    *,
    key: str,
    behind: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> ASGIApp:
    url = f"sqlite+aiosqlite:///{folder / 'console.db'}"
    engine = open_engine(url)
    console = Console(
        settings=ConsoleSettings(db_url=url, live_every_s=0.1),
        desk=desk,
        database=Database(
            engine, Base.metadata, clock=clock, service=Principal.CONSOLE
        ),
        clock=clock,
        registry_key=key,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await migrate(engine, "lianqing_console.store.migrations")
        async with behind():
            yield
        await engine.dispose()

    return build_pages(console, lifespan=lifespan)
