"""Wait until a whole installation has nothing left to do, asked from outside."""

import asyncio
import functools
from pathlib import Path

from lianqing.launcher.folder import DataFolder
from lianqing.launcher.idle import Probe, wait_until_idle
from lianqing.launcher.probes import (
    STREAMS_THAT_DRAIN,
    busy_consumers,
    busy_outboxes,
    busy_units,
)
from lianqing_shared.bus.admin import Answer, administrator, ask, part
from lianqing_shared.clock import SystemClock
from lianqing_shared.testing.installation import Installation

_NS = 1_000_000_000
_STABLE_S = 1.0


async def shorten_patience(installation: Installation, *, ack_wait_s: int) -> None:
    """Let the server give unacknowledged messages again sooner than in production.

    What a killed process held comes back after `ack_wait`; half a minute of it would
    only make the test wait, and more redelivery is the harder case.
    """
    async with administrator(
        installation.bus_url(), _provision(installation)
    ) as client:
        for stream in STREAMS_THAT_DRAIN:
            told = await ask(client, f"$JS.API.CONSUMER.LIST.{stream}")
            rows = told["consumers"]
            assert isinstance(rows, list)
            for row in rows:
                assert isinstance(row, dict)
                settings: Answer = part(row, "config")
                changed: Answer = {**settings, "ack_wait": ack_wait_s * _NS}
                await ask(
                    client,
                    f"$JS.API.CONSUMER.CREATE.{stream}.{row['name']}",
                    {"stream_name": stream, "config": changed, "action": "update"},
                )


async def settled(installation: Installation, *, within_s: float) -> None:
    """Return once no file, spool, consumer or outbox has anything left."""
    folder = DataFolder(installation.data)

    async def units() -> list[str]:
        return await asyncio.to_thread(busy_units, folder, SystemClock())

    probes: list[Probe] = [
        units,
        functools.partial(
            busy_consumers, installation.bus_url(), _provision(installation)
        ),
        functools.partial(busy_outboxes, folder),
    ]
    await wait_until_idle(probes, guard_s=within_s, stable_s=_STABLE_S)


def _provision(installation: Installation) -> Path:
    return installation.data / "creds" / "provision.creds"
