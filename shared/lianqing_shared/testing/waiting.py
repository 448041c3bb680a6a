"""Wait for a condition instead of for a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

LIMIT_S = 20.0
_EVERY_S = 0.05
FoundT = TypeVar("FoundT")


async def until(reached: Callable[[], bool], *, limit_s: float = LIMIT_S) -> None:
    """Return as soon as `reached()` is true; raises TimeoutError after `limit_s`."""
    async with asyncio.timeout(limit_s):
        while not reached():  # noqa: ASYNC110 - the condition may live anywhere
            await asyncio.sleep(0.01)


async def eventually(
    look: Callable[[], Awaitable[FoundT | None]], what: str, *, limit_s: float = LIMIT_S
) -> FoundT:
    """Look again and again until something is found; return it.

    None and False both say that it is not there yet.

    Raises:
        AssertionError: Nothing was found in time; it says `what` was awaited.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + limit_s
    while (found := await look()) is None or found is False:
        if loop.time() > end:
            raise AssertionError(f"not within {limit_s:.0f} s: {what}")
        await asyncio.sleep(_EVERY_S)
    return found
