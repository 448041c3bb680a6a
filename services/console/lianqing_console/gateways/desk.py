"""Ask the services that own the data; the console itself owns none of it."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeVar

import structlog
from pydantic import BaseModel
from typing_extensions import override

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import SettingsError, TryAgainError

AnswerT = TypeVar("AnswerT", bound=BaseModel)
log = structlog.get_logger(__name__)
_QUICK_S = 5.0
_SLOW_S = 60.0
_SLOW = frozenset(
    {topology.IMPORT_UNITS, topology.EXPORT_UNITS, topology.CHECK_NETWORK_GAPS}
)
"""What may be about 40,000 units at once."""


class Desk(Protocol):
    """Anything that answers requests: the bus in life, a small town in tests."""

    async def ask(self, ask: Ask[AnswerT], /, token: str | None = None) -> AnswerT:
        """Return the owner's answer.

        Raises RefusedError with the owner's sentence, or TryAgainError when nobody
        answers in time.
        """
        ...


class BusDesk(Desk):
    """Ask over the bus; pages can be served before the bus is there."""

    def __init__(self, url: str, *, credentials: Path | None) -> None:
        self._url = url
        self._credentials = credentials
        self._client: RpcClient | None = None
        self._done = asyncio.Event()

    @override
    async def ask(self, ask: Ask[AnswerT], /, token: str | None = None) -> AnswerT:
        if self._client is None:
            raise TryAgainError("the bus is not connected yet")
        timeout_s = _SLOW_S if type(ask).topic in _SLOW else _QUICK_S
        return await self._client.ask(ask, token, timeout_s=timeout_s)

    async def run(self) -> None:
        """Keep one connection open until cancelled."""
        try:
            connection = await connect(
                self._url, name=Principal.CONSOLE.value, credentials=self._credentials
            )
        except SettingsError as err:
            log.error("bus.refused", reason=str(err))  # noqa: TRY400 - the words suffice
            return
        self._client = RpcClient(connection)
        try:
            await self._done.wait()
        finally:
            self._client = None
            with suppress(OSError, TimeoutError):
                await connection.close()
