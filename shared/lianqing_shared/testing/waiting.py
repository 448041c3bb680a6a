"""Wait for a condition instead of for a time."""

import asyncio
from collections.abc import Callable

LIMIT_S = 20.0


async def until(reached: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
    """Return as soon as `reached()` is true; raises TimeoutError after `limit_s`."""
    async with asyncio.timeout(limit_s):
        while not reached():  # noqa: ASYNC110 - the condition may live anywhere
            await asyncio.sleep(0.01)
