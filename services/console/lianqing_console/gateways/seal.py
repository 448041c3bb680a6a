"""Seal a session's tokens under its cookie: the database alone opens no session."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES = 12


def digest_of(cookie: str) -> str:
    """Return what is stored of a cookie."""
    return hashlib.sha256(cookie.encode()).hexdigest()


def form_token(cookie: str) -> str:
    """Return the token that every form of this session must carry."""
    return _derived(cookie, b"form").hex()


def seal(text: str, cookie: str) -> bytes:
    """Encrypt text so that only the holder of the cookie can read it."""
    nonce = os.urandom(_NONCE_BYTES)
    key = AESGCM(_derived(cookie, b"seal"))
    return nonce + key.encrypt(nonce, text.encode(), digest_of(cookie).encode())


def unseal(sealed: bytes, cookie: str) -> str | None:
    """Return the text; None if it was changed or sealed under another cookie."""
    key = AESGCM(_derived(cookie, b"seal"))
    nonce, body = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return key.decrypt(nonce, body, digest_of(cookie).encode()).decode()
    except (InvalidTag, ValueError):
        return None


def _derived(cookie: str, purpose: bytes) -> bytes:
    return hmac.digest(cookie.encode(), b"lianqing console " + purpose, "sha256")
