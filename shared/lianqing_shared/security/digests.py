"""Keyed digests: find the same person again without storing who it is.

Plain hashes of ID numbers or names can be tried through in seconds; a digest under the
installation's key cannot. Source: PIPL Art. 51; domain section 6.1.
"""

import hashlib
import hmac
import unicodedata
from pathlib import Path

from lianqing_shared.errors import SettingsError

_KEY_BYTES = 32


def read_digest_key(path: Path) -> bytes:
    """Read the installation's key, 32 bytes in hex; raises SettingsError."""
    try:
        key = bytes.fromhex(path.read_text().strip())
    except (OSError, ValueError) as err:
        raise SettingsError(f"cannot read the digest key {path}") from err
    if len(key) != _KEY_BYTES:
        raise SettingsError(f"the digest key {path} must hold 32 bytes in hex")
    return key


def keyed_digest(key: bytes, text: str) -> str:
    """Return 64 hex digits that only holders of the key can compute."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def plain_name(name: str) -> str:
    """Return a name with width, spaces and the dot of minority names made uniform."""
    flat = unicodedata.normalize("NFKC", name)
    return "".join(flat.split()).replace("•", "·").replace("・", "·")


def subject_key(key: bytes, *, unit: str, person_name: str | None) -> str:
    """Return the key under which reports on one unit, or one person in it, meet."""
    return keyed_digest(key, f"subject\0{unit}\0{plain_name(person_name or '')}")
