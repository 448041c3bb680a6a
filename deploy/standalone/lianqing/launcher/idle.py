"""Know when there is nothing left to do, so that `--exit-when-idle` can stop.

Idle is a claim about the whole: nothing in any sample folder unread, no spool row
without a receipt, nothing pending for any consumer, no outbox row unsent, the demo's
story told. Each is asked of whoever keeps the record. The claim must hold for a while,
because between two hops a message is briefly in nobody's books.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from lianqing.errors import CommandError
from lianqing.text import say

Probe = Callable[[], Awaitable[Sequence[str]]]
"""Returns what is still busy, in words for a person; empty when nothing is."""

STABLE_S = 1.5
GUARD_S = 600.0
_EVERY_S = 0.25


class StillBusyError(CommandError):
    """The guard's time has passed and something is still busy."""

    def __init__(self, busy: Sequence[str], *, guard_s: float) -> None:
        what = "；".join(busy) or say("刚刚安静下来", "only just quiet")
        super().__init__(
            say(
                f"等了 {guard_s:.0f} 秒仍未处理完：{what}。"
                "请看 logs/ 下的日志，或用 --guard 放宽时间。",
                f"Not idle after {guard_s:.0f} s: {what}. "
                "Look into logs/, or allow more time with --guard.",
            )
        )
        self.busy = tuple(busy)


async def wait_until_idle(
    probes: Sequence[Probe],
    *,
    guard_s: float = GUARD_S,
    stable_s: float = STABLE_S,
    every_s: float = _EVERY_S,
) -> None:
    """Return once no probe has found work for `stable_s`; raises StillBusyError."""
    end = time.monotonic() + guard_s
    quiet_since: float | None = None
    busy: list[str] = []
    while (now := time.monotonic()) < end:
        busy = await _first_busy(probes)
        if busy:
            quiet_since = None
        elif quiet_since is None:
            quiet_since = now
        elif now - quiet_since >= stable_s:
            return
        await asyncio.sleep(every_s)
    raise StillBusyError(busy, guard_s=guard_s)


async def _first_busy(probes: Sequence[Probe]) -> list[str]:
    """Ask in order of what flows first; what is busy upstream settles the matter."""
    for probe in probes:
        found = await probe()
        if found:
            return list(found)
    return []
