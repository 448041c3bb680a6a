"""Time-based codes (RFC 6238) and the recovery codes for a lost phone."""

import hmac
import secrets
from datetime import datetime

import pyotp

STEP_S = 30
_ISSUER = "廉情"
_DIGITS = 6
_EARLIER_AND_LATER = 1
"""Steps that a phone's clock may be off."""
_RECOVERY_CODES = 8
_BLOCKS, _BLOCK = 2, 6
# Without i, l, o, u, 0 and 1: they are copied by hand.
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"


def new_secret() -> str:
    """Return a secret of 160 bits in base 32, as apps take it."""
    return pyotp.random_base32()


def uri_of(secret: str, *, login: str) -> str:
    """Return what the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)


def matching_step(
    secret: str, code: str, *, at: datetime, after: int | None
) -> int | None:
    """Return the half minute whose code this is; None if it fits none.

    A half minute at or before `after` is over: its code was taken already.
    """
    now = int(at.timestamp()) // STEP_S
    maker = pyotp.TOTP(secret)
    found = None
    for step in range(now - _EARLIER_AND_LATER, now + _EARLIER_AND_LATER + 1):
        # All are looked at, so that the time does not tell which one was near.
        fits = hmac.compare_digest(maker.generate_otp(step), tidy(code))
        if fits and (after is None or step > after):
            found = step
    return found


def is_of_an_app(code: str) -> bool:
    """Return whether a code has the form of an app's, and is no recovery code."""
    return len(tidy(code)) == _DIGITS and tidy(code).isdecimal()


def tidy(code: str) -> str:
    """Return a code without the blanks and strokes that people type."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def new_recovery_codes() -> tuple[str, ...]:
    """Return fresh recovery codes of 58 random bits, in two blocks for reading."""
    return tuple(
        "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(_BLOCK))
            for _ in range(_BLOCKS)
        )
        for _ in range(_RECOVERY_CODES)
    )
