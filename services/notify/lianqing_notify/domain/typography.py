"""Chinese typography of free text: full-width punctuation, no identifiers.

People type findings with whatever their keyboard gives; what goes into an official
letter has full-width punctuation beside Han characters (GB/T 15834) and carries no
identity or telephone number.
"""

import re
from unicodedata import category

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff〇\U00020000-\U0003134f"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}
_NARROW = "".join(map(re.escape, _WIDE))
_BESIDE_HAN = re.compile(
    rf"(?<=[{_HAN}，。；：？！”）》])[ \t]*([{_NARROW}])[ \t]*"
    rf"|[ \t]*([{_NARROW}])[ \t]*(?=[{_HAN}“《（])"
)
_STOP = re.compile(rf"(?<=[{_HAN}”）》])\.(?!\w)")
_QUOTED = re.compile(r'"([^"\n]*)"')
_QUOTED_ONCE = re.compile(rf"(?<![\w'])'([^'\n]*)'|(?<=[{_HAN}])'([^'\n]*)'")
_LOOSE = str.maketrans({'"': "”", "'": "’"})
"""Quotation marks that have no partner; a closing one looks least wrong."""
_FLAW = re.compile(rf"[{_HAN}][{_NARROW}\"']|[{_NARROW}\"'][{_HAN}]|[{_HAN}]\.(?!\w)")
_GAP = re.compile(rf"(?<=[{_HAN}])[ \t\u3000]+(?=[{_HAN}])")
_IDENTITY = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")
_TELEPHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-\d{7,8})(?!\d)")
OMITTED = "（号码略）"


def set_in_chinese(text: str) -> str:
    """Set half-width punctuation beside Han characters in its full-width form.

    Numbers such as `12,600` and headings such as `1.上述` stay as they are; characters
    that nobody can see (control and format characters) go.
    """
    text = "".join(c for c in text if c == "\t" or category(c) not in {"Cc", "Cf"})
    quoted = _QUOTED.sub(r"“\1”", text)
    quoted = _QUOTED_ONCE.sub(r"‘\1\2’", quoted).translate(_LOOSE)
    before, wide = "", quoted
    while wide != before:  # a mark may stand beside another one that has just grown
        before = wide
        wide = _BESIDE_HAN.sub(lambda m: _WIDE[m[1] or m[2]], wide)
        wide = _GAP.sub("", _STOP.sub("。", wide)).strip()
    return wide


def without_identifiers(text: str) -> str:
    """Leave out identity numbers and telephone numbers. Source: domain 2.1, 3.1."""
    return _TELEPHONE.sub(OMITTED, _IDENTITY.sub(OMITTED, text))


def flaws(text: str) -> tuple[str, ...]:
    """Return the places where half-width punctuation touches a Han character."""
    return tuple(match[0] for match in _FLAW.finditer(text))


def ended(text: str) -> str:
    """End a sentence with a full stop unless it has an ending of its own."""
    return text if not text or text[-1] in "。！？；：…" else f"{text}。"
