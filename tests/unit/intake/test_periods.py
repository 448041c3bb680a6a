"""Promise: periods cut a unit's time without gap or overlap, whatever is set when."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_intake.domain.periods import Period, periods
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm
from lianqing_shared.year_tables import working_calendar

CALENDAR = working_calendar([], years=range(2024, 2031))
NO_CALENDAR = working_calendar([], years=())
DUTIES = [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.MONTHLY]
DAYS = st.dates(min_value=date(2025, 1, 1), max_value=date(2027, 6, 30))


def a_term(
    rhythm: Rhythm = Rhythm.MONTHLY,
    valid_from: date = date(2026, 1, 1),
    **parts: object,
) -> ScheduleTerm:
    return ScheduleTerm.model_validate(
        {"rhythm": rhythm, "valid_from": valid_from, **parts}
    )


def terms_of(rhythms: list[Rhythm]) -> st.SearchStrategy[ScheduleTerm]:
    return st.builds(
        a_term,
        rhythm=st.sampled_from(rhythms),
        valid_from=DAYS,
        at=st.times().map(lambda one: f"{one:%H:%M}"),
        weekday=st.integers(1, 7),
        cut_off_day=st.integers(1, 31),
        due_within=st.integers(0, 30),
    )


def cut(*terms: ScheduleTerm, until: datetime) -> list[Period]:
    return list(periods(terms, CALENDAR, until=until))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def is_paused(terms: list[ScheduleTerm], when: date) -> bool:
    """Return whether the term of a day asks for nothing."""
    day = when.date() if isinstance(when, datetime) else when
    begun = [one for one in terms if one.valid_from <= day]
    last = max(one.valid_from for one in begun)
    return [one for one in begun if one.valid_from == last][-1].rhythm is Rhythm.NONE


@given(st.lists(terms_of(DUTIES), min_size=1, max_size=4), st.integers(0, 400))
def test_periods_tile_time_whatever_terms_follow_each_other(
    terms: list[ScheduleTerm], days: int
) -> None:
    first = min(term.valid_from for term in terms)
    start = datetime(first.year, first.month, first.day, tzinfo=BEIJING)
    until = start + timedelta(days=days)

    found = cut(*terms, until=until)

    assert found[0].starts_at == start
    assert found[-1].starts_at <= until < found[-1].ends_at
    for one, following in pairwise(found):
        assert one.ends_at == following.starts_at
    for one in found:
        assert one.starts_at < one.ends_at <= one.due_at < one.closes_at
    keys = [one.key for one in found]
    assert len(set(keys)) == len(keys)


@given(st.lists(terms_of(list(Rhythm)), max_size=4), st.integers(0, 400))
def test_without_duty_there_is_a_pause_and_never_an_overlap(
    terms: list[ScheduleTerm], days: int
) -> None:
    found = cut(*terms, until=at("2025-01-01T00:00") + timedelta(days=days + 500))

    for one, following in pairwise(found):
        assert one.ends_at <= following.starts_at
    for one in found:
        assert not any(is_paused(terms, day) for day in (one.starts_at, one.due_day))


@given(terms_of(DUTIES), terms_of(DUTIES), st.integers(1, 300))
def test_a_change_leaves_every_period_that_had_begun_as_it_was(
    old: ScheduleTerm, new: ScheduleTerm, days: int
) -> None:
    changed = old.valid_from + timedelta(days=days)
    new = new.model_copy(update={"valid_from": changed})
    until = at(f"{changed.isoformat()}T00:00") - timedelta(seconds=1)

    assert cut(old, new, until=until) == cut(old, until=until)


@given(terms_of(DUTIES), st.integers(1, 200))
def test_no_period_is_due_before_it_ends_even_without_any_calendar(
    term: ScheduleTerm, days: int
) -> None:
    until = at("2027-07-01T00:00") + timedelta(days=days)

    for one in periods([term], NO_CALENDAR, until=until):
        assert one.ends_at <= one.due_at


def test_a_month_is_cut_on_the_20th_and_due_five_working_days_later() -> None:
    found = cut(a_term(), until=at("2026-11-24T12:00"))[-2]

    assert found.key == "2026-11"
    assert found.starts_at == at("2026-10-21T00:00")
    assert found.ends_at == at("2026-11-21T00:00")
    assert found.due_day == date(2026, 11, 27)
    assert found.label == "2026年11月（10月21日至11月20日）"


@pytest.mark.parametrize(
    ("key", "due", "why"),
    [
        ("2026-09", "2026-09-28", "Mid-Autumn rests from Friday to Sunday"),
        ("2026-02", "2026-02-28", "Spring Festival, then a make-up Saturday"),
        ("2026-12", "2026-12-25", "the last month of the year"),
        ("2027-01", "2027-01-27", "the first month of the next year"),
    ],
)
def test_make_up_days_holidays_and_the_turn_of_the_year_count(
    key: str, due: str, why: str
) -> None:
    found = {one.key: one for one in cut(a_term(), until=at("2027-03-01T00:00"))}

    assert found[key].due_day == date.fromisoformat(due), why


def test_a_day_is_a_working_day_and_the_weekend_belongs_to_monday() -> None:
    found = cut(
        a_term(Rhythm.DAILY, date(2026, 11, 20), at="16:00"),
        until=at("2026-11-23T09:00"),
    )

    assert [one.key for one in found] == ["2026-11-20", "2026-11-23"]
    assert found[1].starts_at == at("2026-11-20T16:00")
    assert found[1].due_at == at("2026-11-23T16:00")


def test_a_make_up_saturday_has_its_own_day() -> None:
    found = cut(a_term(Rhythm.DAILY, date(2026, 10, 9)), until=at("2026-10-12T10:00"))

    assert [one.key for one in found] == ["2026-10-09", "2026-10-10", "2026-10-12"]


def test_weeks_that_end_on_the_same_day_are_one_period() -> None:
    found = cut(
        a_term(Rhythm.WEEKLY, date(2026, 2, 9), weekday=1, at="09:00"),
        until=at("2026-03-01T00:00"),
    )

    # Mondays 16 and 23 February both rest; people are back on Tuesday 24.
    assert [one.ends_at for one in found] == [
        at("2026-02-09T09:00"),
        at("2026-02-24T09:00"),
        at("2026-03-02T09:00"),
    ]
    assert found[1].label == "2026年第8周（截至2月24日09:00）"


def test_a_new_cut_off_day_owes_no_second_word_for_the_month() -> None:
    found = cut(
        a_term(cut_off_day=20),
        a_term(valid_from=date(2026, 11, 10), cut_off_day=25),
        until=at("2026-12-10T00:00"),
    )

    assert [one.key for one in found[-3:]] == ["2026-10", "2026-11", "2026-12"]
    assert found[-1].ends_at == at("2026-12-26T00:00")


def test_a_month_without_the_day_is_cut_on_its_last() -> None:
    found = cut(a_term(cut_off_day=31), until=at("2026-03-02T00:00"))

    assert [one.ends_at for one in found[:2]] == [
        at("2026-02-01T00:00"),
        at("2026-03-01T00:00"),
    ]


def test_nobody_owes_before_he_has_a_schedule_or_with_none() -> None:
    assert cut(until=at("2026-11-24T00:00")) == []
    assert cut(a_term(Rhythm.NONE), until=at("2026-11-24T00:00")) == []
    assert cut(a_term(), until=at("2025-12-31T23:59")) == []


def test_what_would_fall_due_in_a_pause_is_not_owed() -> None:
    found = cut(
        a_term(),
        a_term(Rhythm.NONE, date(2026, 11, 24)),
        a_term(valid_from=date(2026, 12, 7)),
        until=at("2026-12-31T00:00"),
    )

    # November was due on the 27th, within the pause; word is owed from 7 December on.
    assert [one.key for one in found[-3:]] == ["2026-10", "2026-12", "2027-01"]
    assert found[-2].starts_at == at("2026-12-07T00:00")
