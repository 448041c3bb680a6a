"""Cells are read as clerks write them; what cannot be read is told in Chinese."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_sdk.cells import Broken, Cell
from lianqing_sdk.errors import CellError
from lianqing_sdk.values import (
    MONEY_UNITS,
    plain,
    read_count,
    read_date,
    read_money,
    read_text,
    read_truth,
)
from tests.unit.sdk.files import problem_of

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "written",
    [
        "2026.3.5",
        "2026-03-05",
        "2026/3/5",
        "20260305",
        "2026年3月5日",
        "2026年03月05日 10:20",
        "2026-03-05 10:20:30",
        "２０２６年３月５日",
        " 2026 . 3 . 5 ",
        "'2026-3-5",
        46086,
        46086.43,
        date(2026, 3, 5),
        datetime(2026, 3, 5, 10, 20),  # noqa: DTZ001 - Excel knows no zones
    ],
)
def test_a_day_is_read_however_it_is_written(written: Cell) -> None:
    assert read_date(written, today=TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize("written", ["", "—", "-", "无", "  ", "\u3000"])
def test_an_empty_day_is_none(written: Cell) -> None:
    assert read_date(written, today=TODAY) is None


def test_a_month_counts_as_its_first_day() -> None:
    assert read_date("2026年3月", today=TODAY) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("2026-13-05", "日期"),
        ("三月五日", "日期"),
        ("2026-11-25", "晚于今天"),
        ("0026-03-05", "过早"),
        (timedelta(days=3), "日期"),
        (time(9), "日期"),
    ],
)
def test_a_wrong_day_has_a_reason(written: Cell, word: str) -> None:
    with pytest.raises(CellError) as caught:
        read_date(written, today=TODAY)

    assert word in caught.value.problem.reason
    assert caught.value.problem.advice


@given(st.dates(date(1949, 10, 1), TODAY))
def test_every_day_survives_every_form(day: date) -> None:
    forms: list[Cell] = [
        f"{day.year}.{day.month}.{day.day}",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y%m%d"),
        day,
    ]

    assert {read_date(form, today=TODAY) for form in forms} == {day}


@pytest.mark.parametrize(
    ("written", "unit", "fen"),
    [
        ("1,234.50", "元", 123_450),
        ("１２３", "元", 12_300),
        ("12万元", "元", 12_000_000),
        ("3.5万", "元", 3_500_000),
        ("¥88.00", "元", 8_800),
        ("88元整", "万元", 8_800),
        (1.5, "万元", 1_500_000),
        (0.1, "元", 10),
        (3, "元", 300),
        ("—", "元", None),
        ("", "元", None),
    ],
)
def test_money_is_read_in_its_unit(written: Cell, unit: str, fen: int | None) -> None:
    assert read_money(written, unit=unit) == fen


@pytest.mark.parametrize("written", ["约三万", "-5", -5.0, "12.3.4", True, "9" * 20])
def test_doubtful_money_has_a_reason(written: Cell) -> None:
    with pytest.raises(CellError):
        read_money(written)


@given(
    st.decimals(0, 9_999_999, places=2, allow_nan=False),
    st.sampled_from(sorted(MONEY_UNITS)),
)
def test_money_keeps_every_fen(amount: Decimal, unit: str) -> None:
    expected = int((amount * MONEY_UNITS[unit]).to_integral_value())

    if (amount * MONEY_UNITS[unit]) % 1 == 0 and expected <= 10**15:
        assert read_money(f"{amount:,.2f}", unit=unit) == expected


@given(st.text(max_size=40))
def test_no_text_makes_a_reader_fall_over(text: str) -> None:
    reads = (
        lambda: read_text(text),
        lambda: read_count(text),
        lambda: read_truth(text),
        lambda: read_money(text),
        lambda: read_date(text, today=TODAY),
    )

    for problem in map(problem_of, reads):
        assert problem is None or problem.advice


@pytest.mark.parametrize(
    ("written", "expected"),
    [("是", True), ("否", False), ("√", True), ("", None), ("—", None), (True, True)],
)
def test_yes_and_no(written: Cell, *, expected: bool | None) -> None:
    assert read_truth(written) is expected


@pytest.mark.parametrize(("written", "count"), [("3", 3), ("１２人", 12), (4.0, 4)])
def test_counts(written: Cell, count: int) -> None:
    assert read_count(written) == count


def test_text_loses_only_what_cannot_be_seen() -> None:
    assert read_text("\u3000柳河村\u200b \u00a0委会 ") == "柳河村 委会"
    assert read_text(12.0) == "12"
    assert plain("（ＡＢ） c") == "(ab)c"


@pytest.mark.parametrize("broken", list(Broken))
def test_a_broken_cell_has_a_reason(broken: Broken) -> None:
    with pytest.raises(CellError) as caught:
        read_text(broken)

    assert caught.value.problem.advice
