"""Watch from outside, on the console's live feed, when each report is graded."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg

from lianqing.bench.rig import Rig
from lianqing_shared.bus.connect import connect
from lianqing_shared.contracts import topology


@dataclass(slots=True)
class Watch:
    """Counts and times of accepted and proposed reports.

    Light on purpose: it runs on the same two cores as what it watches.
    """

    client: Client
    with_latency: bool
    first_accepted: float = 0.0
    last_proposed: float = 0.0
    proposed: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    wanted: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def begin(cls, rig: Rig, *, with_latency: bool = False) -> "Watch":
        """Subscribe as a console does; of the accepted ones, to the first only."""
        client = await connect(
            rig.url, name="console", credentials=rig.credentials("console")
        )
        watch = cls(client, with_latency)
        first = await client.subscribe(
            topology.REPORT_ACCEPTED.base, cb=watch.on_accepted
        )
        await first.unsubscribe(limit=1)
        await client.subscribe(
            topology.CASE_PROPOSED.base,
            cb=watch.on_proposed,
            pending_msgs_limit=-1,
            pending_bytes_limit=-1,
        )
        await client.flush()
        await client.flush()
        return watch

    def expect(self, count: int) -> None:
        """Say how many proposals to wait for."""
        self.wanted = count

    async def on_accepted(self, message: Msg) -> None:
        """Note when the first report was accepted."""
        self.first_accepted = time.perf_counter()

    async def on_proposed(self, message: Msg) -> None:
        """Note a proposal and how long after its acceptance it came."""
        self.last_proposed = time.perf_counter()
        self.proposed += 1
        if self.with_latency:
            at = datetime.fromisoformat(json.loads(message.data)["accepted_at"])
            self.latencies_ms.append((time.time() - at.timestamp()) * 1_000)
        if self.proposed >= self.wanted:
            self.done.set()

    def quantile_ms(self, share: float) -> float:
        """Return the latency that `share` of the proposals stayed within."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
