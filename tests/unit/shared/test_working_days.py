"""Promise: working days are counted as the State Council's notices fix them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.working_days import CalendarBasis, WorkCalendar, YearTable
from lianqing_shared.year_tables import (
    library_year,
    shipped_years,
    working_calendar,
)

CALENDAR = working_calendar([], years=range(2024, 2030))
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 12, 1))
COUNTS = st.integers(min_value=1, max_value=60)


@pytest.mark.parametrize(
    ("start", "days", "due", "why"),
    [
        ("2026-02-09", 5, "2026-02-14", "a make-up Saturday before Spring Festival"),
        ("2026-02-09", 15, "2026-03-06", "over the whole of Spring Festival"),
        ("2026-09-18", 5, "2026-09-24", "a make-up Sunday counts"),
        ("2026-09-18", 15, "2026-10-15", "Mid-Autumn, National Day, 10 October works"),
        ("2026-04-27", 15, "2026-05-20", "Labour Day and its make-up Saturday"),
        ("2026-11-20", 1, "2026-11-23", "an ordinary week-end"),
    ],
)
def test_the_official_examples_hold(start: str, days: int, due: str, why: str) -> None:
    found = CALENDAR.add(date.fromisoformat(start), days)

    assert found == date.fromisoformat(due), why


def test_2026_has_248_working_days() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    assert sum(map(CALENDAR.is_working, days)) == 248


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_shipped_table_and_the_library_agree(year: int) -> None:
    shipped = WorkCalendar(shipped_years())
    library = WorkCalendar({year: library_year(year)})

    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]

    assert all(shipped.is_working(day) == library.is_working(day) for day in days)


def test_each_year_says_how_sure_it_is() -> None:
    calendar = working_calendar([], years=(2024, 2026, 2028))

    assert calendar.basis(2026) is CalendarBasis.OFFICIAL
    assert calendar.basis(2024) is CalendarBasis.LIBRARY
    assert calendar.basis(2028) is CalendarBasis.PROVISIONAL
    assert calendar.basis(2031) is CalendarBasis.PROVISIONAL
    crossing = calendar.basis_between(date(2026, 12, 1), date(2027, 1, 5))
    assert crossing is CalendarBasis.PROVISIONAL


def test_a_provisional_year_still_rests_on_national_day() -> None:
    assert not CALENDAR.is_working(date(2028, 10, 2))


def test_a_published_table_replaces_the_one_shipped() -> None:
    table = YearTable(
        year=2026,
        basis=CalendarBasis.OFFICIAL,
        days_off=frozenset({date(2026, 11, 24)}),
    )

    calendar = working_calendar([table], years=[2026])

    assert not calendar.is_working(date(2026, 11, 24))
    assert calendar.is_working(date(2026, 10, 1))


@given(DAYS, COUNTS)
def test_a_counted_day_is_never_a_rest_day(start: date, days: int) -> None:
    assert CALENDAR.is_working(CALENDAR.add(start, days))


@given(DAYS, COUNTS, COUNTS)
def test_counting_twice_is_counting_the_sum(start: date, one: int, two: int) -> None:
    assert CALENDAR.add(CALENDAR.add(start, one), two) == CALENDAR.add(start, one + two)


@given(DAYS, COUNTS)
def test_counting_back_undoes_counting_forward(start: date, days: int) -> None:
    working = CALENDAR.on_or_after(start)

    assert CALENDAR.add(CALENDAR.add(working, days), -days) == working


@given(DAYS, COUNTS)
def test_what_is_left_is_what_was_given(start: date, days: int) -> None:
    due = CALENDAR.add(start, days)

    assert CALENDAR.left(start, due) == days
    assert CALENDAR.left(due, start) <= 0


def test_a_table_without_working_days_is_refused() -> None:
    everything = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(365))
    table = YearTable(year=2026, basis=CalendarBasis.OFFICIAL, days_off=everything)

    with pytest.raises(ValueError, match="no working day"):
        WorkCalendar({2026: table}).add(date(2026, 3, 1), 1)
