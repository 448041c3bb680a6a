"""Act for a person: log in at the registry, then ask the owners over the bus.

The command holds no rights of its own. It uses the `desk` account, which may carry
requests and nothing else, and every request carries the person's own token.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
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
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.accounts import OpenSession, SessionOpened
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.topology import Principal

AnswerT = TypeVar("AnswerT", bound=BaseModel)
ResultT = TypeVar("ResultT")

PASSWORD_VARIABLE = "LIANQING_PASSWORD"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Desk:
    """One person's session."""

    client: RpcClient
    session: SessionOpened

    async def ask(self, request: Ask[AnswerT], *, timeout_s: float = 10.0) -> AnswerT:
        """Ask as this person; raises RefusedError with the owner's sentence."""
        token = self.session.token.get_secret_value()
        return await self.client.ask(request, token=token, timeout_s=timeout_s)


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


async def log_in(client: RpcClient, *, login: str, password: str) -> Desk:
    """Open a session for a person."""
    asked = OpenSession(login=login, password=SecretStr(password))
    return Desk(client, await client.ask(asked, timeout_s=15.0))


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
            return await work(await log_in(client, login=who, password=password))

    return asyncio.run(whole())


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
                f"缺少 {login} 的口令：请设置环境变量 {PASSWORD_VARIABLE}，"
                "或在终端里运行以便输入。",
                f"No password for {login}: set {PASSWORD_VARIABLE}, or run in a "
                "terminal to be asked.",
            )
        )
    asked: str = typer.prompt(
        say(f"{login} 的口令", f"Password of {login}"), hide_input=True, err=True
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
