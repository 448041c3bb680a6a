"""Promise: deadlines fall on working days, and reminders climb towards them once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_notify.domain.deadlines import (
    DEFAULT_TERMS,
    Duty,
    Rung,
    Term,
    is_overdue,
    moment_of,
    next_rung,
    set_again,
    set_deadline,
)
from lianqing_shared.contracts.plan import Level
from lianqing_shared.working_days import CalendarBasis, WorkCalendar, YearTable
from lianqing_shared.year_tables import working_calendar

CALENDAR = working_calendar([], years=range(2024, 2030))
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 10, 1))
RULES = st.sampled_from([(level, duty) for level in Level for duty in Duty])


@pytest.mark.parametrize(
    ("level", "receipt", "reply", "rectification"),
    [
        (Level.THREE, "2026-11-27", "2026-12-08", "2026-12-22"),
        (Level.TWO, "2026-11-26", "2026-12-08", "2026-12-22"),
        (Level.ONE, "2026-11-25", "2026-12-08", "2026-12-24"),
    ],
)
def test_each_level_has_its_terms(
    level: Level, receipt: str, reply: str, rectification: str
) -> None:
    issued_on = date(2026, 11, 24)

    found = {
        duty: set_deadline(duty, term, starts_on=issued_on, calendar=CALENDAR).due_on
        for duty, term in DEFAULT_TERMS[level].items()
    }

    assert [found[duty].isoformat() for duty in Duty] == [receipt, reply, rectification]


@given(DAYS, RULES)
def test_a_deadline_is_never_on_a_rest_day(day: date, rule: tuple[Level, Duty]) -> None:
    level, duty = rule

    found = set_deadline(
        duty, DEFAULT_TERMS[level][duty], starts_on=day, calendar=CALENDAR
    )

    assert CALENDAR.is_working(found.due_on)
    assert found.due_on > day


@given(DAYS, RULES)
def test_the_ladder_climbs_to_overdue(day: date, rule: tuple[Level, Duty]) -> None:
    level, duty = rule
    term = DEFAULT_TERMS[level][duty]
    due = set_deadline(duty, term, starts_on=day, calendar=CALENDAR).due_on
    at = datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
    climbed: list[Rung] = []

    while step := next_rung(
        due, after=at, last=climbed[-1] if climbed else None, calendar=CALENDAR
    ):
        climbed.append(step[0])
        assert step[1] > at
        at = step[1]

    assert climbed == [rung for rung in Rung if rung in climbed]
    assert climbed[-2:] == [Rung.LAST_DAY, Rung.OVERDUE]


def test_a_late_sweeper_skips_reminders_but_never_overdue() -> None:
    due = date(2026, 12, 8)
    late = datetime(2026, 12, 10, tzinfo=UTC)

    step = next_rung(due, after=late, last=Rung.THREE_DAYS, calendar=CALENDAR)

    assert step is not None
    assert step[0] is Rung.OVERDUE


def test_the_last_day_ends_at_midnight_in_beijing() -> None:
    due = date(2026, 12, 8)
    midnight = datetime(2026, 12, 8, 16, tzinfo=UTC)

    assert moment_of(Rung.OVERDUE, due, CALENDAR) == midnight
    assert not is_overdue(due, midnight - timedelta(seconds=1))
    assert is_overdue(due, midnight)


@given(DAYS, RULES, st.sets(st.integers(0, 364), max_size=20))
def test_a_new_table_never_takes_days_away(
    day: date, rule: tuple[Level, Duty], off: set[int]
) -> None:
    level, duty = rule
    before = set_deadline(
        duty, DEFAULT_TERMS[level][duty], starts_on=day, calendar=CALENDAR
    )
    tables = {
        year: YearTable(
            year=year,
            basis=CalendarBasis.OFFICIAL,
            days_off=frozenset(date(year, 1, 1) + timedelta(days=n) for n in off),
        )
        for year in (day.year, day.year + 1)
    }
    calendar = WorkCalendar(tables)

    again = set_again(before, calendar)

    assert again.due_on >= before.due_on
    assert calendar.is_working(again.due_on)
    assert again.basis is CalendarBasis.OFFICIAL


def test_calendar_days_run_over_a_rest_day() -> None:
    term = Term(days=30, is_working=False)

    found = set_deadline(
        Duty.RECTIFICATION, term, starts_on=date(2026, 9, 3), calendar=CALENDAR
    )

    assert found.due_on == date(2026, 10, 8)
    assert term.text == "30日"
