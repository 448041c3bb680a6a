"""Make and read Ed25519 nkeys; the only module that touches a seed's bytes.

An nkey prints with its role as first letter: O operator, A account, U user. A seed is
written once, to a file that only its owner may read, and is never logged or printed.
"""

import os
from enum import IntEnum
from pathlib import Path

import nkeys
from typing_extensions import override

from lianqing_shared.errors import SettingsError


class Role(IntEnum):
    """What a key is for; the value is the prefix byte of its printed form."""

    OPERATOR = nkeys.PREFIX_BYTE_OPERATOR
    ACCOUNT = nkeys.PREFIX_BYTE_ACCOUNT
    USER = nkeys.PREFIX_BYTE_USER


class Key:
    """A key pair that signs; its seed leaves it only by `write` and `seed`."""

    def __init__(self, seed: bytes) -> None:
        self._pair = nkeys.from_seed(seed)
        self.public: str = self._pair.public_key.decode()

    @classmethod
    def new(cls, role: Role) -> "Key":
        """Make a key from the machine's randomness."""
        return cls(nkeys.encode_seed(os.urandom(32), int(role)))

    @classmethod
    def load_or_make(cls, path: Path, role: Role) -> "Key":
        """Read the seed file, or make a key and write it there (mode 0600)."""
        if path.exists():
            return cls.read(path)
        key = cls.new(role)
        write_secret(path, key.seed)
        return key

    @classmethod
    def read(cls, path: Path) -> "Key":
        """Read a seed file; raises SettingsError that never quotes its content."""
        try:
            return cls(path.read_bytes().strip())
        except Exception as err:  # noqa: BLE001 # nkeys raises many kinds
            message = (
                f"密钥文件 {path} 读不出来（{type(err).__name__}）；请从备份恢复。"
            )
            raise SettingsError(message) from None

    @override
    def __repr__(self) -> str:
        return f"Key({self.public})"

    @property
    def seed(self) -> str:
        """The secret half; for files of mode 0600 only."""
        return bytes(self._pair.seed).decode()

    def sign(self, data: bytes) -> bytes:
        """Sign bytes with Ed25519."""
        return bytes(self._pair.sign(data))


def write_secret(path: Path, text: str) -> None:
    """Put text into a file that only its owner may read, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
