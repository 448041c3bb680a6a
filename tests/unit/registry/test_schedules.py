"""Promise: who owes word when follows the narrowest rule, and never reaches back."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.schedules import (
    Joined,
    Pause,
    ReportingRule,
    first_day,
    in_force,
    schedule_of,
    sentence_of,
)
from lianqing_registry.errors.duties import PastScheduleError, ScheduleScopeError
from lianqing_registry.usecases.schedules import list_schedules, set_schedule
from lianqing_registry.usecases.suspend_unit import resume_unit, suspend_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.duties import (
    SchedulePage,
    ScheduleScope,
    SetSchedule,
)
from lianqing_shared.contracts.network import UnitChanged, UnitKind
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm
from lianqing_shared.db.work import Database
from lianqing_shared.testing.databases import said

START_DAY = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda n: START_DAY + timedelta(days=n))
KINDS = st.sampled_from([UnitKind.MEMBER, UnitKind.VILLAGE, UnitKind.CENTRE])


def a_term(rhythm: Rhythm, day: date = START_DAY) -> ScheduleTerm:
    return ScheduleTerm(valid_from=day, rhythm=rhythm)


@st.composite
def rules(draw: st.DrawFn) -> list[ReportingRule]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        scope = draw(st.sampled_from(ScheduleScope))
        day = draw(DAYS)
        rhythm = draw(st.none() | st.sampled_from(Rhythm))
        found.append(
            ReportingRule(
                number=number,
                scope=scope,
                unit="court" if scope is ScheduleScope.UNIT else None,
                kind=draw(KINDS) if scope is ScheduleScope.KIND else None,
                valid_from=day,
                term=a_term(rhythm, day) if rhythm else None,
            )
        )
    return found


@st.composite
def units(draw: st.DrawFn) -> Joined:
    days = sorted(draw(st.lists(DAYS, max_size=4, unique=True)))
    spells = [
        Pause(since=one, until=other)
        for one, other in zip(days[::2], [*days[1::2], None], strict=False)
    ]
    return Joined(
        code=draw(st.sampled_from(["court", "police"])),
        kind=draw(KINDS),
        since=draw(DAYS),
        pauses=tuple(spells),
    )


@given(units(), rules(), DAYS)
def test_the_terms_say_of_every_day_what_counts_on_it(
    unit: Joined, known: list[ReportingRule], day: date
) -> None:
    terms = schedule_of(unit, known).terms

    first = first_day(unit, known)
    assert terms[0].valid_from == first <= unit.since
    for one, following in pairwise(terms):
        assert one.valid_from < following.valid_from
        assert one.rhythm is not following.rhythm
    if day >= first:
        (*_, counts) = [one for one in terms if one.valid_from <= day]
        _, expected = in_force(unit, known, day=day)
        assert counts.rhythm is expected.rhythm


@given(units(), rules(), rules(), DAYS)
def test_a_later_rule_changes_nothing_before_its_day(
    unit: Joined, known: list[ReportingRule], more: list[ReportingRule], day: date
) -> None:
    later = [one for one in more if one.valid_from > day]

    before = schedule_of(unit, known).terms
    after = schedule_of(unit, [*known, *later]).terms

    assert [one for one in after if one.valid_from <= day] == [
        one for one in before if one.valid_from <= day
    ]


@given(units(), rules(), DAYS)
def test_nobody_owes_word_while_he_takes_no_part(
    unit: Joined, known: list[ReportingRule], day: date
) -> None:
    _, term = in_force(unit, known, day=day)

    if any(pause.covers(day) for pause in unit.pauses):
        assert term.rhythm is Rhythm.NONE


def test_without_any_rule_units_report_monthly_and_the_centre_does_not() -> None:
    member = Joined(code="court", kind=UnitKind.MEMBER, since=START_DAY)
    centre = Joined(code="centre", kind=UnitKind.CENTRE, since=START_DAY)

    (term,) = schedule_of(member, ()).terms
    assert (term.rhythm, term.cut_off_day, term.due_within) == (Rhythm.MONTHLY, 20, 5)
    assert sentence_of(term) == "每月20日截止，5个工作日内报送"
    assert [one.rhythm for one in schedule_of(centre, ()).terms] == [Rhythm.NONE]


def test_of_two_rules_the_one_that_began_last_counts_however_they_were_set() -> None:
    def rule(number: int, day: int, rhythm: Rhythm) -> ReportingRule:
        began = date(2026, 6, day)
        return ReportingRule(
            number=number,
            scope=ScheduleScope.UNIT,
            unit="court",
            valid_from=began,
            term=a_term(rhythm, began),
        )

    court = Joined(code="court", kind=UnitKind.MEMBER, since=START_DAY)
    known = [
        rule(1, 20, Rhythm.WEEKLY),
        rule(2, 10, Rhythm.DAILY),
        rule(3, 10, Rhythm.NONE),
    ]

    assert [term.rhythm for term in schedule_of(court, known).terms] == [
        Rhythm.MONTHLY,
        Rhythm.NONE,
        Rhythm.WEEKLY,
    ]


@pytest.mark.parametrize(
    ("rhythm", "sentence"),
    [
        (Rhythm.NONE, "不要求定期报送"),
        (Rhythm.DAILY, "每个工作日16:00前报送"),
        (Rhythm.WEEKLY, "每周五16:00前报送，遇休息日顺延"),
    ],
)
def test_each_rhythm_is_said_in_words(rhythm: Rhythm, sentence: str) -> None:
    assert sentence_of(a_term(rhythm)) == sentence


async def given_rule(database: Database, **parts: object) -> SchedulePage:
    async with database.work(actor="director") as work:
        return await set_schedule(work, SetSchedule.model_validate(parts))


async def told_terms(database: Database, code: str) -> list[Rhythm]:
    changes = [
        one
        for one in await said(database)
        if isinstance(one, UnitChanged) and one.unit.code == code
    ]
    assert changes[-1].unit.schedule is not None
    return [term.rhythm for term in changes[-1].unit.schedule.terms]


async def test_a_rule_for_one_unit_is_told_with_all_its_terms(
    database: Database,
) -> None:
    page = await given_rule(database, unit="court", rhythm="weekly")

    assert [one.unit for one in page.units] == ["court"]
    assert page.units[0].coming_sentence.startswith("每周五")
    assert await told_terms(database, "court") == [Rhythm.MONTHLY, Rhythm.WEEKLY]
    assert await told_terms(database, "police") == [Rhythm.MONTHLY]


async def test_a_rule_for_a_kind_or_the_town_reaches_who_has_none_of_his_own(
    database: Database,
) -> None:
    await given_rule(database, unit="court", rhythm="weekly")
    of_kind = await given_rule(database, kind="member", rhythm="daily")
    of_town = await given_rule(database, rhythm="none")

    assert "court" not in {one.unit for one in of_kind.units}
    assert "police" in {one.unit for one in of_kind.units}
    assert "police" not in {one.unit for one in of_town.units}
    assert "centre" not in {one.unit for one in of_town.units}


async def test_the_same_rule_again_changes_nothing(database: Database) -> None:
    await given_rule(database, unit="court", rhythm="weekly")
    before = len(await said(database))

    page = await given_rule(database, unit="court", rhythm="weekly")

    assert page.units == ()
    assert len(await said(database)) == before


async def test_taking_a_rule_back_lets_the_wider_one_count(
    database: Database, clock: SetClock
) -> None:
    await given_rule(database, unit="court", rhythm="weekly")
    clock.advance(days=10)

    await given_rule(database, unit="court")

    assert await told_terms(database, "court") == [
        Rhythm.MONTHLY,
        Rhythm.WEEKLY,
        Rhythm.MONTHLY,
    ]


async def test_the_past_and_a_mixed_scope_are_refused(database: Database) -> None:
    with pytest.raises(PastScheduleError, match="今天或以后"):
        await given_rule(database, rhythm="daily", valid_from="2026-11-23")
    with pytest.raises(ScheduleScopeError):
        await given_rule(database, unit="court", kind="member", rhythm="daily")


async def test_a_suspended_unit_owes_nothing_until_it_resumes(
    database: Database, clock: SetClock
) -> None:
    clock.advance(days=1)
    async with database.work() as work:
        await suspend_unit(work, "court", reason="改制")
    clock.advance(days=30)
    async with database.work() as work:
        await resume_unit(work, "court", reason="恢复")

    assert await told_terms(database, "court") == [
        Rhythm.MONTHLY,
        Rhythm.NONE,
        Rhythm.MONTHLY,
    ]


async def test_the_list_tells_whose_rule_counts_today(
    database: Database, clock: SetClock
) -> None:
    await given_rule(database, unit="court", rhythm="weekly")
    clock.advance(days=2)

    page = await list_schedules(database, unit=None)

    scopes = {one.unit: one.scope for one in page.units}
    assert scopes["court"] is ScheduleScope.UNIT
    assert scopes["police"] is ScheduleScope.TOWN
    assert [one.unit for one in page.rules] == ["court"]
