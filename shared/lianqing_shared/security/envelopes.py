"""Sign an event as its owner, so that whoever holds the bus alone can forge none.

The signature stands beside the message and covers its subject, its id and its bytes.
Source: reliability research 3.1 (the bus host must not forge events); architecture P4.
"""

import hashlib

from lianqing_shared.contracts.signed import fixed_bytes
from lianqing_shared.security.signing import Signer, verify

HEADER = "lq-signature"


def sign_event(signer: Signer, subject: str, *, message_id: str, body: bytes) -> str:
    """Return the value of `HEADER` for an event of the signer."""
    return signer.sign(_covered(subject, message_id, body))


def is_genuine(
    public_key: str, signature: str, *, subject: str, message_id: str, body: bytes
) -> bool:
    """Return whether the key's holder sent these bytes on this subject as this id."""
    return verify(public_key, _covered(subject, message_id, body), signature)


def _covered(subject: str, message_id: str, body: bytes) -> bytes:
    digest = hashlib.sha256(body).hexdigest()
    return fixed_bytes("lianqing.event.v1", subject, message_id, digest)
