"""Reports for the benchmark: realistic in size, invented in content."""

import asyncio
import random
import time
from collections.abc import Iterator

from nats.aio.client import Client
from nats.js import JetStreamContext

from lianqing.bench.rig import UNITS, Rig
from lianqing_shared.bus.connect import connect
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.plan import (
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)
from lianqing_shared.contracts.reports import Facts, Subject, SubjectKind, SubmitReport
from lianqing_shared.security.grants import API

_NARRATIVE = (
    "经查阅会计凭证和发放名册，该单位在未经集体研究、未履行审批程序的情况下，"
    "以加班补助名义向工作人员发放补贴，部分凭证无附件，经办人未能说明资金来源。"
) * 4
_WINDOW = 256


def reports(count: int, *, seed: int, prefix: str) -> Iterator[tuple[str, str, bytes]]:
    """Give (unit, submission id, body) of `count` reports on some 2,000 subjects."""
    chance = random.Random(seed)  # noqa: S311 - a fixed seed makes runs comparable
    at = SystemClock().now()
    for number in range(count):
        unit = UNITS[number % len(UNITS)]
        report = SubmitReport(
            submission_id=f"{prefix}-{number:08d}",
            content_class=chance.choice(list(ContentClass)),
            source=chance.choice(list(Source)),
            subject=Subject(
                kind=SubjectKind.PERSON,
                unit=chance.choice(UNITS),
                unit_name="测速单位",
                person_name=f"测试人员{chance.randrange(200)}",
            ),
            title=f"第{number}号：以加班补助名义违规发放补贴",
            narrative=_NARRATIVE,
            reported_at=at,
            facts=Facts(
                behaviour=chance.choice(list(Behaviour)),
                consequence=chance.choice(list(Consequence)),
                harm=chance.choice(list(Harm)),
                public_complaints=chance.randrange(9),
            ),
        )
        yield unit, report.submission_id, report.model_dump_json().encode()


class Senders:
    """One connection per unit, each with its own credential, as adapters have."""

    def __init__(self, clients: dict[str, Client]) -> None:
        self._clients = clients
        self._streams: dict[str, JetStreamContext] = {
            unit: client.jetstream(prefix=API, timeout=60)
            for unit, client in clients.items()
        }
        self._open = asyncio.Semaphore(_WINDOW)

    @classmethod
    async def connect(cls, rig: Rig) -> "Senders":
        """Connect every unit."""
        return cls(
            {
                unit: await connect(
                    rig.url,
                    name=f"unit-{unit}",
                    credentials=rig.credentials(f"unit-{unit}"),
                )
                for unit in UNITS
            }
        )

    async def send(
        self, found: list[tuple[str, str, bytes]], *, per_second: float | None
    ) -> float:
        """Submit all reports, at most so many a second; return the seconds it took."""
        start = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number, one in enumerate(found):
                await self._open.acquire()
                group.create_task(self._send(*one))
                if per_second:
                    ahead = number / per_second - (time.perf_counter() - start)
                    await asyncio.sleep(max(ahead, 0))
        return time.perf_counter() - start

    async def _send(self, unit: str, submission_id: str, body: bytes) -> None:
        try:
            await self._streams[unit].publish(
                topology.SUBMIT_REPORT.base, body, headers={"ce-id": submission_id}
            )
        finally:
            self._open.release()

    async def close(self) -> None:
        """Close every connection."""
        for client in self._clients.values():
            await client.close()
