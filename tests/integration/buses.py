"""What the tests of the bus do to it: connect as somebody, publish, read, count."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import PubAck
from pydantic import JsonValue

from lianqing_shared.bus.accounts import push_account
from lianqing_shared.bus.provision import provision
from lianqing_shared.contracts.streams import STREAMS
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.security.grants import (
    API,
    Grant,
    grant,
    store_grant,
    system_grant,
    unit_grant,
)
from lianqing_shared.testing.nats import UNITS, SecuredNats, secured_server


@contextmanager
def installed(folder: Path) -> Iterator[SecuredNats]:
    """Run a server with the whole installation in a folder."""
    made = secured_server(folder)
    made.server.start()
    try:
        asyncio.run(provision(made.url, made.credentials("provision"), units=UNITS))
        yield made
    finally:
        made.server.stop()


@asynccontextmanager
async def connected(
    url: str, path: Path, *, name: str, end: asyncio.Event | None = None
) -> AsyncIterator[Client]:
    """Connect with a credentials file; `end` is set when the line is closed."""

    async def hear(error: Exception) -> None:
        pass

    async def hear_end() -> None:
        if end is not None:
            end.set()

    client = Client()
    try:
        await client.connect(
            url,
            user_credentials=str(path),
            inbox_prefix=f"_INBOX_{name}".encode(),
            allow_reconnect=False,
            connect_timeout=5,
            error_cb=hear,
            closed_cb=hear_end,
        )
        yield client
    finally:
        # After a refusal too: connect leaves its socket open.
        await client.close()


@asynccontextmanager
async def connected_as(secured: SecuredNats, name: str) -> AsyncIterator[Client]:
    """Connect as a principal, a unit, provision or the system's user."""
    path = secured.credentials(name)
    async with connected(secured.url, path, name=name) as client:
        yield client


def right_grant(name: str) -> Grant:
    """Return what the product grants to an account."""
    if name.startswith("unit-"):
        return unit_grant(name.removeprefix("unit-"))
    fixed = {"store": store_grant, "system": system_grant}
    return fixed[name]() if name in fixed else grant(Principal(name))


@asynccontextmanager
async def mutated(secured: SecuredNats, *planted: Grant) -> AsyncIterator[None]:
    """Give accounts other grants than the table's, and take them back."""
    system, authority = secured.credentials("system"), secured.authority
    for one in planted:
        await push_account(secured.url, system, authority.account_token(one).token)
    try:
        yield
    finally:
        for one in map(right_grant, (one.name for one in planted)):
            await push_account(secured.url, system, authority.account_token(one).token)


async def asked(client: Client, subject: str) -> dict[str, JsonValue]:
    """Ask the server's API as provision."""
    found: dict[str, JsonValue] = json.loads(
        (await client.request(subject, timeout=5)).data
    )
    return found


async def stored(secured: SecuredNats) -> dict[str, int]:
    """Return how many messages lie in each stream."""
    counts: dict[str, int] = {}
    async with connected_as(secured, "provision") as client:
        for spec in STREAMS:
            reply = await client.request(f"$JS.API.STREAM.INFO.{spec.name}", timeout=5)
            counts[spec.name] = json.loads(reply.data)["state"]["messages"]
    return counts


async def publish(client: Client, subject: str, body: bytes = b"{}") -> PubAck:
    """Publish into a stream and return its answer."""
    return await client.jetstream(timeout=5).publish(subject, body)


async def read(client: Client, *, stream: str, durable: str) -> list[Msg]:
    """Read what a durable consumer has now, and acknowledge it."""
    reader = await client.jetstream(prefix=API).pull_subscribe_bind(
        consumer=durable, stream=stream, inbox_prefix=bytes(client._inbox_prefix) + b"."
    )
    found: list[Msg] = []
    try:
        while True:
            messages = await reader.fetch(500, timeout=0.3)
            for message in messages:
                await message.ack_sync(timeout=5)
            found += messages
    except TimeoutError:
        return found
