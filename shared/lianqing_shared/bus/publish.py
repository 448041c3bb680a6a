"""Publish with a PubAck: one message, or a batch that is stored whole or not at all.

An atomic batch costs one fsync for all of it (36,000/s against 4,400/s one by one).
Source: NATS ADR-50; server 2.12 or later, streams with `allow_atomic`.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoRespondersError

from lianqing_shared.errors import TryAgainError

MAX_BATCH = 1_000
_TIMEOUT_S = 10.0


class NotStoredError(TryAgainError):
    """The stream did not confirm that it stored what was published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message ready to be sent."""

    subject: str
    headers: dict[str, str]
    body: bytes


async def publish_one(
    client: Client, message: Outgoing, *, timeout_s: float = _TIMEOUT_S
) -> None:
    """Publish and wait until the stream has it; raises NotStoredError."""
    _require_line(client, message)
    await _confirmed(client, message, message.headers, timeout_s)


async def publish_batch(
    client: Client, messages: Sequence[Outgoing], *, timeout_s: float = _TIMEOUT_S
) -> None:
    """Store all messages in one stream, or none; raises NotStoredError.

    All subjects belong to one stream; at most `MAX_BATCH` messages. Errors of any part
    come back on the last one, so the batch is one round trip.
    """
    if len(messages) == 1:
        await publish_one(client, messages[0], timeout_s=timeout_s)
        return
    _require_line(client, messages[0])
    batch_id = secrets.token_hex(16)
    last = messages[-1]
    try:
        for number, message in enumerate(messages[:-1], start=1):
            await client.publish(
                message.subject,
                message.body,
                headers=message.headers | _place(batch_id, number),
            )
    except (NatsError, OSError) as err:
        raise NotStoredError(f"no connection for {last.subject}") from err
    commit = _place(batch_id, len(messages)) | {"Nats-Batch-Commit": "1"}
    await _confirmed(client, last, last.headers | commit, timeout_s)


def _require_line(client: Client, message: Outgoing) -> None:
    """Fail at once without a line: the library would hold the message and send late."""
    if not client.is_connected:
        raise NotStoredError(f"no connection for {message.subject}")


def _place(batch_id: str, number: int) -> dict[str, str]:
    return {"Nats-Batch-Id": batch_id, "Nats-Batch-Sequence": str(number)}


async def _confirmed(
    client: Client, message: Outgoing, headers: dict[str, str], timeout_s: float
) -> None:
    try:
        reply = await client.request(
            message.subject, message.body, timeout=timeout_s, headers=headers
        )
    except NoRespondersError as err:
        raise NotStoredError(f"no stream keeps {message.subject}") from err
    except (NatsError, OSError) as err:
        raise NotStoredError(f"no answer for {message.subject}") from err
    answer = json.loads(reply.data)
    if "error" in answer:
        raise NotStoredError(
            f"{message.subject} refused: {answer['error'].get('description', '')}"
        )
