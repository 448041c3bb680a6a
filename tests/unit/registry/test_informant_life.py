"""Promise: an informant's life follows its table, whatever people try and when.

A machine applies, files, asks, refuses, suspends, dismisses and lets time pass in any
order; a model of a few lines says what must come of it.
"""

import asyncio
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from typing_extensions import override

from lianqing_registry.domain.informant_life import (
    ENDED,
    TABLE,
    after,
    moves_from,
    page,
    state_on,
)
from lianqing_registry.domain.informants import (
    Term,
    days_in_office,
    months_later,
    term,
)
from lianqing_registry.errors.informants import TermError, WrongMoveError
from lianqing_registry.store import people
from lianqing_shared.clock import SetClock, beijing_day
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.people import Role
from lianqing_shared.errors import ConflictError, RefusedError
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import a_town
from tests.unit.registry.informant_kit import (
    DIRECTOR,
    HEAD,
    SECRETARY,
    Office,
    because,
)

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "informant-life.md"
S = InformantState
DAYS = st.dates(date(2020, 1, 1), date(2040, 1, 1))


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("state", InformantState)
@pytest.mark.parametrize("move", LifeMove)
def test_a_move_leads_where_the_table_says_or_is_refused(
    state: InformantState, move: LifeMove
) -> None:
    if (state, move) in TABLE:
        assert after(state, move) is TABLE[state, move].to
    else:
        with pytest.raises(WrongMoveError, match="请刷新"):
            after(state, move)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_happens_to_whose_life_has_ended(state: InformantState) -> None:
    assert moves_from(state, asks_renewal=False) == ()
    assert not [move for start, move in TABLE if start is state]


@given(st.sampled_from(InformantState), st.none() | DAYS, DAYS)
def test_only_time_ends_a_term_and_only_after_its_last_day(
    state: InformantState, ends_on: date | None, today: date
) -> None:
    runs_out = state in {S.ACTIVE, S.SUSPENDED} and ends_on and today > ends_on

    assert state_on(state, ends_on=ends_on, today=today) is (
        S.EXPIRED if runs_out else state
    )


@given(DAYS, st.integers(1, 120))
def test_a_term_is_its_months_and_the_next_begins_the_day_after(
    day: date, months: int
) -> None:
    last = months_later(day, months)
    following = last + timedelta(days=1)

    whole = (following.year - day.year) * 12 + following.month - day.month
    assert last >= day
    assert whole == months or (whole == months + 1 and following.day == 1)


@given(DAYS, DAYS, st.none() | DAYS)
def test_terms_never_overlap(today: date, wanted: date, before: date | None) -> None:
    try:
        found = term(months=12, starts_on=wanted, today=today, after=before)
    except TermError:
        return
    assert before is None or found.starts_on > before
    assert found.ends_on > found.starts_on
    assert found.starts_on <= today or (before is not None and before >= today)


@given(DAYS, st.lists(st.integers(1, 900), max_size=4), DAYS)
def test_days_in_office_are_those_of_the_calendar(
    first: date, lengths: list[int], until: date
) -> None:
    terms, begins = [], first
    for length in lengths:
        ends = begins + timedelta(days=length - 1)
        terms.append(Term(starts_on=begins, ends_on=ends))
        begins = ends + timedelta(days=length)

    served = {
        one.starts_on + timedelta(days=number)
        for one in terms
        for number in range((one.ends_on - one.starts_on).days + 1)
    }
    for year in range(first.year - 1, first.year + 3):
        expected = [day for day in served if day.year == year and day <= until]
        assert days_in_office(terms, year=year, until=until) == len(expected)


