"""Promise: full-width digits, commas and units change nothing about what is meant."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from lianqing_sdk.identity import id_check_digit, read_id_number
from lianqing_sdk.values import MONEY_UNITS, read_count, read_date, read_money

TODAY = date(2026, 11, 24)
WIDE = str.maketrans(
    {chr(number): chr(number + 0xFEE0) for number in range(0x21, 0x7F)}
)
DAYS = st.dates(date(1949, 10, 1), TODAY)


@given(st.integers(0, 10**11), st.sampled_from(sorted(MONEY_UNITS)))
def test_an_amount_typed_wide_is_the_same(amount: int, unit: str) -> None:
    if amount * MONEY_UNITS[unit] > 10**15:
        return
    narrow = f"{amount:,}"

    assert read_money(narrow.translate(WIDE), unit=unit) == amount * MONEY_UNITS[unit]
    assert read_money(f"{narrow}{unit}".translate(WIDE), unit="元") == read_money(
        narrow, unit=unit
    )


@given(st.integers(0, 10**9))
def test_yuan_and_ten_thousands_agree(tens: int) -> None:
    assert read_money(tens / 10_000, unit="万元") == read_money(tens, unit="元")


@given(DAYS)
def test_a_day_typed_wide_is_the_same(day: date) -> None:
    for form in (
        day.isoformat(),
        f"{day:%Y.%m.%d}",
        f"{day.year}年{day:%m}月{day:%d}日",
    ):
        assert read_date(form.translate(WIDE), today=TODAY) == day


@given(st.dates(date(2009, 1, 1), TODAY))
def test_excel_s_day_number_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days

    assert read_date(serial, today=TODAY) == day
    assert read_date(float(serial) + 0.5, today=TODAY) == day
    assert read_date(str(serial), today=TODAY) == day


@given(st.integers(0, 1_000_000))
def test_a_count_typed_wide_is_the_same(count: int) -> None:
    assert read_count(f"{count}人".translate(WIDE)) == count


@given(DAYS, st.integers(0, 999))
def test_an_id_number_is_the_same_however_it_is_typed(born: date, serial: int) -> None:
    first = f"000000{born:%Y%m%d}{serial:03}"
    number = first + id_check_digit(first)
    spaced = f" {number[:6]} {number[6:14]} {number[14:]}\u3000"

    found = {
        read_id_number(form)
        for form in (
            number,
            number.lower(),
            number.translate(WIDE),
            spaced,
            f"'{number}",
        )
    }

    assert found == {number}
