"""Promise: a period is open, reported, nil, late or missed, and only time moves it."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_intake.domain.duty_wording import (
    reminder_sentence,
    standing_sentence,
    tally_sentence,
)
from lianqing_intake.domain.periods import Period, periods
from lianqing_intake.domain.returns import (
    Received,
    Standing,
    next_unanswered,
    stand,
    tally,
)
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.duties import ReturnStatus
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm
from lianqing_shared.year_tables import working_calendar

S = ReturnStatus
CALENDAR = working_calendar([], years=range(2025, 2029))
ORDER = [S.OPEN, S.LATE, S.MISSED]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def a_period(key: str = "2026-10", **parts: object) -> Period:
    term = ScheduleTerm.model_validate(
        {"rhythm": Rhythm.MONTHLY, "valid_from": date(2026, 1, 1), **parts}
    )
    found = periods([term], CALENDAR, until=at("2027-03-01T00:00"))
    return next(one for one in found if one.key == key)


def received(*moments: datetime) -> Received:
    return Received(moments=tuple(sorted(moments)))


def judged(
    now: str, *reports: str, nil: str | None = None, period: Period | None = None
) -> Standing:
    return stand(
        period or a_period(),
        received(*map(at, reports)),
        at(nil) if nil else None,
        now=at(now),
        calendar=CALENDAR,
    )


# October 2026 runs from 21 September to 20 October, is due by the end of 27 October,
# and is closed when November is due, at the end of 27 November.
@pytest.mark.parametrize(
    ("now", "reports", "nil", "status", "why"),
    [
        ("2026-10-10T00:00", [], None, S.OPEN, "it is running"),
        ("2026-10-27T23:59", [], None, S.OPEN, "the last minute of grace"),
        ("2026-10-28T00:00", [], None, S.LATE, "the due day has passed"),
        ("2026-11-27T23:59", [], None, S.LATE, "it may still be made good"),
        ("2026-11-28T00:00", [], None, S.MISSED, "nothing ever came"),
        ("2026-10-10T00:00", ["2026-09-21T00:00"], None, S.REPORTED, "first moment"),
        ("2026-10-10T00:00", ["2026-09-20T23:59"], None, S.OPEN, "the period before"),
        ("2026-12-01T00:00", ["2026-10-27T23:59"], None, S.REPORTED, "within grace"),
        ("2026-12-01T00:00", ["2026-10-28T00:00"], None, S.LATE, "a moment too late"),
        ("2026-12-01T00:00", ["2026-11-28T00:00"], None, S.MISSED, "it was closed"),
        ("2026-10-23T00:00", [], "2026-10-22T09:00", S.NIL, "nothing to report"),
        ("2026-12-01T00:00", [], "2026-10-28T09:00", S.LATE, "a late nil return"),
        ("2026-12-10T00:00", [], "2026-12-05T09:00", S.MISSED, "nil, but closed"),
        (
            "2026-10-26T00:00",
            ["2026-10-25T09:00"],
            "2026-10-22T09:00",
            S.REPORTED,
            "a report came after the nil return",
        ),
    ],
)
def test_a_period_stands_as_the_rule_says(
    now: str, reports: list[str], nil: str | None, status: S, why: str
) -> None:
    assert judged(now, *reports, nil=nil).status is status, why


def test_a_nil_return_is_superseded_when_a_report_comes() -> None:
    found = judged("2026-10-26T00:00", "2026-10-25T09:00", nil="2026-10-22T09:00")

    assert found.nil_at == at("2026-10-22T09:00")
    assert found.nil_superseded_at == at("2026-10-25T09:00")


def test_a_report_of_the_next_period_leaves_a_nil_return_alone() -> None:
    found = judged("2026-12-01T00:00", "2026-11-05T09:00", nil="2026-10-22T09:00")

    assert found.status is S.NIL
    assert found.nil_superseded_at is None


def test_lateness_is_counted_in_working_days_and_stops_when_word_comes() -> None:
    assert judged("2026-11-02T12:00").late_days == 4
    assert judged("2026-11-20T12:00", "2026-11-02T08:00").late_days == 4


def test_an_hour_late_is_late_but_no_working_day() -> None:
    day = a_period("2026-11-20", rhythm=Rhythm.DAILY, at="16:00")

    found = judged("2026-11-20T17:00", "2026-11-20T16:30", period=day)

    assert found.status is S.LATE
    assert found.late_days == 0
    assert "不足1个工作日" in standing_sentence(found)


MOMENTS = st.integers(0, 110 * 24 * 60).map(
    lambda minutes: at("2026-09-01T00:00") + timedelta(minutes=minutes)
)


@given(st.lists(MOMENTS, max_size=4), st.none() | MOMENTS, MOMENTS, MOMENTS)
def test_time_alone_only_makes_it_worse_and_facts_only_better(
    moments: list[datetime], nil: datetime | None, one: datetime, other: datetime
) -> None:
    early, late = sorted((one, other))
    facts = received(*moments)
    before, after = (
        stand(a_period(), facts, nil, now=now, calendar=CALENDAR)
        for now in (early, late)
    )
    came_between = any(early < m <= late for m in [*moments, *([nil] if nil else [])])

    if not came_between and before.status in ORDER and before.answered_at is None:
        assert ORDER.index(after.status) >= ORDER.index(before.status)
    if before.status in (S.REPORTED, S.MISSED):
        assert after.status is before.status
    if before.answered_at is not None and not came_between:
        assert (after.status, after.answered_at, after.late_days) == (
            before.status,
            before.answered_at,
            before.late_days,
        )


@given(st.lists(MOMENTS, max_size=4), st.none() | MOMENTS, MOMENTS)
def test_the_future_is_never_looked_at(
    moments: list[datetime], nil: datetime | None, now: datetime
) -> None:
    past = [one for one in moments if one <= now]
    known = nil if nil and nil <= now else None

    found = stand(a_period(), received(*moments), nil, now=now, calendar=CALENDAR)

    assert found == stand(
        a_period(), received(*past), known, now=now, calendar=CALENDAR
    )


@given(st.lists(st.tuples(st.lists(MOMENTS, max_size=2), MOMENTS), max_size=6))
def test_a_tally_counts_every_period_once(
    facts: list[tuple[list[datetime], datetime]],
) -> None:
    found = [
        stand(a_period(), received(*came), None, now=now, calendar=CALENDAR)
        for came, now in facts
    ]

    count = tally(found)

    parts = (count.reported, count.nil, count.late, count.missed)
    assert sum(parts) == count.due
    assert count.due + count.open == len(found)
    if count.due:
        assert count.on_time_permille is not None
        assert 0 <= count.on_time_permille <= 1000
    else:
        assert count.on_time_permille is None


@pytest.mark.parametrize(
    ("now", "said"),
    [("2026-10-22T12:00", "not yet"), ("2026-10-23T00:00", "near")],
)
def test_a_month_is_near_due_two_working_days_before(now: str, said: str) -> None:
    assert judged(now).is_near_due is (said == "near")


def test_the_oldest_unanswered_period_comes_first() -> None:
    november = a_period("2026-11")
    waiting = [
        judged("2026-11-10T00:00", period=november),
        judged("2026-11-10T00:00"),
    ]

    found = next_unanswered(waiting)

    assert found is not None
    assert found.period.key == "2026-10"
    assert next_unanswered([judged("2026-12-01T00:00")]) is None


def test_sentences_say_what_to_do() -> None:
    waiting, overdue = judged("2026-10-26T00:00"), judged("2026-11-02T12:00")
    missed = judged("2026-12-01T00:00")

    assert "2026年10月27日24:00" in standing_sentence(waiting)
    assert "零报告" in standing_sentence(waiting)
    assert "逾期4个工作日" in reminder_sentence(overdue, unit_name="镇法庭")
    assert "书面说明" in standing_sentence(missed)
    assert tally_sentence(tally([missed]), year=2026).endswith("按时率0.0%。")
    assert tally_sentence(tally([]), year=2026) == "2026年没有到期的报送。"
