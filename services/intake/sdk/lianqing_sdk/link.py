"""Connect a unit to the bus with its own credential and its private inbox."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import TypedDict

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from lianqing_sdk.alarms import Alarms
from lianqing_sdk.settings import UnitSettings, read_seed, read_token
from lianqing_shared.errors import SettingsError

log = structlog.get_logger(__name__)

_STORE_PREFIX = "STORE.API"
_ANSWER_WITHIN_S = 10
_PING_INTERVAL_S = 5
_FLUSH_WITHIN_S = 2
_RECONNECT_WAIT_S = 1


class _Entrance(TypedDict, total=False):
    user: str
    user_jwt_cb: Callable[[], bytearray]
    signature_cb: Callable[[str], bytes]


async def open_link(
    settings: UnitSettings, alarms: Alarms, *, closed: asyncio.Event
) -> Client:
    """Open the connection, waiting as long as it takes; a dead line shows in 15 s.

    `closed` is set when the connection has ended for good.

    Raises:
        SettingsError: There is no credential file where the settings say.
    """
    credentials = settings.credentials
    if credentials is not None and not credentials.is_file():
        raise SettingsError(
            f"找不到本单位的凭证文件 {credentials}。请向防控中心索取后放到该处。"
        )

    client = Client()
    line = _Line(client, alarms, closed)
    await client.connect(
        settings.file.bus_url,
        name=f"unit-{settings.code}",
        **_entrance(credentials),
        inbox_prefix=f"_INBOX_unit-{settings.code}".encode(),
        ping_interval=_PING_INTERVAL_S,
        max_outstanding_pings=2,
        max_reconnect_attempts=-1,
        reconnect_time_wait=_RECONNECT_WAIT_S,
        error_cb=alarms.on_error,
        disconnected_cb=line.on_disconnected,
        reconnected_cb=line.on_reconnected,
        closed_cb=line.on_closed,
    )
    line.stands()
    log.info("bus.connected")
    return client


def _entrance(credentials: Path | None) -> _Entrance:
    """Return how to log in; the file is read anew each time, for it may be replaced."""
    if credentials is None:
        return {}
    return {
        # nats-py calls the two functions only where it is given a name as well.
        "user": credentials.stem,
        "user_jwt_cb": lambda: bytearray(read_token(credentials).encode()),
        "signature_cb": lambda nonce: (
            read_seed(credentials).sign(nonce.encode()).rstrip("=").encode()
        ),
    }


class _Line:
    """What is done when the line comes and goes."""

    def __init__(self, client: Client, alarms: Alarms, closed: asyncio.Event) -> None:
        self._client = client
        self._alarms = alarms
        self._closed = closed
        self._overcome: Exception | None = None

    def stands(self) -> None:
        """Forget what went wrong before; the client itself remembers it."""
        self._overcome = self._client.last_error
        self._alarms.clear()

    async def on_reconnected(self) -> None:
        self.stands()
        log.info("bus.reconnected")

    async def on_disconnected(self) -> None:
        log.warning("bus.disconnected")

    async def on_closed(self) -> None:
        """Tell a credential that is revoked while connected; it comes no other way."""
        self._closed.set()
        error = self._client.last_error
        if error is not None and error is not self._overcome:
            self._alarms.on_refused(error)


def store_of(client: Client) -> JetStreamContext:
    """Return the streams as a unit's account sees them."""
    return client.jetstream(prefix=_STORE_PREFIX, timeout=_ANSWER_WITHIN_S)


async def close_link(client: Client) -> None:
    """Send what is under way, then close; never raises for a lost line.

    Not a drain: it waits for answers to pull requests that stay open for half a minute.
    Whatever is not acknowledged comes again, and the spool remembers what was sent.
    """
    with contextlib.suppress(NatsError, TimeoutError, OSError):
        async with asyncio.timeout(_FLUSH_WITHIN_S):
            if client.is_connected:
                await client.flush()
    if not client.is_closed:
        with contextlib.suppress(NatsError, OSError):
            await client.close()
