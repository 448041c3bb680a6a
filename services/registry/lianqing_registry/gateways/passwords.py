"""Hash passwords with Argon2id, and take as long for a name that nobody has."""

import asyncio
import secrets
from collections.abc import Callable
from contextlib import suppress

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from lianqing_registry.domain.passwords import check_guesses
from lianqing_registry.errors.accounts import WeakPasswordError

# Without 0O1lI: an initial password is read aloud and typed by hand.
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_AT_ONCE = 2
"""More would only multiply the memory: the machine has as many cores."""


class Passwords:
    """Make and check hashes; the parameters travel inside each hash."""

    def __init__(self, *, time_cost: int, memory_kib: int, lanes: int) -> None:
        self._hasher = PasswordHasher(
            time_cost=time_cost,
            memory_cost=memory_kib,
            parallelism=lanes,
            type=Type.ID,
        )
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = self._hasher.hash(secrets.token_hex(16))

    async def hash(self, password: str) -> str:
        """Return the hash of a password in PHC form."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password: str, known: str | None) -> bool:
        """Return whether the password fits; None is nobody's hash and never fits.

        Both cases cost one full hash, so the time tells nothing about the name.
        """
        async with self._turns:
            fits = await asyncio.to_thread(self._fits, password, known or self._nobodys)
        return fits and known is not None

    def is_outdated(self, known: str) -> bool:
        """Return whether a hash was made with other parameters than ours."""
        return self._hasher.check_needs_rehash(known)

    def _fits(self, password: str, known: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False


def random_password(draw: Callable[[str], str] = secrets.choice) -> str:
    """Return an initial password of four classes, to be typed once from paper."""
    while True:
        blocks = ["".join(draw(_LETTERS) for _ in range(5)) for _ in range(3)]
        # The fixed tail brings all classes; the blocks hold 87 random bits.
        drawn = "-".join([*blocks, "Aa2"])
        # One draw in 4,000 has four letters alike in a row.
        with suppress(WeakPasswordError):
            check_guesses(drawn.lower())
            return drawn
