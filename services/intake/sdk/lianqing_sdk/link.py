"""Connect a unit to the bus with its own credential and its private inbox."""

import asyncio
import contextlib

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from lianqing_sdk.alarms import Alarms
from lianqing_sdk.settings import UnitSettings
from lianqing_shared.errors import SettingsError

log = structlog.get_logger(__name__)

_STORE_PREFIX = "STORE.API"
_ANSWER_WITHIN_S = 10
_PING_INTERVAL_S = 5
_FLUSH_WITHIN_S = 2
_RECONNECT_WAIT_S = 1


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
    overcome: Exception | None = None

    async def on_reconnected() -> None:
        nonlocal overcome
        overcome = client.last_error
        alarms.clear()
        log.info("bus.reconnected")

    async def on_disconnected() -> None:
        log.warning("bus.disconnected")

    async def on_closed() -> None:
        closed.set()
        # A credential that is revoked while connected comes by no other way; errors
        # from before the connection stood are overcome, yet still remembered.
        if (error := client.last_error) is not None and error is not overcome:
            alarms.on_refused(error)

    await client.connect(
        settings.file.bus_url,
        name=f"unit-{settings.code}",
        user_credentials=str(credentials) if credentials else None,
        inbox_prefix=f"_INBOX_unit-{settings.code}".encode(),
        ping_interval=_PING_INTERVAL_S,
        max_outstanding_pings=2,
        max_reconnect_attempts=-1,
        reconnect_time_wait=_RECONNECT_WAIT_S,
        error_cb=alarms.on_error,
        disconnected_cb=on_disconnected,
        reconnected_cb=on_reconnected,
        closed_cb=on_closed,
    )
    overcome = client.last_error
    alarms.clear()
    log.info("bus.connected")
    return client


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
