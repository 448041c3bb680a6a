"""Turn money that clerks type into whole fen, and back into what they read."""

import re
from decimal import Decimal

_TYPED = re.compile(r"^\s*([0-9][0-9,，]*(?:\.[0-9]{1,2})?)\s*(万)?\s*元?\s*$")
_FEN_PER_YUAN = 100
_YUAN_PER_WAN = 10_000
_MOST_FEN = 10**15


def fen_from_yuan(typed: str) -> int:
    """Return fen for `12,600`, `386000.50` or `38.6万`; ValueError says the way."""
    found = _TYPED.match(typed)
    if found is None:
        raise ValueError("金额应以元为单位填写数字，例如 386000 或 38.6万。")
    yuan = Decimal(found[1].replace(",", "").replace("，", ""))
    fen = yuan * _FEN_PER_YUAN * (_YUAN_PER_WAN if found[2] else 1)
    if fen > _MOST_FEN:
        raise ValueError("金额过大，请核对单位是元还是万元。")
    return int(fen)


def yuan_text(fen: int) -> str:
    """Return fen as clerks read it: `386,000 元`, with cents only where there are."""
    whole, rest = divmod(fen, _FEN_PER_YUAN)
    cents = f".{rest:02d}" if rest else ""
    return f"{whole:,}{cents} 元"
