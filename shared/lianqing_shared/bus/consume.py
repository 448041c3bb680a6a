"""Handle batches: ack after the commit, nack with delay, quarantine, never TERM.

A handler gets up to 500 messages of one topic in order and commits inside. If it fails,
the batch is taken apart so that one bad message holds up nobody.
Source: reliability research finding 3; architecture section 4.2.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import unquote

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from lianqing_shared.bus.delivered import Delivered, read
from lianqing_shared.contracts import cloudevents
from lianqing_shared.contracts.topology import Principal, Topic
from lianqing_shared.db import Database, quarantine
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.security.envelopes import HEADER, is_genuine

log = structlog.get_logger(__name__)

BatchHandler = Callable[[Sequence[Delivered[Any]]], Awaitable[None]]

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
_DELIVERIES_OF_A_BUG = 8
_FORGED = (
    "报文没有发出方的有效签名，可能是伪造的，已隔离、未作处理。"
    "请立即检查消息服务器和各服务的密钥。"
)


@dataclass(frozen=True, slots=True)
class Listening:
    """A handler and whether it wants to see unreadable messages itself."""

    handle: BatchHandler
    takes_unreadable: bool = False


class Consumption:
    """Handle what one durable consumer delivers."""

    def __init__(
        self,
        database: Database,
        handlers: dict[Topic, Listening],
        *,
        keys: Mapping[Principal, str] | None = None,
    ) -> None:
        """Take the public keys of those whose signed topics are heard.

        Without keys nothing is checked: for tests of a service by itself.
        """
        self._database = database
        self._handlers = handlers
        self._keys = keys

    async def take(self, raw: Sequence[Msg]) -> None:
        """Handle one batch; every message ends acked or nacked."""
        for topic, found in groupby(map(read, raw), key=lambda one: one.topic):
            run = list(found)
            if topic.is_signed and self._keys is not None:
                run = await self._genuine(run, self._keys.get(topic.owner, ""))
            if run:
                await self._take_run(self._handlers[topic], run)

    async def _genuine(
        self, run: Sequence[Delivered[Any]], key: str
    ) -> list[Delivered[Any]]:
        """Return what the topic's owner signed; put the rest aside."""
        genuine: list[Delivered[Any]] = []
        for one in run:
            if is_signed_by(key, one):
                genuine.append(one)
            else:
                log.error("message.forged", message_id=one.message_id)
                await self._put_aside([one], _FORGED)
        return genuine

    async def _take_run(
        self, listening: Listening, run: Sequence[Delivered[Any]]
    ) -> None:
        readable = list(run)
        if not listening.takes_unreadable:
            for one in run:
                if one.message is None:
                    readable.remove(one)
                    await self._put_aside([one], one.problem)
        if readable:
            await self._handle(listening.handle, readable)

    async def _handle(
        self, handle: BatchHandler, batch: Sequence[Delivered[Any]]
    ) -> None:
        given = batch[0].headers.get(cloudevents.TRACE)
        cloudevents.trace.set(given or cloudevents.new_trace())
        try:
            with structlog.contextvars.bound_contextvars(
                subject=batch[0].topic.base, message_id=batch[0].message_id
            ):
                await handle(batch)
        except TryAgainError as err:
            await self._later(batch, err)
        except RefusedError as err:
            await self._apart(handle, batch, err)
        except Exception as err:  # noqa: BLE001 - the edge: a bug must lose no message
            await self._apart(handle, batch, err)
        else:
            log.info("batch.handled", subject=batch[0].topic.base, messages=len(batch))
            await self._ack(batch)

    async def _apart(
        self, handle: BatchHandler, batch: Sequence[Delivered[Any]], err: Exception
    ) -> None:
        """Take a failed batch one by one; put aside the one that fails alone."""
        if len(batch) > 1:
            for one in batch:
                await self._handle(handle, [one])
        elif isinstance(err, RefusedError):
            await self._put_aside(batch, err.sentence)
        elif batch[0].deliveries >= _DELIVERIES_OF_A_BUG:
            log.error("message.failed", exc_info=err, deliveries=batch[0].deliveries)
            await self._put_aside(
                batch, "程序处理时多次出错，已保留原文，请联系管理员。"
            )
        else:
            log.error("message.failed", exc_info=err, deliveries=batch[0].deliveries)
            await self._later(batch, err)

    async def _later(self, batch: Sequence[Delivered[Any]], err: Exception) -> None:
        delay = delay_after(batch[0].deliveries)
        log.warning(
            "batch.postponed",
            messages=len(batch),
            delay_s=delay,
            error=type(err).__name__,
        )
        with suppress(NatsError):  # the line is lost: the server gives them again
            for one in batch:
                await one.raw.nak(delay=delay)
        await asyncio.sleep(min(delay, 1.0))  # no use in pulling more at once

    async def _put_aside(self, batch: Sequence[Delivered[Any]], reason: str) -> None:
        try:
            for one in batch:
                await put_aside(self._database, one, reason)
        except TryAgainError as err:
            await self._later(batch, err)
        else:
            log.warning("message.quarantined", message_id=batch[0].message_id)
            await self._ack(batch)

    async def _ack(self, batch: Sequence[Delivered[Any]]) -> None:
        with suppress(NatsError):  # the line is lost: they come again, and are known
            for one in batch:
                await one.raw.ack()


def is_signed_by(key: str, one: Delivered[Any]) -> bool:
    """Return whether a message carries a signature of this key over what came."""
    return is_genuine(
        key,
        one.headers.get(HEADER, ""),
        subject=one.raw.subject,
        message_id=unquote(one.headers.get(cloudevents.ID, "")),
        body=one.raw.data,
    )


async def put_aside(database: Database, one: Delivered[Any], reason: str) -> None:
    """Keep a message that cannot be handled; the same one sent again counts once."""
    unhandled = quarantine.Unhandled(
        subject=one.raw.subject,
        message_id=one.message_id,
        unit=one.unit or "",
        reason=reason,
        body=one.body,
        headers=one.headers,
    )
    async with database.work() as work:
        if await quarantine.keep(unhandled, work=work):
            work.note("message.quarantined", one.message_id, subject=one.topic.base)


def delay_after(deliveries: int) -> float:
    """Return how long to wait before the next try, doubling up to half a minute."""
    return min(FIRST_DELAY_S * 2.0 ** min(deliveries - 1, 10), LONGEST_DELAY_S)