class Life(RuleBasedStateMachine):
    """One informant, the people who move him, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.clock = SetClock(START)
        url = f"sqlite+aiosqlite:///{self.folder.name}/life.db"
        self.town = a_town(url, self.clock)
        self.office = Office(self.run(self.town.__aenter__()))
        self.state: InformantState | None = None
        self.asked_by = ""
        self.ends_on: date | None = None
        self.filings = 0
        self.person = ""

    def run(self, waiting: Any) -> Any:
        return self.runner.run(waiting)

    @override
    def teardown(self) -> None:
        self.run(self.town.__aexit__(None, None, None))
        self.runner.close()
        self.folder.cleanup()

    @property
    def today(self) -> date:
        return beijing_day(self.clock.now())

    def lapse(self) -> None:
        """Let the model's term run out as time says."""
        last = self.ends_on
        in_office = self.state in {S.ACTIVE, S.SUSPENDED}
        if in_office and last is not None and self.today > last:
            self.state = S.EXPIRED

    @initialize(by=st.sampled_from([HEAD, DIRECTOR]))
    def apply(self, by: Any) -> None:
        view = self.run(self.office.apply("申某", by, months=2))
        self.person, self.state, self.asked_by = view.person_id, S.APPLIED, by.person_id

    def attempt(self, waiting: Any, *, allowed: bool) -> bool:
        try:
            self.run(waiting)
        except (ConflictError, RefusedError):
            assert not allowed
            return False
        assert allowed
        return True

    @rule(days=st.integers(1, 45), looks=st.booleans())
    def time_passes(self, days: int, *, looks: bool) -> None:
        self.clock.advance(days=days)
        self.lapse()
        if looks:
            self.run(self.office.expire())

    @rule(by=st.sampled_from([DIRECTOR, SECRETARY]))
    def file(self, by: Any) -> None:
        waits = bool(self.asked_by)
        if not waits:
            # Filing again changes nothing for somebody in office.
            in_office = self.state in {S.ACTIVE, S.SUSPENDED}
            self.attempt(self.office.file(self.person, by), allowed=in_office)
            return
        allowed = by.person_id != self.asked_by and self.state in {
            S.APPLIED,
            S.ACTIVE,
            S.EXPIRED,
        }
        if not self.attempt(
            self.office.file(self.person, by, login="shen"), allowed=allowed
        ):
            return
        follows = self.state is S.ACTIVE and self.ends_on is not None
        starts = self.today
        if follows and self.ends_on is not None:
            starts = self.ends_on + timedelta(days=1)
        self.ends_on = months_later(starts, 2)
        self.state, self.asked_by = S.ACTIVE, ""
        self.filings += 1

    @rule(by=st.sampled_from([HEAD, DIRECTOR]))
    def ask_for_a_new_term(self, by: Any) -> None:
        allowed = self.state in {S.ACTIVE, S.EXPIRED} and not self.asked_by
        ask = i.RenewInformant(person_id=self.person, months=2)
        if self.attempt(self.office.do(ask, by), allowed=allowed):
            self.asked_by = by.person_id

    @rule()
    def refuse(self) -> None:
        ask = i.RefuseInformant(person_id=self.person, **because())
        if self.attempt(self.office.do(ask), allowed=bool(self.asked_by)):
            self.asked_by = ""
            if self.state is S.APPLIED:
                self.state = S.REFUSED

    @rule()
    def suspend(self) -> None:
        ask = i.SuspendInformant(person_id=self.person, **because())
        if self.attempt(self.office.do(ask), allowed=self.state is S.ACTIVE):
            self.state = S.SUSPENDED

    @rule()
    def resume(self) -> None:
        ask = i.ResumeInformant(person_id=self.person, **because())
        if self.attempt(self.office.do(ask), allowed=self.state is S.SUSPENDED):
            self.state = S.ACTIVE

    @precondition(lambda self: self.filings > 1)
    @rule()
    def dismiss(self) -> None:
        allowed = self.state in {S.ACTIVE, S.SUSPENDED, S.EXPIRED}
        ask = i.DismissInformant(person_id=self.person, **because())
        if self.attempt(self.office.do(ask), allowed=allowed):
            self.state, self.asked_by = S.DISMISSED, ""

    @invariant()
    def he_stands_where_the_model_says(self) -> None:
        if not self.person:
            return
        found = self.run(self.office.show(self.person))
        assert found.informant.state is self.state
        assert found.informant.ends_on == self.ends_on
        filed = [one for one in found.terms if one.filed_at]
        assert len(filed) == self.filings
        assert all(one.filed_by != one.asked_by for one in filed)
        assert [one.starts_on for one in filed[1:]] == sorted(
            one.starts_on for one in filed[1:]
        )

    @invariant()
    def he_may_log_in_exactly_while_he_may_work(self) -> None:
        if not self.filings:
            return
        self.run(self.office.expire())
        assert (Role.INFORMANT in self.run(self._roles())) == (self.state is S.ACTIVE)

    async def _roles(self) -> tuple[Role, ...]:
        async with self.office.database.look() as session:
            person = await people.person_of_login(session, "shen")
            assert person is not None
            return await people.roles(session, person.person_id)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=15,
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
