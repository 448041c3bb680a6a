"""List the messages that nobody could handle, and send them again.

The server writes an advisory into PARKED when a message was delivered too often or was
given up; the message itself still lies in its own stream. A replay publishes it there
once more, with the same id, to all who listen: they survive a message twice.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nats.aio.client import Client
from nats.js.errors import APIError
from pydantic import BaseModel

from lianqing_shared.bus.admin import Answer, JetStreamError, administrator, ask, part
from lianqing_shared.contracts.topology import StreamName
from lianqing_shared.errors import NotFoundError, TryAgainError

_NO_MESSAGE = 10_037
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """One message that one consumer did not handle.

    `number` is the advisory's place in PARKED; `stream` and `sequence` are the
    message's own. `reason` is the server's word for it.
    """

    number: int
    stream: str
    consumer: str
    sequence: int
    deliveries: int
    reason: str
    at: datetime


class _Advisory(BaseModel):
    type: str
    stream: str
    consumer: str
    stream_seq: int
    deliveries: int = 0
    reason: str = ""
    timestamp: datetime


async def parked(
    url: str, credentials: Path | None = None, *, after: int = 0, limit: int = 1_000
) -> list[Parked]:
    """Return what is parked, oldest first.

    Args:
        url: The server's address.
        credentials: `provision.creds`; None for a server without accounts.
        after: Leave out advisories up to this number.
        limit: How many at most.
    """
    found: list[Parked] = []
    async with administrator(url, credentials) as client:
        number = after
        while len(found) < limit:
            told = await _message(client, StreamName.PARKED, from_=number + 1)
            if told is None:
                break
            number = int(str(told["seq"]))
            found.append(_read(number, told))
    return found


async def replay(url: str, credentials: Path | None, message: Parked) -> int:
    """Publish a parked message again and return its new sequence.

    Raises:
        NotFoundError: The message has grown too old and left its stream.
        TryAgainError: The stream did not take it.
    """
    async with administrator(url, credentials) as client:
        told = await _message(client, message.stream, exactly=message.sequence)
        if told is None:
            raise NotFoundError(
                f"消息 {message.stream}/{message.sequence}（已过保存期）"
            )
        try:
            ack = await client.jetstream(timeout=_PATIENCE_S).publish(
                str(told["subject"]), _bytes(told, "data"), headers=_headers(told)
            )
        except (APIError, TimeoutError) as err:
            said = f"消息 {message.stream}/{message.sequence} 未能重放：{err}。"
            raise TryAgainError(said) from err
    return ack.seq


async def _message(
    client: Client, stream: str, *, from_: int = 0, exactly: int = 0
) -> Answer | None:
    """Return the message at a sequence, or the first from one on; None if none."""
    wanted: Answer = (
        {"seq": exactly} if exactly else {"seq": from_, "next_by_subj": ">"}
    )
    try:
        told = await ask(client, f"$JS.API.STREAM.MSG.GET.{stream}", wanted)
    except JetStreamError as err:
        if err.code == _NO_MESSAGE:
            return None
        raise
    return part(told, "message")


def _read(number: int, told: Answer) -> Parked:
    advisory = _Advisory.model_validate_json(_bytes(told, "data"))
    return Parked(
        number=number,
        stream=advisory.stream,
        consumer=advisory.consumer,
        sequence=advisory.stream_seq,
        deliveries=advisory.deliveries,
        reason=advisory.reason or advisory.type.rsplit(".", 1)[-1],
        at=advisory.timestamp,
    )


def _bytes(told: Mapping[str, object], key: str) -> bytes:
    return base64.b64decode(str(told.get(key, "")))


def _headers(told: Answer) -> dict[str, str]:
    """Return the message's own headers; the server's orders to itself stay behind."""
    lines = _bytes(told, "hdrs").decode().split("\r\n")[1:]
    pairs = (line.split(":", 1) for line in lines if ":" in line)
    return {
        name.strip(): value.strip()
        for name, value in pairs
        if not name.startswith("Nats-")
    }
