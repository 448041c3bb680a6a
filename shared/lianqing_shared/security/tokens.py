"""The actor token: who is behind a request, signed by the registry, short-lived."""

import base64
import binascii
from datetime import datetime
from functools import lru_cache

from pydantic import ValidationError

from lianqing_shared.contracts.people import Actor
from lianqing_shared.errors import NotAllowedError
from lianqing_shared.security.signing import Signer, verify

HEADER = "lq-actor"
"""The header that carries the token."""


def sign_actor(actor: Actor, signer: Signer) -> str:
    """Return the token for an actor: `<base64 of JSON>.<signature>`."""
    body = base64.urlsafe_b64encode(actor.model_dump_json().encode()).decode()
    return f"{body}.{signer.sign(body.encode())}"


def read_actor(token: str, *, key: str, at: datetime) -> Actor:
    """Return the actor; raises NotAllowedError if forged, damaged or out of date."""
    actor = _read(token, key)
    if actor is None:
        raise NotAllowedError("登录凭证无效，请重新登录。")
    if not actor.is_current(at):
        raise NotAllowedError("登录已过期，请重新登录。")
    return actor


@lru_cache(maxsize=1024)
def _read(token: str, key: str) -> Actor | None:
    """Check the signature once per token; the caller checks its time."""
    body, _, signature = token.partition(".")
    if not verify(key, body.encode(), signature):
        return None
    try:
        return Actor.model_validate_json(base64.urlsafe_b64decode(body))
    except (ValidationError, binascii.Error, ValueError):
        return None
