"""Sign and verify with Ed25519 keys in NATS's printed form (nkeys).

One kind of key serves everything that is signed: a unit's bus credential, its letter
receipts, the centre's receipts and the registry's actor tokens.

The printed form (base 32 of prefix, key and CRC-16/XMODEM) is written and read here, so
that an adapter's author need not install a second library for elliptic curves; a test
holds it against the library that the centre's authority uses.
"""

import base64
import binascii
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from lianqing_shared.errors import SettingsError

_KEY_BYTES = 32
_KEY_START, _KEY_END = 1, 33
_SEED, _USER = 18 << 3, 20 << 3
"""Prefixes that print as `S` and `U`."""


class Signer:
    """Hold a private key; print nothing but its public half."""

    def __init__(self, seed: str) -> None:
        """Take a printed seed (`SU…`); raises SettingsError if it is none."""
        try:
            kind, raw = _read_seed(seed)
        except (binascii.Error, ValueError) as err:
            raise SettingsError("the key file holds no nkey seed") from err
        self._key = Ed25519PrivateKey.from_private_bytes(raw)
        public = self._key.public_key().public_bytes_raw()
        self.public_key: str = _printed(bytes([kind]) + public)

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
    return _printed(
        bytes([_SEED | _USER >> 5, (_USER & 31) << 3]) + os.urandom(_KEY_BYTES)
    )


def verify(public_key: str, data: bytes, signature: str) -> bool:
    """Return whether the holder of `public_key` signed exactly these bytes."""
    try:
        _public(public_key).verify(base64.urlsafe_b64decode(signature), data)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _public(printed: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_raw(printed)[_KEY_START:_KEY_END])


def _read_seed(seed: str) -> tuple[int, bytes]:
    """Return the kind of key and its 32 bytes; raises ValueError for anything else."""
    raw = _raw(seed)
    if len(raw) != 2 + _KEY_BYTES or raw[0] & 0b1111_1000 != _SEED:
        raise ValueError("not a seed")
    return (raw[0] & 0b111) << 5 | raw[1] >> 3, raw[2:]


def _printed(raw: bytes) -> str:
    checked = raw + binascii.crc_hqx(raw, 0).to_bytes(2, "little")
    return base64.b32encode(checked).decode().rstrip("=")


def _raw(printed: str) -> bytes:
    whole = base64.b32decode(printed + "=" * (-len(printed) % 8))
    raw, checksum = whole[:-2], whole[-2:]
    if binascii.crc_hqx(raw, 0).to_bytes(2, "little") != checksum:
        raise ValueError("the checksum does not fit")
    return raw
