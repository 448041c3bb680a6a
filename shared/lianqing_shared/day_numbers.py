"""Draw the numbers of a day so that none tells anything of the others.

Numbers in a row would show a recused person that something lies between two that he may
see: with no relation declared, that it is about himself. Source: 监察法 Art. 67;
architecture P6.
"""

import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date

_LEAST_DIGITS = 4
_ROOM = 2
"""At most every second number of a length is given out, so that drawing stays quick."""

Taken = Callable[[Sequence[str]], Awaitable[Collection[str]]]
"""Return which of these numbers are given out already."""
Below = Callable[[int], int]


async def draw_numbers(
    day: date,
    *,
    count: int,
    given: int,
    taken: Taken,
    below: Below = secrets.randbelow,
) -> Sequence[str]:
    """Return `count` free numbers such as `2026-1124-4821`, in no order.

    `given` is how many the day has with these; whoever asks keeps others from drawing
    on the same day at the same time.
    """
    digits = digits_for(given)
    found: dict[str, None] = {}
    while len(found) < count:
        drawn: dict[str, None] = {}
        while len(found) + len(drawn) < count:
            number = below(10**digits - 1) + 1
            written = f"{day:%Y-%m%d}-{number:0{digits}d}"
            if written not in found:
                drawn[written] = None
        for busy in await taken(tuple(drawn)):
            del drawn[busy]
        found |= drawn
    return tuple(found)


def digits_for(given: int) -> int:
    """Return how long numbers are on a day that has so many of them."""
    digits = _LEAST_DIGITS
    while 10**digits - 1 < _ROOM * given:
        digits += 1
    return digits
