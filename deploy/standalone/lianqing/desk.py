"""Act for a person: log in at the registry, then ask the owners over the bus.

The command holds no rights of its own. It uses the `desk` account, which may carry
requests and nothing else, and every request carries the person's own token.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import typer
from nats.errors import Error as NatsError
from pydantic import BaseModel, SecretStr

from lianqing.errors import CommandError, UsageError
from lianqing.launcher import state as run_state
from lianqing.launcher.folder import DataFolder, find
from lianqing.quiet import be_quiet
from lianqing.text import say
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import NoAnswerError, RpcClient
from lianqing_shared.contracts.accounts import (
    CloseSession,
    OpenSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import LianqingError, RefusedError

AnswerT = TypeVar("AnswerT", bound=BaseModel)
ResultT = TypeVar("ResultT")

PASSWORD_VARIABLE = "LIANQING_PASSWORD"  # noqa: S105 - the name of a variable
CODE_VARIABLE = "LIANQING_CODE"
_CODE_NEEDED = "code_needed"
_ORIGIN = "lianqing"
_RENEW_AFTER = 0.6
"""Part of a token's life after which a fresh one is asked for."""


@dataclass(slots=True)
class Desk:
    """One person's session; its token is renewed before it runs out."""

    client: RpcClient
    session: SessionOpened
    password: SecretStr = field(default_factory=lambda: SecretStr(""))
    """For what asks for it once more: enrolling a second factor."""
    _renew_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._take(self.session)

    async def ask(self, request: Ask[AnswerT], *, timeout_s: float = 10.0) -> AnswerT:
        """Ask as this person; raises RefusedError with the owner's sentence."""
        if time.monotonic() >= self._renew_at:
            await self.renew()
        token = self.session.token.get_secret_value()
        return await self.client.ask(request, token=token, timeout_s=timeout_s)

    async def renew(self) -> None:
        """Get a fresh token: roles and duties as they are now."""
        asked = RenewSession(refresh=self.session.refresh)
        self._take(await self.client.ask(asked, timeout_s=15.0))

    async def close(self) -> None:
        """Log out; that it cannot be told to anybody is no trouble."""
        with contextlib.suppress(LianqingError):
            await self.client.ask(CloseSession(refresh=self.session.refresh))

    def _take(self, session: SessionOpened) -> None:
        self.session = session
        actor = session.actor
        lives_s = (actor.expires_at - actor.issued_at).total_seconds()
        # By our own clock: the registry's may be another, or set by a test.
        self._renew_at = time.monotonic() + lives_s * _RENEW_AFTER


@contextlib.asynccontextmanager
async def open_client(folder: DataFolder) -> AsyncIterator[RpcClient]:
    """Connect with the desk's credentials; raises CommandError if nothing runs."""
    be_quiet()
    state = run_state.running(folder)
    try:
        connection = await connect(
            state.bus_url,
            name=Principal.DESK.value,
            credentials=folder.creds / "desk.creds",
            may_wait=False,
        )
    except (NatsError, OSError, TimeoutError) as err:
        raise CommandError(
            say(
                f"连不上消息服务器（{state.bus_url}）。请稍候再试，"
                f"或运行 `lianqing doctor --data {folder.root}`。",
                f"Cannot reach the bus at {state.bus_url}. Try again shortly, or run "
                f"`lianqing doctor --data {folder.root}`.",
            )
        ) from err
    try:
        yield RpcClient(connection)
    finally:
        await connection.close()


async def log_in(
    client: RpcClient,
    *,
    login: str,
    password: str,
    code: Callable[[], str] | None = None,
) -> Desk:
    """Open a session for a person; `code` is called where a second factor is needed."""
    asked = OpenSession(
        login=login, password=SecretStr(password), origin=Personal(_ORIGIN)
    )
    try:
        return Desk(client, await client.ask(asked, timeout_s=15.0), asked.password)
    except RefusedError as err:
        if err.code != _CODE_NEEDED or code is None:
            raise
        given = await asyncio.to_thread(code)
    again = asked.model_copy(update={"code": SecretStr(given)})
    return Desk(client, await client.ask(again, timeout_s=15.0), asked.password)


def act(
    data: Path,
    login: str | None,
    work: Callable[[Desk], Awaitable[ResultT]],
    *,
    demo_login: str = "director",
) -> ResultT:
    """Log in as the person named and do the work; the whole of most commands.

    In a demonstration nobody need be named: `demo_login` then acts, and is told.
    """
    folder = find(data)
    run_state.running(folder)
    who = login or _demo_login(folder, demo_login)
    password = password_of(folder, who)

    async def whole() -> ResultT:
        async with open_client(folder) as client:
            desk = await log_in(
                client, login=who, password=password, code=lambda: code_of(who)
            )
            try:
                return await work(desk)
            finally:
                # Or a person's next commands would end his other sessions.
                await desk.close()

    try:
        return asyncio.run(whole())
    except NoAnswerError as err:
        raise CommandError(
            say(
                err.sentence,
                "The system does not answer at present. Try again shortly; if you have "
                "sent something, look first whether it is there.",
            )
        ) from err


def password_of(folder: DataFolder, login: str) -> str:
    """Return the password: from the environment, the demo accounts or the prompt."""
    given = os.environ.get(PASSWORD_VARIABLE)
    if given:
        return given
    known = demo_accounts(folder).get(login)
    if known:
        return known
    if not sys.stdin.isatty():
        raise CommandError(
            say(
                f"缺少 {login} 的密码：请设置环境变量 {PASSWORD_VARIABLE}，"
                "或在终端里运行以便输入。",
                f"No password for {login}: set {PASSWORD_VARIABLE}, or run in a "
                "terminal to be asked.",
            )
        )
    asked: str = typer.prompt(
        say(f"{login} 的密码", f"Password of {login}"), hide_input=True, err=True
    )
    return asked


def code_of(login: str) -> str:
    """Return a code of the second factor: from the environment or the prompt."""
    given = os.environ.get(CODE_VARIABLE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CommandError(
            say(
                f"{login} 已绑定动态验证码：请设置环境变量 {CODE_VARIABLE}，"
                "或在终端里运行以便输入。",
                f"{login} has a second factor: set {CODE_VARIABLE}, or run in a "
                "terminal to be asked.",
            )
        )
    asked: str = typer.prompt(
        say(
            f"{login} 的动态验证码或备用码",
            f"Code of {login}'s app, or a recovery code",
        ),
        hide_input=True,
        err=True,
    )
    return asked


def demo_accounts(folder: DataFolder) -> dict[str, str]:
    """Return login to password of the demonstration; empty in a real installation."""
    try:
        found = json.loads(folder.demo_accounts.read_text())
    except (OSError, ValueError):
        return {}
    return {row["login"]: row["password"] for row in found.get("accounts", [])}


def _demo_login(folder: DataFolder, login: str) -> str:
    if login not in demo_accounts(folder):
        raise UsageError(
            say(
                "请用 --as LOGIN 说明以谁的身份办理（或设 LIANQING_LOGIN）。",
                "Say who you are with --as LOGIN (or LIANQING_LOGIN).",
            )
        )
    told = say(
        f"· 以演示账号 {login} 的身份；用 --as 换人",
        f"· acting as the demo account {login}; choose another with --as",
    )
    sys.stderr.write(f"{told}\n")
    return login
