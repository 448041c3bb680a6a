"""Sign and verify with Ed25519 keys in NATS's printed form (nkeys).

One kind of key serves everything that is signed: a unit's bus credential, its letter
receipts, the centre's receipts and the registry's actor tokens.
"""

import base64
import binascii
import os
from functools import lru_cache
from pathlib import Path

import nkeys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from lianqing_shared.errors import SettingsError

_SEED_BYTES = 32
_KEY_START, _KEY_END = 1, 33


class Signer:
    """Hold a private key; print nothing but its public half."""

    def __init__(self, seed: str) -> None:
        """Take a printed seed (`SU…`); raises SettingsError if it is none."""
        try:
            self.public_key: str = nkeys.from_seed(seed.encode()).public_key.decode()
            raw = base64.b32decode(seed + "=" * (-len(seed) % 8))[2:34]
        except (nkeys.NkeysError, binascii.Error, ValueError) as err:
            raise SettingsError("the key file holds no nkey seed") from err
        # cryptography signs three times as fast as the library behind nkeys.
        self._key = Ed25519PrivateKey.from_private_bytes(raw)

    @classmethod
    def new(cls) -> "Signer":
        """Make a fresh key that is kept nowhere; for tests."""
        return cls(new_seed())

    @classmethod
    def from_seed_file(cls, path: Path) -> "Signer":
        """Read the seed from a file; raises SettingsError with what to do."""
        try:
            return cls(path.read_text().strip())
        except OSError as err:
            raise SettingsError(
                f"cannot read the key file {path}; run `lianqing up` once to make it"
            ) from err

    def sign(self, data: bytes) -> str:
        """Return the signature in URL-safe base 64."""
        return base64.urlsafe_b64encode(self._key.sign(data)).decode()


def new_seed() -> str:
    """Return a fresh printed seed for a user key."""
    seed: bytes = nkeys.encode_seed(os.urandom(_SEED_BYTES), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def verify(public_key: str, data: bytes, signature: str) -> bool:
    """Return whether the holder of `public_key` signed exactly these bytes."""
    try:
        _public(public_key).verify(base64.urlsafe_b64decode(signature), data)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _public(printed: str) -> Ed25519PublicKey:
    raw = base64.b32decode(printed + "=" * (-len(printed) % 8))
    return Ed25519PublicKey.from_public_bytes(raw[_KEY_START:_KEY_END])
