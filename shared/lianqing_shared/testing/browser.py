"""Drive a real, headless Chromium, and remember everything that it complains of."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    async_playwright,
)

from lianqing_shared.testing.waiting import eventually

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = (
    "--no-sandbox",  # in containers the sandbox cannot be made
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PATIENCE_MS = 15_000
_SERVER_ERROR = 500


class NoBrowserError(RuntimeError):
    """No Chromium is installed."""

    def __init__(self) -> None:
        super().__init__("install Debian's chromium, or name one in LIANQING_CHROMIUM")


def program() -> str:
    """Return the browser to drive; raises NoBrowserError."""
    named = os.environ.get("LIANQING_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise NoBrowserError
    return found


@dataclass(slots=True)
class Window:
    """One person's browser on the console; `complaints` must stay empty."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    async def log_in(self, login: str, password: str) -> None:
        """Enter by the log-in window."""
        await self.page.goto(f"{self.address}/login")
        await self.page.fill("#login", login)
        await self.page.fill("#password", password)
        await self.page.click("form.gate button")
        await self.page.wait_for_url(lambda url: "/login" not in url)

    async def open(self, path: str) -> None:
        """Open a page of the console."""
        await self.page.goto(f"{self.address}{path}")

    async def open_until(self, path: str, selector: str, *, words: str = "") -> Locator:
        """Open a page again and again until it holds an element with these words."""
        found = self.page.locator(selector).filter(has_text=words)

        async def is_there() -> bool | None:
            await self.open(path)
            return True if await found.count() else None

        await eventually(is_there, f"{path} shows {selector} {words}")
        return found.first

    async def send(
        self,
        form: str,
        *,
        typed: Mapping[str, str] | None = None,
        chosen: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Fill in the form whose action ends in `/<form>`, send it, see it accepted.

        Args:
            form: The command, e.g. `verify`.
            typed: Text by the field's name.
            chosen: Values to tick, or to choose in a list, by the field's name.
        """
        sheet = self.page.locator(f'form[action$="/{form}"]')
        if not await sheet.is_visible():
            await self.page.click(f"#do-{form} > summary")
        for name, values in (chosen or {}).items():
            await self._choose(sheet.locator(f'[name="{name}"]'), values)
        for name, text in (typed or {}).items():
            await sheet.locator(f'[name="{name}"]').fill(text)
        await sheet.locator("button.btn").click()
        await self.page.wait_for_url(f"**done={form}*")

    async def says(self, *words: str) -> None:
        """Wait until a reader of the page sees all these words."""

        async def missing() -> list[str]:
            text = await self.page.locator("main").inner_text()
            return [word for word in words if word not in text]

        async def nothing_is_missing() -> bool | None:
            return None if await missing() else True

        try:
            await eventually(nothing_is_missing, "the page says all")
        except AssertionError as err:
            text = await self.page.locator("main").inner_text()
            raise AssertionError(f"{await missing()} not on the page:\n{text}") from err

    async def _choose(self, field: Locator, values: Sequence[str]) -> None:
        if await field.first.evaluate("one => one.tagName") == "SELECT":
            await field.select_option(list(values))
            return
        for value in values:
            await field.and_(self.page.locator(f'[value="{value}"]')).check()


@contextlib.asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """Run the browser for the length of the block."""
    async with async_playwright() as driver:
        one = await driver.chromium.launch(executable_path=program(), args=list(_QUIET))
        try:
            yield one
        finally:
            await one.close()


@contextlib.asynccontextmanager
async def window(one: Browser, address: str) -> AsyncIterator[Window]:
    """Open a window with cookies of its own, as another person's computer has."""
    context: BrowserContext = await one.new_context(locale="zh-CN")
    context.set_default_timeout(_PATIENCE_MS)
    page = await context.new_page()
    found = Window(page=page, address=address)

    def on_console(message: ConsoleMessage) -> None:
        # A breach of the content security policy is told here too, as an error.
        if message.type in ("error", "warning"):
            found.complaints.append(f"{message.type}: {message.text}")

    def on_response(response: Response) -> None:
        if response.status >= _SERVER_ERROR:
            found.complaints.append(f"{response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: found.complaints.append(f"script: {error}"))
    page.on("response", on_response)
    try:
        yield found
    finally:
        await context.close()
