"""Make identifiers that sort by time and cannot be guessed.

Form: `<prefix>_<26 characters>`, a ULID (48 bits of milliseconds, 80 random bits) in
Crockford's base 32, lower case. Sorting ids sorts by the moment of making.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]
_RANDOM_BITS = 80

RandomBits = Callable[[int], int]


class IdMaker(Protocol):
    """Give a new identifier for a kind of thing at a moment."""

    def __call__(self, prefix: str, at: datetime) -> str:
        """Return `<prefix>_<ulid>`."""
        ...


def new_id(
    prefix: str, at: datetime, *, random_bits: RandomBits = secrets.randbits
) -> str:
    """Make an identifier for `prefix` at the moment `at`."""
    number = (int(at.timestamp() * 1000) << _RANDOM_BITS) | random_bits(_RANDOM_BITS)
    text = ""
    for _ in range(13):
        text = _PAIRS[number & 1023] + text
        number >>= 10
    return f"{prefix}_{text}"
