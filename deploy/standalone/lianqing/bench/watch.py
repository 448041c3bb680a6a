"""Watch from outside, on the console's live feed, when each report is graded."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from nats.aio.client import Client
from nats.aio.msg import Msg

from lianqing.bench.rig import Rig
from lianqing_shared.bus.connect import connect
from lianqing_shared.contracts import topology


@dataclass(slots=True)
class Watch:
    """Counts and times of accepted and proposed reports."""

    client: Client
    first_accepted: float = 0.0
    last_proposed: float = 0.0
    accepted: int = 0
    proposed: int = 0
    latencies_ms: list[float] = field(default_factory=list)
    wanted: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def begin(cls, rig: Rig) -> "Watch":
        """Subscribe as a console does."""
        client = await connect(
            rig.url, name="console", credentials=rig.credentials("console")
        )
        watch = cls(client)
        await _follow(client, topology.REPORT_ACCEPTED.base, watch.on_accepted)
        await _follow(client, topology.CASE_PROPOSED.base, watch.on_proposed)
        await client.flush()
        return watch

    def expect(self, count: int) -> None:
        """Start counting anew, up to `count` proposals."""
        self.accepted = self.proposed = 0
        self.first_accepted = self.last_proposed = 0.0
        self.latencies_ms.clear()
        self.wanted = count
        self.done.clear()

    async def on_accepted(self, message: Msg) -> None:
        """Note when the first report was accepted."""
        self.first_accepted = self.first_accepted or time.perf_counter()
        self.accepted += 1

    async def on_proposed(self, message: Msg) -> None:
        """Note a proposal and how long after its acceptance it came."""
        self.last_proposed = time.perf_counter()
        self.proposed += 1
        accepted_at = datetime.fromisoformat(json.loads(message.data)["accepted_at"])
        self.latencies_ms.append((time.time() - accepted_at.timestamp()) * 1_000)
        if self.proposed >= self.wanted:
            self.done.set()

    def quantile_ms(self, share: float) -> float:
        """Return the latency that `share` of the proposals stayed within."""
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def _follow(
    client: Client, subject: str, take: Callable[[Msg], Awaitable[None]]
) -> None:
    await client.subscribe(
        subject, cb=take, pending_msgs_limit=-1, pending_bytes_limit=-1
    )
