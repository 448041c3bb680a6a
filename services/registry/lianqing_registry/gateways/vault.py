"""Keep the secrets of second factors: encrypted at rest, bound to their person.

AES-256-GCM; the key comes by HKDF from the installation's digest key under a label of
its own, so that neither use can stand in for the other. The person's id is bound in:
a secret moved to another row does not open. Source: 等保2.0 8.1.4.8; reliability 11.3.
"""

import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lianqing_shared.errors import SettingsError

_FORM = b"\x01"
"""The first byte of everything sealed: which cipher, should there be another."""
_NONCE_BYTES = 12
_KEY_BYTES = 32


class Vault:
    """Seal and open secrets, and make digests that only this installation can."""

    def __init__(self, digest_key: bytes) -> None:
        self._cipher = AESGCM(_derived(digest_key, b"lianqing second factors 1"))
        self._digests = _derived(digest_key, b"lianqing recovery codes 1")

    def seal(self, secret: str, *, person_id: str) -> bytes:
        """Return a secret encrypted for one person's row."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        bound = _FORM + person_id.encode()
        return _FORM + nonce + self._cipher.encrypt(nonce, secret.encode(), bound)

    def open(self, sealed: bytes, *, person_id: str) -> str:
        """Return the secret; raises SettingsError if the key or the row is another."""
        form, nonce = sealed[:1], sealed[1 : 1 + _NONCE_BYTES]
        try:
            found = self._cipher.decrypt(
                nonce, sealed[1 + _NONCE_BYTES :], form + person_id.encode()
            )
        except InvalidTag as err:
            raise SettingsError(
                "a second factor does not open: another digest key, or a changed row"
            ) from err
        return found.decode()

    def digest(self, code: str, *, person_id: str) -> str:
        """Return the digest under which a person's recovery code is kept."""
        text = f"{person_id}\0{code}".encode()
        return hmac.new(self._digests, text, sha256).hexdigest()


def _derived(key: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=label).derive(
        key
    )
