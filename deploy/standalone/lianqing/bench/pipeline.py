"""Measure submit → accepted → graded: backlog, live rate, latency, and the raw limit.

All figures of one run come from one machine in one go; the ratio is what to compare.
Budgets: architecture section 9.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import text

from lianqing.bench.figures import Figures
from lianqing.bench.load import Senders, reports
from lianqing.bench.rig import Rig, build_rig
from lianqing.bench.watch import Watch
from lianqing_shared.bus.connect import connect
from lianqing_shared.db import open_engine

STAGES = ("intake", "grading")
_PATIENCE_S = 600.0
_STEADY = 500.0
_FULL = 2
_LIVE = 2_000.0


async def measure(count: int) -> Figures:
    """Run the whole benchmark with `count` reports for each backlog."""
    async with _rig() as rig:
        drain, cpu, durable = await _drain(rig, count, product=True)
        live = await _live(rig, count)
        p50, p99 = await _steady(rig, max(count // 4, 500))
    async with _rig() as rig:
        raw, raw_cpu, _ = await _drain(rig, count, product=False)
    return Figures(
        reports=count,
        drain_reports_per_s=round(drain, 1),
        live_reports_per_s=round(live, 1),
        p50_ms=round(p50, 1),
        p99_ms=round(p99, 1),
        raw_reports_per_s=round(raw, 1),
        ratio_to_raw=round(drain / raw, 3),
        cpu_us_per_report=cpu,
        raw_cpu_us_per_report=raw_cpu,
        durable=durable,
    )


@asynccontextmanager
async def _rig() -> AsyncIterator[Rig]:
    with tempfile.TemporaryDirectory(prefix="lianqing-bench-") as folder:
        rig = await build_rig(Path(folder))
        try:
            yield rig
        finally:
            await asyncio.to_thread(rig.stop_all)


async def _drain(
    rig: Rig, count: int, *, product: bool
) -> tuple[float, dict[str, float], dict[str, str]]:
    """Fill REPORTS while nobody works, then start both stages and time the backlog.

    The clock runs from the first report accepted to the last one graded.
    """
    senders = await Senders.connect(rig)
    backlog = list(reports(count, seed=1, prefix="drain"))
    await senders.send(backlog, per_second=None)
    await senders.close()
    watch = await Watch.begin(rig)
    watch.expect(count)
    start = {"nats": rig.cpu_s("nats")}
    for stage in reversed(STAGES):  # the last stage first, so that none runs ahead
        await asyncio.to_thread(_start, rig, stage, product=product)
        start[stage] = rig.cpu_s(stage)
    async with asyncio.timeout(_PATIENCE_S):
        await watch.done.wait()
    cpu = {
        name: round((rig.cpu_s(name) - used) / count * 1e6, 1)
        for name, used in start.items()
    }
    durable = await _durable(rig) if product else {}
    await watch.client.close()
    return count / (watch.last_proposed - watch.first_accepted), cpu, durable


def _start(rig: Rig, stage: str, *, product: bool) -> None:
    if product:
        rig.start_service(stage)
        return
    rig.database(stage).parent.mkdir(exist_ok=True)
    database = str(rig.database(stage))
    credentials = str(rig.credentials(stage))
    rig.start(
        stage,
        [
            *(sys.executable, "-m", "lianqing.bench.raw", stage),
            *(rig.url, credentials, database),
        ],
    )


async def _live(rig: Rig, count: int) -> float:
    """Submit at up to 2,000/s with everything running; return what was sustained."""
    senders = await Senders.connect(rig)
    watch = await Watch.begin(rig)
    watch.expect(count)
    found = list(reports(count, seed=2, prefix="live"))
    loop = asyncio.get_running_loop()
    start = loop.time()
    await senders.send(found, per_second=_LIVE)
    async with asyncio.timeout(_PATIENCE_S):
        await watch.done.wait()
    took = loop.time() - start
    await senders.close()
    await watch.client.close()
    return count / took


async def _steady(rig: Rig, count: int) -> tuple[float, float]:
    """Submit at 500/s; return p50 and p99 of accepted → proposed, in milliseconds."""
    senders = await Senders.connect(rig)
    watch = await Watch.begin(rig, with_latency=True)
    watch.expect(count)
    await senders.send(
        list(reports(count, seed=3, prefix="steady")), per_second=_STEADY
    )
    async with asyncio.timeout(_PATIENCE_S):
        await watch.done.wait()
    await senders.close()
    await watch.client.close()
    return watch.quantile_ms(0.5), watch.quantile_ms(0.99)


async def _durable(rig: Rig) -> dict[str, str]:
    """Read the fsync settings back from the server and from a service's database."""
    client = await connect(
        rig.url, name="system", credentials=rig.credentials("system")
    )
    reply = await client.request("$SYS.REQ.SERVER.PING.JSZ", b'{"config":true}')
    await client.close()
    engine = open_engine(f"sqlite+aiosqlite:///{rig.database('intake')}")
    async with engine.connect() as connection:
        level = (await connection.execute(text("PRAGMA synchronous"))).scalar()
        mode = (await connection.execute(text("PRAGMA journal_mode"))).scalar()
    await engine.dispose()
    config = json.loads(reply.data)["data"]["config"]
    return {
        "nats_sync_always": str(config.get("sync_always", False)).lower(),
        "sqlite_synchronous": "FULL" if level == _FULL else str(level),
        "sqlite_journal_mode": str(mode),
    }
