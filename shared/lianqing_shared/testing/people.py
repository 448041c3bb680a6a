"""Let a town's people act over the bus in a test, each with a session of his own."""

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from nats.aio.client import Client
from pydantic import BaseModel, SecretStr

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.accounts import (
    OpenSession,
    RenewSession,
    SessionOpened,
)
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.topology import Principal

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_PATIENCE_S = 15.0


@dataclass(slots=True)
class People:
    """Those who hold an account; they log in when they first act."""

    client: RpcClient
    password: str
    _opened: dict[str, SessionOpened] = field(default_factory=dict)
    _fresh_until: dict[str, float] = field(default_factory=dict)

    async def ask(self, login: str, request: Ask[AnswerT]) -> AnswerT:
        """Ask as one of them; raises RefusedError with the owner's sentence."""
        token = await self.token(login)
        return await self.client.ask(request, token=token, timeout_s=_PATIENCE_S)

    async def token(self, login: str) -> str:
        """Return a person's token, as the registry signed it."""
        opened = self._opened.get(login)
        if opened is None:
            asked = OpenSession(login=login, password=SecretStr(self.password))
            self._take(login, await self.client.ask(asked, timeout_s=_PATIENCE_S))
        elif time.monotonic() >= self._fresh_until[login]:
            again = RenewSession(refresh=opened.refresh)
            self._take(login, await self.client.ask(again, timeout_s=_PATIENCE_S))
        return self._opened[login].token.get_secret_value()

    def _take(self, login: str, opened: SessionOpened) -> None:
        lives = opened.actor.expires_at - opened.actor.issued_at
        self._opened[login] = opened
        self._fresh_until[login] = time.monotonic() + lives.total_seconds() / 2


@contextlib.asynccontextmanager
async def connected(
    url: str, creds: Path, *, name: str, may_wait: bool = False
) -> AsyncIterator[Client]:
    """Connect as a principal or a unit, with the credential from its file.

    With `may_wait` the connection comes back whenever the server does.
    """
    client = await connect(
        url, name=name, credentials=creds / f"{name}.creds", may_wait=may_wait
    )
    try:
        yield client
    finally:
        await client.close()


@contextlib.asynccontextmanager
async def town_people(
    url: str, creds: Path, *, password: str, may_wait: bool = False
) -> AsyncIterator[People]:
    """Connect with the desk's credential and let the people act."""
    desk = Principal.DESK.value
    async with connected(url, creds, name=desk, may_wait=may_wait) as client:
        yield People(RpcClient(client), password)
