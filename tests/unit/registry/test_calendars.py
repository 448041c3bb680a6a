"""Promise: the packaged calendars are those announced; a wrong one is refused."""

from datetime import date, timedelta

import pytest

from lianqing_registry.domain.calendars import YearCalendar, check_calendar
from lianqing_registry.errors.units import CalendarError
from lianqing_registry.gateways.town_files import read_calendars

BY_YEAR = {calendar.year: calendar for calendar in read_calendars()}


def test_the_calendars_of_2025_and_2026_are_there_and_sound() -> None:
    assert list(BY_YEAR) == [2025, 2026]
    for calendar in BY_YEAR.values():
        check_calendar(calendar)


def test_2026_has_248_working_days() -> None:
    assert BY_YEAR[2026].count_working() == 248


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param(date(2026, 2, 9), 5, date(2026, 2, 14), id="a working Saturday"),
        pytest.param(date(2026, 2, 9), 15, date(2026, 3, 6), id="over the New Year"),
        pytest.param(date(2026, 9, 18), 5, date(2026, 9, 24), id="a working Sunday"),
        pytest.param(date(2026, 9, 18), 15, date(2026, 10, 15), id="two holidays"),
        pytest.param(date(2026, 4, 27), 15, date(2026, 5, 20), id="over Labour Day"),
    ],
)
def test_deadlines_in_2026_fall_where_the_notice_puts_them(
    start: date, days: int, end: date
) -> None:
    day, left = start, days
    while left:
        day += timedelta(1)
        left -= BY_YEAR[2026].is_working(day)

    assert day == end


@pytest.mark.parametrize(
    ("off", "work", "why"),
    [
        pytest.param(date(2025, 12, 31), date(2026, 1, 4), "不在该年", id="last year"),
        pytest.param(date(2026, 1, 4), date(2026, 1, 4), "既放假又上班", id="both"),
        pytest.param(date(2026, 1, 1), date(2026, 1, 5), "本来就是", id="a Monday"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    off: date, work: date, why: str
) -> None:
    wrong = YearCalendar(year=2026, days_off=(off,), working_days=(work,), source="")

    with pytest.raises(CalendarError, match=why):
        check_calendar(wrong)
