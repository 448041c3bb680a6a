"""Promise: from the numbers that somebody sees nothing follows about any other."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.day_numbers import digits_for, draw_numbers

DAY = date(2026, 11, 24)


async def none_taken(_: Sequence[str]) -> Collection[str]:
    return ()


def drawing(*numbers: int) -> Iterator[int]:
    """Return what a source of randomness gives, one after the other."""
    return iter(number - 1 for number in numbers)


async def test_a_number_says_its_day_and_has_four_digits_or_more() -> None:
    source = drawing(7, 4821)

    found = await draw_numbers(
        DAY, count=2, given=2, taken=none_taken, below=lambda _: next(source)
    )

    assert found == ("2026-1124-0007", "2026-1124-4821")


async def test_what_is_taken_or_drawn_twice_is_drawn_again() -> None:
    source = drawing(1, 1, 2, 3, 2, 4)

    async def taken(asked: Sequence[str]) -> Collection[str]:
        return [one for one in asked if one.endswith("0001")]

    found = await draw_numbers(
        DAY, count=3, given=4, taken=taken, below=lambda _: next(source)
    )

    assert [one[-4:] for one in found] == ["0002", "0003", "0004"]


async def test_numbers_do_not_follow_one_another() -> None:
    """Of 400 numbers in a row few would be neighbours by chance: 400 * 2 / 9999 ."""
    found = await draw_numbers(DAY, count=400, given=400, taken=none_taken)

    values = {int(one[-4:]) for one in found}
    assert len(values) == 400
    neighbours = sum(one + 1 in values for one in values)
    assert neighbours < 100


@given(st.integers(min_value=0, max_value=10**7))
def test_there_is_always_room_for_twice_as_many(given_out: int) -> None:
    digits = digits_for(given_out)

    assert 10**digits - 1 >= 2 * given_out
    assert digits == 4 or 10 ** (digits - 1) - 1 < 2 * given_out


@pytest.mark.parametrize("count", [0, 1])
async def test_as_many_are_drawn_as_are_asked_for(count: int) -> None:
    found = await draw_numbers(DAY, count=count, given=count, taken=none_taken)

    assert len(found) == count
