"""Read what clerks write in cells: text, dates, money, counts, yes and no.

Every reader takes a cell and returns a value, None for an empty one, or raises
`CellError` with the reason and the way out in Chinese. Source: domain section 6.2.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

from lianqing_sdk.cells import Broken, Cell
from lianqing_sdk.errors import CellError

_NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "–",
        "/",
        "\\",
        "无",
        "空",
        "暂无",
        "n/a",
        "null",
        "none",
    }
)
_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f]"
)
_SPACES = re.compile("[ \t\u00a0\u3000]+")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
"""Excel's day numbers from 1954 to 2119."""
_EARLIEST = date(1949, 10, 1)
_DATE_FORMS = (
    re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:[T ]?\d{1,2}[:时].*)?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
    re.compile(r"(\d{4})[-./年](\d{1,2})月?()"),
)
MONEY_UNITS = {
    "分": 1,
    "角": 10,
    "元": 100,
    "百元": 10_000,
    "千元": 100_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "亿元": 10_000_000_000,
}
"""Fen in each unit."""
_MONEY = re.compile(
    r"([+-]?\d[\d,]*(?:\.\d+)?|[+-]?\.\d+)(分|角|元|百元|千元|万元?|百万元?|亿元?)?整?"
)
_MAX_FEN = 10**15
_SHORT = 32
"""Headers, names and verdicts come again in every row: a quarter of all time."""
_TRUTHS = {
    **dict.fromkeys(
        ("是", "有", "已", "√", "✓", "y", "yes", "true", "1", "已评估"), True
    ),
    **dict.fromkeys(
        ("否", "没有", "未", "×", "✗", "x", "n", "no", "false", "0"), False
    ),
    **dict.fromkeys(("无", "未评估", "未开展", "不是"), False),
    **dict.fromkeys(("已开展",), True),
}


def plain(text: str) -> str:
    """Return text for comparing: full width made half, no spaces, lower case."""
    return _remembered(text) if len(text) <= _SHORT else _flattened(text)


def _flattened(text: str) -> str:
    flat = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return "".join(flat.split()).lower()


_remembered = lru_cache(maxsize=8_192)(_flattened)


def shown(cell: Cell) -> str:
    """Return a cell as text, as it stands; raises CellError for what has no text."""
    match cell:
        case Broken.FORMULA:
            raise CellError(
                "单元格是公式，但文件里没有保存计算结果。",
                "请用表格软件打开并保存一次，或把公式粘贴为数值。",
            )
        case Broken.TOO_LONG:
            raise CellError(
                "单元格文字过长（超过 32767 字）。",
                "请把正文缩短，详细材料另行报送。",
            )
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004 - beyond it a float keeps no single digits
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return _INVISIBLE.sub("", str(cell))


def read_text(cell: Cell) -> str | None:
    """Return the text of a cell, its spaces tidied; None for an empty one."""
    text = _SPACES.sub(" ", shown(cell)).strip().strip("'‘").strip()
    return None if plain(text) in _NOTHING else text


def read_date(cell: Cell, *, today: date) -> date | None:
    """Return a day from any of the ways clerks write it.

    A month without a day counts as its first. Days after `today` are refused.
    """
    found = _day(cell)
    if found is None:
        return None
    if found > today:
        raise CellError(
            f"日期 {found.isoformat()} 晚于今天。", "请核对年份和月份后改正。"
        )
    if found < _EARLIEST:
        raise CellError(f"日期 {found.isoformat()} 过早，不合情理。", "请核对后改正。")
    return found


def _day(cell: Cell) -> date | None:
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case timedelta() | time():
            raise _no_date(shown(cell))
        case int() | float() if not isinstance(cell, bool) and int(cell) in _SERIALS:
            return _EXCEL_EPOCH + timedelta(days=int(cell))
    text = read_text(cell)
    if text is None:
        return None
    if plain(text).isdecimal() and int(plain(text)) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(plain(text)))
    return _written_day(text)


def _written_day(text: str) -> date:
    flat = unicodedata.normalize("NFKC", text).replace("。", ".").replace(" ", "")
    for form in _DATE_FORMS:
        if found := form.fullmatch(flat):
            year, month, day = found.groups()
            try:
                return date(int(year), int(month), int(day or 1))
            except ValueError as err:
                raise _no_date(text) from err
    raise _no_date(text)


def _no_date(text: str) -> CellError:
    return CellError(
        f"“{text[:20]}”不是可以识别的日期。",
        "请写成 2026-03-05、2026年3月5日 或 20260305。",
    )


def read_money(cell: Cell, *, unit: str = "元") -> int | None:
    """Return an amount in fen; `unit` counts when the cell names none.

    Negative amounts are refused: what they mean differs from office to office.
    """
    if isinstance(cell, bool | date | time | timedelta):
        raise _no_money(shown(cell))
    if isinstance(cell, int | float):
        return _fen(Decimal(str(cell)), unit, str(cell))
    text = read_text(cell)
    if text is None:
        return None
    flat = plain(text).lstrip("¥￥人民币rmb").replace("圆", "元")
    found = _MONEY.fullmatch(flat)
    if found is None:
        raise _no_money(text)
    number, own_unit = found.groups()
    if own_unit in {"万", "百万", "亿"}:
        own_unit += "元"
    try:
        return _fen(Decimal(number.replace(",", "")), own_unit or unit, text)
    except InvalidOperation as err:
        raise _no_money(text) from err


def _fen(amount: Decimal, unit: str, text: str) -> int:
    fen = (amount * MONEY_UNITS[unit]).quantize(Decimal(1), ROUND_HALF_UP)
    if fen < 0:
        raise CellError(
            f"金额“{text[:20]}”是负数。", "请填写实际涉及的金额；冲销请写在备注里。"
        )
    if fen > _MAX_FEN:
        raise CellError(f"金额“{text[:20]}”过大。", "请核对单位是元还是万元。")
    return int(fen)


def _no_money(text: str) -> CellError:
    return CellError(
        f"“{text[:20]}”不是可以识别的金额。", "请只填数字，单位写在表头（元或万元）。"
    )


def read_count(cell: Cell) -> int | None:
    """Return a whole number of people or times."""
    text = read_text(cell)
    if text is None:
        return None
    flat = plain(text).replace(",", "")
    found = re.fullmatch(r"(\d{1,7})(?:\.0+)?[人次户名件]*", flat)
    if found is None or int(found[1]) > 1_000_000:  # noqa: PLR2004 - the contract's bound
        raise CellError(f"“{text[:20]}”不是人数。", "请只填整数。")
    return int(found[1])


def read_truth(cell: Cell) -> bool | None:
    """Return yes or no; None when the cell is empty or holds a dash."""
    if isinstance(cell, bool):
        return cell
    text = plain(shown(cell))
    if text in _TRUTHS:
        return _TRUTHS[text]
    if text in _NOTHING:
        return None
    raise CellError(f"“{text[:20]}”看不出是或否。", "请填写“是”或“否”。")
