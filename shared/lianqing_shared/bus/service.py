"""One service on the bus: what it hears, what it answers, and how it stops."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from faststream.nats import NatsBroker, NatsResponse
from faststream.nats.annotations import NatsMessage
from faststream.nats.security import NatsCredentials
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from lianqing_shared.bus import connect
from lianqing_shared.bus.consume import BatchHandler, Consumption, Listening
from lianqing_shared.bus.reads import audited
from lianqing_shared.bus.rpc import Answerer, answer
from lianqing_shared.bus.subscriber import subscribe
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.streams import ConsumerSpec, consumers
from lianqing_shared.contracts.topology import Principal, StreamName, Topic
from lianqing_shared.db import Database
from lianqing_shared.security import grants

log = structlog.get_logger(__name__)

_GRACE_S = 8.0
_WORKERS = 8


class ServiceBus:
    """Register handlers before `start`; FastStream runs them."""

    def __init__(
        self,
        url: str,
        *,
        principal: Principal,
        database: Database,
        credentials: Path | None,
        registry_key: str,
        now: Callable[[], datetime],
        service_keys: Mapping[Principal, str] | None = None,
        store_prefix: str = grants.API,
    ) -> None:
        self._principal = principal
        self._database = database
        self._registry_key = registry_key
        self._now = now
        self._service_keys = service_keys
        self._store_prefix = store_prefix
        self._heard: dict[StreamName, dict[Topic, Listening]] = {}
        self.closed = asyncio.Event()
        """Set when the connection has ended for good, asked for or not."""
        self.broker = NatsBroker(
            url,
            name=principal.value,
            security=NatsCredentials(str(credentials)) if credentials else None,
            inbox_prefix=grants.inbox_prefix(principal.value).encode(),
            ping_interval=connect.PING_INTERVAL_S,
            max_outstanding_pings=2,
            connect_timeout=connect.CONNECT_TIMEOUT_S,
            reconnect_time_wait=connect.RECONNECT_WAIT_S,
            max_reconnect_attempts=-1,
            pending_size=connect.PENDING_BYTES,
            error_cb=connect.on_error,
            reconnected_cb=connect.on_reconnected,
            closed_cb=self._on_closed,
            graceful_timeout=_GRACE_S,
            logger=None,
            # Handlers take raw messages; type injection would only cost time.
            apply_types=False,
        )

    @property
    def client(self) -> Client:
        """The connection; only after `start`."""
        found: Client | None = (
            self.broker.config.broker_config.connection_state.connection
        )
        if found is None:
            raise LookupError("the bus is not started")
        return found

    def hears(
        self, topic: Topic, handle: BatchHandler, *, takes_unreadable: bool = False
    ) -> None:
        """Give every batch of a topic to `handle`, which commits before it returns."""
        if topic.stream is None or self._principal not in topic.heard_by:
            raise ValueError(f"{self._principal} does not hear {topic.name}")
        listening = Listening(handle, takes_unreadable)
        self._heard.setdefault(topic.stream, {})[topic] = listening

    def answers(self, question_type: type[Ask[Any]], handle: Answerer) -> None:
        """Answer requests of one type; role and token are checked before `handle`.

        What a question leaves in the audit log stands in `reads.QUESTIONS`.
        """
        topic = question_type.topic
        if topic.owner is not self._principal:
            raise ValueError(f"{self._principal} does not own {topic.name}")
        handle = audited(self._database, topic, handle)

        async def respond(message: NatsMessage) -> NatsResponse:
            body, headers = await answer(
                question_type,
                handle,
                body=message.raw_message.data,
                headers=dict(message.raw_message.headers or {}),
                registry_key=self._registry_key,
                at=self._now(),
            )
            return NatsResponse(body, headers=headers)

        self.broker.subscriber(
            topic.base,
            queue=self._principal.value,
            max_workers=_WORKERS,
            decoder=_as_it_is,
        )(respond)

    async def start(self) -> None:
        """Connect and begin; every topic that the table gives must have a handler."""
        for spec in consumers():
            if spec.durable == self._principal.value:
                self._listen(spec)
        await self.broker.start()

    async def stop(self) -> None:
        """Finish what is in hand, then close the connection, if it is still there."""
        try:
            await self.broker.stop()
        except* NatsError:
            log.warning("bus.was_closed")

    async def _on_closed(self) -> None:
        self.closed.set()

    def _listen(self, spec: ConsumerSpec) -> None:
        handlers = self._heard.get(spec.stream, {})
        missing = set(spec.filters) - {topic.pattern for topic in handlers}
        if missing:
            raise ValueError(f"{self._principal} has no handler for {sorted(missing)}")
        consumption = Consumption(self._database, handlers, keys=self._service_keys)

        async def take(batch: list[Msg]) -> None:
            await consumption.take(batch)

        subscriber = subscribe(self.broker, spec, store_prefix=self._store_prefix)
        subscriber(take)


async def _as_it_is(message: NatsMessage) -> NatsMessage:
    return message
