"""Invent single cells: numbers of people, days and sums, each in a clerk's manner."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from lianqing_sdk.identity import id_check_digit

_FIRST, _LAST = date(2026, 1, 5), date(2026, 9, 30)
_EXCEL_EPOCH = date(1899, 12, 30)
_AREA = "000000"
"""No such area exists: whoever meets the number knows that it is invented."""

Dice = random.Random


def a_day(dice: Dice) -> date:
    """Return a day of the first nine months of 2026."""
    return _FIRST + timedelta(days=dice.randrange((_LAST - _FIRST).days))


def written(dice: Dice, day: date) -> str | int:
    """Return a day in one of the ways that turn up in one and the same column."""
    forms: Sequence[Callable[[], str | int]] = (
        day.isoformat,
        lambda: f"{day.year}.{day.month}.{day.day}",
        lambda: f"{day:%Y%m%d}",
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: (day - _EXCEL_EPOCH).days,
        lambda: f"{day.year}/{day.month:02}/{day.day:02}",
    )
    return dice.choice(forms)()


def an_id(dice: Dice) -> str:
    """Return a well-formed number of a person who cannot exist."""
    born = date(1962, 1, 1) + timedelta(days=dice.randrange(14_000))
    body = f"{_AREA}{born:%Y%m%d}{dice.randrange(1000):03}"
    return body + id_check_digit(body)


def as_typed(dice: Dice, number: str) -> str:
    """Return an ID number as clerks type it: apostrophe, spaces, small x."""
    forms = (
        number,
        number.lower(),
        f"'{number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
    )
    return dice.choice(forms)


def damaged(number: str) -> float:
    """Return what a spreadsheet makes of a number typed without an apostrophe."""
    return float(int(number[:15]) * 1000 + 110_000 * 10**12)


def in_wan(dice: Dice, yuan: int) -> str | float:
    """Return an amount in 万元 as a number or with the unit in the cell."""
    wan = yuan / 10_000
    return dice.choice((wan, wan, f"{wan:.2f}万元", f"{wan:.2f}"))


def in_yuan(dice: Dice, yuan: int) -> str | int:
    """Return an amount in 元, plain, with commas or in full-width digits."""
    wide = str(yuan).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return dice.choice((yuan, f"{yuan:,}", f"{yuan}.00", wide))
