"""Promise: terms of office follow one another without overlap, whatever is asked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain import informants
from lianqing_registry.domain.informants import Term, months_later, term
from lianqing_registry.errors.informants import TermError

TODAY = date(2026, 11, 24)
LAST = date(2027, 3, 31)
OLDEST = TODAY - informants._OLDEST
DAY = timedelta(days=1)
NEAR = st.dates(TODAY - timedelta(days=4_000), TODAY + timedelta(days=900))


def filed(*, starts_on: date | None = None, after: date | None = None) -> Term:
    return term(months=12, starts_on=starts_on, today=TODAY, after=after)


@given(months=st.integers(1, 120), starts_on=st.none() | NEAR, after=st.none() | NEAR)
def test_no_term_overlaps_the_one_before_it_or_begins_ahead_of_time(
    months: int, starts_on: date | None, after: date | None
) -> None:
    try:
        given_term = term(months=months, starts_on=starts_on, today=TODAY, after=after)
    except TermError:
        return

    begins = given_term.starts_on
    assert begins <= given_term.ends_on
    assert starts_on in {None, begins}
    assert after is None or begins > after
    if after is not None and after >= TODAY:
        assert begins == after + DAY  # without a gap
    else:
        assert OLDEST <= begins <= TODAY


@pytest.mark.parametrize(
    ("starts_on", "after"),
    [
        (None, None),
        (TODAY, None),
        (OLDEST, None),
        (None, TODAY - DAY),  # the old one ended yesterday
        (TODAY - DAY, TODAY - 2 * DAY),
        (None, LAST),
        (LAST + DAY, LAST),
        (TODAY + DAY, TODAY),  # the old one ends today: it still runs
    ],
    ids=str,
)
def test_what_is_right_to_the_day_is_filed(
    starts_on: date | None, after: date | None
) -> None:
    first = TODAY if after is None or after < TODAY else after + DAY

    assert filed(starts_on=starts_on, after=after).starts_on == (starts_on or first)


@pytest.mark.parametrize(
    ("starts_on", "after", "why"),
    [
        (TODAY + DAY, None, "晚于"),
        (OLDEST - DAY, None, "过早"),
        (TODAY - DAY, TODAY - DAY, "重叠"),
        (LAST, LAST, "次日"),
        (LAST + 2 * DAY, LAST, "次日"),
        (TODAY, TODAY, "次日"),
    ],
    ids=str,
)
def test_one_day_beside_it_is_refused(
    starts_on: date, after: date | None, why: str
) -> None:
    with pytest.raises(TermError, match=why):
        filed(starts_on=starts_on, after=after)


@given(day=NEAR, months=st.integers(1, 120))
def test_a_term_and_its_renewal_are_as_long_as_one_of_both(
    day: date, months: int
) -> None:
    # Days beyond the 28th do not exist in every month, so lengths may differ there.
    day = day.replace(day=min(day.day, 28))
    once = months_later(day, months)

    assert months_later(once + DAY, months) == months_later(day, 2 * months)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
    ids=str,
)
def test_the_last_day_is_the_one_before_the_same_day(
    day: date, months: int, last: date
) -> None:
    assert months_later(day, months) == last
