"""Check the numbers of people and organisations, and find what Excel has broken.

Source: GB 11643 (citizen identity number), GB 32100-2015 (unified social credit code);
domain section 6.1.
"""

import re
from datetime import date

from lianqing_sdk.cells import Cell
from lianqing_sdk.errors import CellError
from lianqing_sdk.values import plain, read_text

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(3**power % 31 for power in range(17))
_OLD_LENGTH, _NEW_LENGTH = 15, 18
_MASKED = re.compile(r"[\dx]*\*{3,}[\dx]*")
_DAMAGED = CellError(
    "证件号码被表格软件改成了科学计数，末三位已经丢失。",
    "请把该列设为“文本”格式，从原系统重新导出或重新填写。",
)


def id_check_digit(first: str) -> str:
    """Return the check digit for the first seventeen digits of an identity number."""
    total = sum(
        int(digit) * weight for digit, weight in zip(first, _ID_WEIGHTS, strict=True)
    )
    return _ID_CHECKS[total % 11]


def uscc_check_digit(first: str) -> str:
    """Return the check character for the first seventeen of a credit code."""
    total = sum(
        _USCC_ALPHABET.index(sign) * weight
        for sign, weight in zip(first, _USCC_WEIGHTS, strict=True)
    )
    return _USCC_ALPHABET[-total % 31]


def read_id_number(cell: Cell) -> str | None:
    """Return an identity number in eighteen characters; None for an empty cell.

    Fifteen-digit numbers gain their century and check digit, so that the same person
    gives the same number. Masked numbers (`41****12`) count as absent.

    Raises:
        CellError: Damaged by a spreadsheet, or wrong; the number is never quoted.
    """
    if isinstance(cell, float) and abs(cell) >= 1e15:  # noqa: PLR2004 - a float keeps fifteen digits
        raise _damaged()
    text = read_text(cell)
    if text is None:
        return None
    number = plain(text).replace("-", "")
    if _MASKED.fullmatch(number):
        return None
    if re.fullmatch(r"\d(\.\d+)?e\+?\d{1,2}", number):
        raise _damaged()
    if len(number) == _OLD_LENGTH and number.isdecimal():
        longer = f"{number[:6]}19{number[6:]}"
        return _dated(longer + id_check_digit(longer))
    if re.fullmatch(r"\d{17}[\dx]", number):
        return _checked(number.upper())
    raise CellError(
        f"证件号码应为 18 位（或旧的 15 位），现有 {len(number)} 位或含有其他字符。",
        "请对照证件改正。",
    )


def _checked(number: str) -> str:
    if number[-1] != id_check_digit(number[:-1]):
        if number.endswith("000"):
            raise _damaged()
        raise CellError(
            f"证件号码校验位不对（{mask_number(number)}）。",
            "请对照证件逐位核对后改正。",
        )
    return _dated(number)


def _dated(number: str) -> str:
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as err:
        raise CellError(
            f"证件号码中的出生日期不存在（{mask_number(number)}）。",
            "请对照证件逐位核对后改正。",
        ) from err
    return number


def _damaged() -> CellError:
    return CellError(_DAMAGED.problem.reason, _DAMAGED.problem.advice)


def read_credit_code(cell: Cell) -> str | None:
    """Return a unified social credit code, checked; None for an empty cell."""
    text = read_text(cell)
    if text is None:
        return None
    code = plain(text).upper()
    fits = len(code) == _NEW_LENGTH and set(code) <= set(_USCC_ALPHABET)
    if not fits or code[-1] != uscc_check_digit(code[:-1]):
        raise CellError(
            f"统一社会信用代码“{code[:18]}”不正确。", "请对照登记证书改正。"
        )
    return code


def mask_number(number: str) -> str:
    """Return a number with its middle starred, for a clerk to recognise."""
    if len(number) < _OLD_LENGTH:
        return "*" * len(number)
    return f"{number[:2]}{'*' * (len(number) - 4)}{number[-2:]}"
