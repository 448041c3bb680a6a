"""The working calendar: official table first, library second, weekday rule last.

China moves working days between weeks and weekends by a yearly notice (调休), published
about November. A year without its notice is *provisional*: deadlines on it are computed
again when the table arrives. Source: domain 3.5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)
_SATURDAY = 5
_MOST_REST_DAYS = 60
"""No run of rest days is longer; a longer one means a broken table."""


class CalendarBasis(StrEnum):
    """How sure the calendar of a year is, surest first."""

    OFFICIAL = "official"
    """From the State Council's notice, shipped as data or published by the registry."""
    LIBRARY = "library"
    """From a library that knows the year's make-up days."""
    PROVISIONAL = "provisional"
    """Statutory days at best; the notice is not out yet."""

    @property
    def label(self) -> str:
        """The basis as pages name it."""
        return {
            "official": "国务院通知",
            "library": "公开日历数据",
            "provisional": "暂定（放假通知未发布）",
        }[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearTable:
    """The days of one year that do not follow the weekday rule."""

    year: int
    basis: CalendarBasis
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    """Weekend days on which people work (调休上班)."""


class WorkCalendar:
    """Count working days over the tables of the years that are known."""

    def __init__(self, tables: Mapping[int, YearTable]) -> None:
        self._tables = tables

    def basis(self, year: int) -> CalendarBasis:
        """Return how sure the days of a year are."""
        table = self._tables.get(year)
        return table.basis if table else CalendarBasis.PROVISIONAL

    def basis_between(self, first: date, last: date) -> CalendarBasis:
        """Return the least sure basis of the years from `first` to `last`."""
        order = list(CalendarBasis)
        years = range(first.year, last.year + 1)
        return max((self.basis(year) for year in years), key=order.index)

    def is_working(self, day: date) -> bool:
        """Return whether people work on a day."""
        table = self._tables.get(day.year)
        if table is not None and day in table.working_days:
            return True
        is_off = table is not None and day in table.days_off
        return day.weekday() < _SATURDAY and not is_off

    def on_or_after(self, day: date) -> date:
        """Return the day itself, or the next working day if it is a rest day."""
        for ahead in range(_MOST_REST_DAYS):
            found = day + ahead * _DAY
            if self.is_working(found):
                return found
        raise ValueError(f"no working day within {_MOST_REST_DAYS} days of {day}")

    def add(self, start: date, days: int) -> date:
        """Return the working day that lies `days` working days after `start`.

        The day of receipt is not counted (民法典 Art. 201); negative counts backwards;
        zero gives `start` itself or the next working day.
        """
        if days == 0:
            return self.on_or_after(start)
        step = _DAY if days > 0 else -_DAY
        day, left, rests = start, abs(days), 0
        while left:
            day += step
            is_working = self.is_working(day)
            left -= is_working
            rests = 0 if is_working else rests + 1
            if rests > _MOST_REST_DAYS:
                raise ValueError(f"no working day within {rests} days of {day}")
        return day

    def left(self, today: date, due_on: date) -> int:
        """Return the working days from tomorrow to `due_on`; negative once past."""
        if today <= due_on:
            return sum(self.is_working(day) for day in _days(today, due_on))
        return -sum(self.is_working(day) for day in _days(due_on, today))


def _days(after: date, until: date) -> list[date]:
    return [after + _DAY * n for n in range(1, (until - after).days + 1)]
