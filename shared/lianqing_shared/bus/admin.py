"""Talk to nats-server as an administrator: STORE's user or the system's.

Requests are plain JSON, so that what the server reports is compared as it stands and
not through a client that forgets fields it does not know.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError
from pydantic import JsonValue, TypeAdapter

from lianqing_shared.errors import SettingsError, TryAgainError
from lianqing_shared.security.grants import inbox_prefix

Answer = dict[str, JsonValue]
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
_PATIENCE_S = 10.0


class JetStreamError(SettingsError):
    """The server's JetStream API refused; `code` is its number for the reason."""

    def __init__(self, subject: str, *, code: int, reason: str) -> None:
        super().__init__(f"nats-server 拒绝了 {subject}：{reason}（{code}）。")
        self.code = code


@asynccontextmanager
async def administrator(
    url: str,
    credentials: Path | None,
    *,
    name: str = "provision",
    heard: list[Exception] | None = None,
) -> AsyncIterator[Client]:
    """Connect once, without reconnecting, and close at the end.

    Args:
        url: The server's address.
        credentials: File of the user; None for a server without accounts.
        name: The user's name, which its private inbox carries.
        heard: Takes what the server complains of, as long as the connection lasts.

    Raises:
        TryAgainError: The server does not answer or does not let the user in.
    """
    client = Client()
    try:
        await open_once(client, url, credentials, name=name, heard=heard)
        yield client
    finally:
        # After a refusal too: a failed connect leaves its socket open.
        await client.close()


async def open_once(
    client: Client,
    url: str,
    credentials: Path | None,
    *,
    name: str,
    heard: list[Exception] | None = None,
) -> None:
    """Connect, or raise TryAgainError with what the server said."""
    complaints = [] if heard is None else heard

    async def listen(err: Exception) -> None:
        complaints.append(err)

    try:
        await client.connect(
            url,
            name=name,
            user_credentials=str(credentials) if credentials else None,
            inbox_prefix=inbox_prefix(name).encode(),
            allow_reconnect=False,
            # The first attempt counts too; the library's 60 would take two minutes.
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            connect_timeout=5,
            error_cb=listen,
        )
    except (NatsError, OSError, TimeoutError) as err:
        told = complaints[-1] if complaints else err
        message = f"连不上 nats-server（{url}，{name}）：{told!r}。"
        raise TryAgainError(message) from err


async def ask(
    client: Client, subject: str, body: Mapping[str, JsonValue] | bytes = b""
) -> Answer:
    """Ask the server's API and return its JSON answer.

    Raises:
        JetStreamError: The API answered with an error.
        TryAgainError: No answer came.
    """
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            reply = await client.request(subject, data, timeout=_PATIENCE_S)
    except (NatsError, TimeoutError) as err:
        message = f"nats-server 没有回答 {subject}：{err!r}。"
        raise TryAgainError(message) from err
    answer = _ANSWER.validate_json(reply.data)
    error = answer.get("error")
    if isinstance(error, dict):
        raise JetStreamError(
            subject,
            code=int(str(error.get("err_code", error.get("code", 0)))),
            reason=str(error.get("description", "")),
        )
    return answer


def part(answer: Answer, key: str) -> Answer:
    """Return an object inside an answer; empty if it is not there."""
    found = answer.get(key)
    return found if isinstance(found, dict) else {}
