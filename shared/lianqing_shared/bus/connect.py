"""Connect to nats-server: reconnect for ever, notice a dead line, keep to one's inbox.

A half-open line is noticed after three pings (measured: 3 x ping interval), hence 5 s
instead of the library's 120. Source: reliability research findings 6 and 9.
"""

from pathlib import Path

import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError

from lianqing_shared.errors import SettingsError
from lianqing_shared.security.grants import inbox_prefix

log = structlog.get_logger(__name__)

PING_INTERVAL_S = 5
CONNECT_TIMEOUT_S = 3
RECONNECT_WAIT_S = 1
PENDING_BYTES = 64 * 1024 * 1024


async def connect(
    url: str, *, name: str, credentials: Path | None = None, may_wait: bool = True
) -> Client:
    """Open a connection for one principal or unit.

    With `may_wait` it keeps trying until the server is there; without, it raises
    nats.errors.NoServersError at once. A wrong credential raises SettingsError.
    """
    _require(credentials)
    client = Client()

    async def on_disconnected() -> None:
        if not client.is_closed:  # closing it ourselves is no surprise
            log.warning("bus.disconnected")

    await client.connect(
        url,
        name=name,
        user_credentials=str(credentials) if credentials else None,
        inbox_prefix=inbox_prefix(name).encode(),
        ping_interval=PING_INTERVAL_S,
        max_outstanding_pings=2,
        connect_timeout=CONNECT_TIMEOUT_S,
        reconnect_time_wait=RECONNECT_WAIT_S,
        max_reconnect_attempts=-1 if may_wait else 1,
        allow_reconnect=may_wait,
        pending_size=PENDING_BYTES,
        error_cb=on_error,
        disconnected_cb=on_disconnected,
        reconnected_cb=on_reconnected,
    )
    return client


async def on_error(error: Exception) -> None:
    """Log what the server or the line complains of; the words name subjects only."""
    words = str(error) if isinstance(error, NatsError) else ""
    log.warning("bus.complained", kind=type(error).__name__, words=words)


async def on_reconnected() -> None:
    """Log that the line is back."""
    log.info("bus.reconnected")


def _require(credentials: Path | None) -> None:
    if credentials is not None and not credentials.is_file():
        raise SettingsError(
            f"no credential file at {credentials}; `lianqing up` writes it, "
            f"`lianqing unit add` for a unit"
        )
