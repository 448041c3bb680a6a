"""Where the days of a year come from: the shipped tables, or a library of holidays."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import holidays

from lianqing_shared.working_days import CalendarBasis, WorkCalendar, YearTable

_SATURDAY = 5


def working_calendar(
    published: Iterable[YearTable], *, years: Iterable[int]
) -> WorkCalendar:
    """Put together the calendar for `years`: published, then shipped, then library."""
    tables: dict[int, YearTable] = {}
    shipped = shipped_years()
    for year in years:
        tables[year] = shipped.get(year) or library_year(year)
    tables.update({table.year: table for table in published})
    return WorkCalendar(tables)


@cache
def shipped_years() -> Mapping[int, YearTable]:
    """Read the official tables that come with the service."""
    text = (files("lianqing_shared") / "years.toml").read_text("utf-8")
    return {
        int(year): YearTable(
            year=int(year),
            basis=CalendarBasis.OFFICIAL,
            days_off=frozenset(_days(int(year), rows["days_off"])),
            working_days=frozenset(_days(int(year), rows["working_days"])),
        )
        for year, rows in tomllib.loads(text).items()
    }


@cache
def library_year(year: int) -> YearTable:
    """Return a year as the library of holidays knows it.

    A year whose make-up days the library does not know has statutory days only and is
    provisional: in China every published year has working weekends.
    """
    known = holidays.country_holidays("CN", years=year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    weekends = [d for d in days if d.year == year and d.weekday() >= _SATURDAY]
    weekdays = [d for d in days if d.year == year and d.weekday() < _SATURDAY]
    working = frozenset(day for day in weekends if known.is_working_day(day))
    off = frozenset(day for day in weekdays if not known.is_working_day(day))
    basis = CalendarBasis.LIBRARY if working else CalendarBasis.PROVISIONAL
    return YearTable(year=year, basis=basis, days_off=off, working_days=working)


def _days(year: int, entries: Iterable[str]) -> Iterable[date]:
    for entry in entries:
        first, _, last = entry.partition("..")
        day = date.fromisoformat(f"{year}-{first}")
        end = date.fromisoformat(f"{year}-{last or first}")
        while day <= end:
            yield day
            day += timedelta(days=1)
