"""Let FastStream read through `ContinuousPull`; everything else of it stays.

Subclasses a FastStream internal: faststream is pinned exactly, and
tests/integration/test_consuming.py has a test per behaviour relied on.
"""

from typing import Any, cast

from faststream import AckPolicy
from faststream.nats import JStream, NatsBroker, PullSub
from faststream.nats.subscriber.usecases import BatchPullStreamSubscriber
from nats.aio.msg import Msg
from nats.js.api import ConsumerConfig
from typing_extensions import override

from lianqing_shared.bus.pull import ContinuousPull
from lianqing_shared.contracts.streams import ConsumerSpec

MAX_BATCH = 500


class ContinuousSubscriber(BatchPullStreamSubscriber):
    """A batch subscriber that never waits to fill its batch."""

    __slots__ = ()
    _puller: ContinuousPull
    store_prefix: str

    @override
    async def _create_subscription(self) -> None:
        if self.subscription:
            return
        self._puller = ContinuousPull(
            self.connection,
            stream=self.stream.name,
            durable=self.extra_options["durable"],
            prefix=self.store_prefix,
            max_batch=MAX_BATCH,
        )
        await self._puller.start()
        self.subscription = self._puller.subscription  # type: ignore[assignment]  # only unsubscribed from
        self.add_task(self._consume_pull)

    @override
    async def _consume_pull(self) -> None:
        while self.running:
            await self.consume(await self._puller.batch())


def subscribe(
    broker: NatsBroker, spec: ConsumerSpec, *, store_prefix: str
) -> ContinuousSubscriber:
    """Declare the subscriber of one provisioned consumer; it creates nothing.

    Handlers get the raw messages; decoding one bad message must not fail the batch.
    """
    stock = broker.subscriber(
        spec.filters[0],
        stream=JStream(spec.stream.value, declare=False),
        durable=spec.durable,
        pull_sub=PullSub(batch_size=MAX_BATCH, batch=True),
        ack_policy=AckPolicy.MANUAL,
        decoder=_as_they_are,
        config=ConsumerConfig(filter_subjects=[]),
        title=f"{spec.stream.value}/{spec.durable}",
    )
    # FastStream's factory builds the stock class; ours has the same layout.
    stock.__class__ = ContinuousSubscriber
    continuous = cast("ContinuousSubscriber", stock)
    continuous.store_prefix = store_prefix
    return continuous


async def _as_they_are(message: Any) -> list[Msg]:
    raw: list[Msg] = message.raw_message
    return raw
