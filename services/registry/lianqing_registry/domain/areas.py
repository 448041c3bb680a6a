"""Check area codes: GB/T 2260 (6 digits), GB/T 10114 (9), villages (12).

Source: domain 6.1.
"""

import re

from lianqing_registry.errors.units import AreaCodeError

_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65))
    for code in range(first, last + 1)
) | {"71", "81", "82"}
REHEARSAL = "00"
"""No province has it: invented towns of rehearsals and demos."""
_FORM = re.compile(r"\d{6}(\d{3}){0,2}", re.ASCII)
_COUNTY_DIGITS = 6
_LAST_GROUP = 599
"""Streets 001-099, towns 100-199, townships 200-399, other areas 400-599."""


def check_area_code(area_code: str | None, *, parent: str | None = None) -> None:
    """Refuse what is no area code, or does not lie within the parent's area.

    Args:
        area_code: As entered; None is allowed, for offices that cover no area.
        parent: The parent unit's own code, if it has one.

    Raises:
        AreaCodeError: With the reason.
    """
    if area_code is None:
        return
    if not _FORM.fullmatch(area_code):
        raise AreaCodeError(area_code, "须为 6、9 或 12 位数字")
    if area_code[:2] not in _PROVINCES and area_code[:2] != REHEARSAL:
        raise AreaCodeError(area_code, "前两位不是省级代码")
    for group in (area_code[6:9], area_code[9:12]):
        if group and not 1 <= int(group) <= _LAST_GROUP:
            raise AreaCodeError(area_code, f"“{group}”不是乡级或村级代码")
    if parent is not None and not area_code.startswith(extent(parent)):
        raise AreaCodeError(area_code, f"不在上级单位的区划 {parent} 之内")


def extent(area_code: str) -> str:
    """Return what every area code within this one begins with: 370000 covers 37."""
    if len(area_code) != _COUNTY_DIGITS:
        return area_code
    for zeros, digits in (("0000", 2), ("00", 4)):
        if area_code.endswith(zeros):
            return area_code[:digits]
    return area_code
