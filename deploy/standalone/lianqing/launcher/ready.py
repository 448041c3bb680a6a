"""Wait until everything that was started also answers."""

import asyncio
import http.client
import time
from collections.abc import Awaitable, Callable

from lianqing.errors import CommandError
from lianqing.launcher.logs import last_words
from lianqing.launcher.ports import HOST
from lianqing.launcher.supervisor import Supervisor
from lianqing.text import say
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import ShowPolicy
from lianqing_shared.contracts.letters import SearchLetters
from lianqing_shared.contracts.network import ListUnits
from lianqing_shared.contracts.reports import ListQuarantine
from lianqing_shared.errors import RefusedError, TryAgainError

PATIENCE_S = 90.0
_EVERY_S = 0.1
_HOPELESS_DEATHS = 5
"""A process that dies so often before it ever answered will not come up by waiting."""

_QUESTIONS: dict[str, type[Ask]] = {  # type: ignore[type-arg]  # any answer will do
    "registry": ListUnits,
    "intake": ListQuarantine,
    "grading": ShowPolicy,
    "notify": SearchLetters,
}
"""One harmless question per service; asked without a token, so it is only refused."""


class NotReadyError(CommandError):
    """A process did not come up; its last words say why."""

    def __init__(self, name: str, supervisor: Supervisor) -> None:
        log = supervisor.children[name].spec.log
        words = "".join(f"\n    {line}" for line in last_words(log))
        super().__init__(
            say(
                f"{name} 没有启动成功。它最后的话（全文见 {log}）：{words}",
                f"{name} did not come up. Its last words (all in {log}):{words}",
            )
        )
        self.name = name


async def answers(client: RpcClient, service: str, *, timeout_s: float = 1.0) -> bool:
    """Return whether a service answers on the bus; a refusal is an answer."""
    try:
        await client.ask(_QUESTIONS[service](), timeout_s=timeout_s)
    except TryAgainError:
        return False
    except RefusedError:
        return True
    return True


async def console_answers(port: int, *, timeout_s: float = 2.0) -> bool:
    """Return whether the console serves pages."""
    return await asyncio.to_thread(_get, port, timeout_s)


async def port_open(port: int) -> bool:
    """Return whether a server listens on the port."""
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def wait_for(
    name: str,
    check: Callable[[], Awaitable[bool]],
    *,
    supervisor: Supervisor,
    patience_s: float = PATIENCE_S,
) -> None:
    """Return once the check holds; raises NotReadyError with the log's last words."""
    end = time.monotonic() + patience_s
    while not await check():
        deaths = supervisor.children[name].state.restarts
        if deaths >= _HOPELESS_DEATHS or time.monotonic() > end:
            raise NotReadyError(name, supervisor)
        await asyncio.sleep(_EVERY_S)


def _get(port: int, timeout_s: float) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_s)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
