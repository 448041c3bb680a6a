"""Check a year's working calendar before it is published. Source: domain 3.5."""

from dataclasses import dataclass
from datetime import date, timedelta

from lianqing_registry.errors.units import CalendarError

_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCalendar:
    """The days off and the make-up working days of one year, as announced."""

    year: int
    days_off: tuple[date, ...]
    working_days: tuple[date, ...]
    source: str

    def is_working(self, day: date) -> bool:
        """Return whether offices work on a day of this year."""
        if day in self.working_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def count_working(self) -> int:
        """Return the number of working days in the year."""
        first = date(self.year, 1, 1)
        length = (date(self.year + 1, 1, 1) - first).days
        return sum(self.is_working(first + timedelta(n)) for n in range(length))


def check_calendar(calendar: YearCalendar) -> None:
    """Refuse a calendar that cannot be what was announced.

    Raises:
        CalendarError: A day of another year, a day both off and worked, or a make-up
            working day that is no weekend.
    """
    for day in (*calendar.days_off, *calendar.working_days):
        if day.year != calendar.year:
            raise CalendarError(calendar.year, f"{day} 不在该年")
    both = set(calendar.days_off) & set(calendar.working_days)
    if both:
        raise CalendarError(calendar.year, f"{min(both)} 既放假又上班")
    for day in calendar.working_days:
        if day.weekday() < _SATURDAY:
            raise CalendarError(calendar.year, f"{day} 本来就是工作日，不能算调休")
