"""Make, check and print checkpoints of audit logs.

The printed code is for paper and telephone: the head of the digest in Crockford's
base 32, in groups of four, with his check character at the end. It has 80 bits; who
would forge a log behind a printed code must find one among 10^24 by trying.
"""

from datetime import datetime

from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer, verify

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECKS = f"{_ALPHABET}*~$=U"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_CHARACTERS, _GROUP = 16, 4
_BITS = 5
_HEAD_DIGITS = _CHARACTERS * _BITS // 4
"""Hex digits of the digest that the code holds."""


class BadCodeError(RefusedError):
    """What was typed is no code of a checkpoint, or was mistyped."""

    def __init__(self) -> None:
        super().__init__(
            "校验码不对：应为 4 组 4 个字符再加 1 个校验字符。请对照打印件逐字核对。",
            code="bad_code",
        )


def make_checkpoint(
    service: AuditedService, *, seq: int, digest: str, at: datetime, signer: Signer
) -> Checkpoint:
    """Return the signed statement that the chain stood at `seq` with `digest`."""
    unsigned = Checkpoint(
        service=service, seq=seq, digest=digest, at=at, public_key=signer.public_key
    )
    signature = signer.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature})


def is_genuine(checkpoint: Checkpoint) -> bool:
    """Return whether the holder of its key signed it; whose key it is, is not asked."""
    return verify(
        checkpoint.public_key, checkpoint.signed_bytes(), checkpoint.signature
    )


def short_code(digest: str) -> str:
    """Return the code to print for a digest: `XXXX-XXXX-XXXX-XXXX-C`."""
    number = int(digest[:_HEAD_DIGITS], 16)
    text = "".join(
        _ALPHABET[number >> _BITS * place & 31]
        for place in reversed(range(_CHARACTERS))
    )
    groups = [text[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP)]
    return "-".join((*groups, _CHECKS[number % len(_CHECKS)]))


def read_code(typed: str) -> str:
    """Return the code as it is printed; raises BadCodeError.

    Small letters, missing hyphens, and O, I or L for 0 and 1 are understood.
    """
    plain = typed.strip().upper().translate(_READ_AS)
    head, check = plain[:_CHARACTERS], plain[_CHARACTERS:]
    if len(head) != _CHARACTERS or set(head) - set(_ALPHABET):
        raise BadCodeError
    number = 0
    for character in head:
        number = number << _BITS | _ALPHABET.index(character)
    code = short_code(f"{number:0{_HEAD_DIGITS}x}")
    if code[-1] != check:
        raise BadCodeError
    return code
