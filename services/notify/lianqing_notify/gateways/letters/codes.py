"""The verification code of a letter, printed and as a QR code.

The code cannot be guessed from the letter's text: it comes out of the centre's
signature over it. Whoever holds a paper letter asks the centre whether number, date and
code belong together.
"""

import hashlib
import io

import segno

from lianqing_notify.domain.letter import LetterContent, in_words
from lianqing_shared.security.signing import Signer

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what people confuse on paper: 0 O, 1 I L."""
_GROUPS, _GROUP = 3, 4


def verification_code(content: LetterContent, signer: Signer) -> str:
    """Return a letter's code, e.g. `7K3Q-9D2M-XF4T`; the same for the same text."""
    signature = signer.sign(content.plain.encode())
    number = int.from_bytes(hashlib.sha256(signature.encode()).digest())
    picked = ""
    for _ in range(_GROUPS * _GROUP):
        number, place = divmod(number, len(_ALPHABET))
        picked += _ALPHABET[place]
    return "-".join(picked[at : at + _GROUP] for at in range(0, len(picked), _GROUP))


def qr_svg(content: LetterContent, code: str) -> str:
    """Draw number, date and code as an SVG picture without a border."""
    drawn = io.BytesIO()
    text = "|".join([content.number, in_words(content.signed_on), code])
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=0, xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode()
