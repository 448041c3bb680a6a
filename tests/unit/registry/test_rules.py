"""Promise: passwords, locks, sessions and places follow their rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.lockout import Attempts, LockRule
from lianqing_registry.domain.passwords import check_password
from lianqing_registry.domain.sessions import SessionRule
from lianqing_registry.domain.tree import path_of
from lianqing_registry.domain.units import check_place, tidy_aliases
from lianqing_registry.errors.accounts import WeakPasswordError
from lianqing_registry.errors.units import LeaderMissingError, UnitPlaceError
from lianqing_registry.gateways.passwords import random_password
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Role
from tests.unit.registry.builders import a_unit

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECONDS = st.integers(0, 100_000)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        pytest.param("Aa1-xyz", "长度须为 8", id="seven characters"),
        pytest.param("A" * 130 + "a1", "长度须为 8 至 128", id="keeps the hash busy"),
        pytest.param("abcdefgh1", "至少三类", id="two classes"),
        pytest.param("Zhou-2026-x", "不能包含登录名", id="contains the log-in name"),
    ],
)
def test_a_weak_password_is_refused_with_what_is_missing(
    password: str, why: str
) -> None:
    with pytest.raises(WeakPasswordError, match=why):
        check_password(password, login="zhou")


def test_an_administrator_needs_a_longer_password() -> None:
    check_password("Kept-Dry-1", login="zhou")

    with pytest.raises(WeakPasswordError, match="长度须为 12"):
        check_password("Kept-Dry-1", login="z", roles=[Role.SYSTEM_ADMINISTRATOR])


def test_random_passwords_fit_the_rules_and_differ() -> None:
    drawn = {random_password() for _ in range(50)}

    assert len(drawn) == 50
    for password in drawn:
        check_password(password, login="sysadmin", roles=[Role.SYSTEM_ADMINISTRATOR])


def test_a_draw_that_breaks_the_rules_is_drawn_again() -> None:
    letters = iter("wWwWqabkmnfghmn" + "tbcydkghmnpyrsz")

    drawn = random_password(lambda _: next(letters))

    assert drawn == "tbcyd-kghmn-pyrsz-Aa2"


@given(st.lists(SECONDS, min_size=1, max_size=30))
def test_a_name_locks_exactly_from_the_fifth_failure_in_a_row(
    pauses: list[int],
) -> None:
    rule, attempts, at, in_a_row = LockRule(), Attempts(), AT, 0
    for pause in pauses:
        at += timedelta(seconds=pause)
        in_a_row = 1 if in_a_row and pause >= rule.forget_s else in_a_row + 1

        attempts = attempts.counted(rule, at)

        assert attempts.failures == in_a_row
        assert attempts.is_locked(at) == (in_a_row >= 5)


@given(st.integers(0, 10_000))
def test_each_failure_waits_as_long_as_the_one_before_or_longer(failures: int) -> None:
    rule = LockRule()

    assert rule.wait(failures) <= rule.wait(failures + 1)
    assert rule.wait(failures) <= timedelta(seconds=rule.longest_s)


@given(SECONDS, SECONDS)
def test_a_session_lives_while_neither_idle_nor_too_old(idle: int, age: int) -> None:
    rule = SessionRule()
    now = AT + timedelta(seconds=age)

    is_alive = rule.is_alive(
        last_seen_at=now - timedelta(seconds=idle), ends_at=rule.ends_at(AT), at=now
    )

    assert is_alive == (idle < rule.idle_s and age < rule.absolute_s)


@given(st.integers(0, 28_799))
def test_no_token_outlives_its_session(age: int) -> None:
    rule = SessionRule()
    now, ends_at = AT + timedelta(seconds=age), rule.ends_at(AT)

    until = rule.token_until(ends_at=ends_at, at=now)

    assert now < until <= ends_at
    assert until - now <= timedelta(minutes=10)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        pytest.param(UnitKind.COUNTY, UnitKind.CENTRE, id="a county below its town"),
        pytest.param(UnitKind.CENTRE, None, id="a centre without county"),
        pytest.param(UnitKind.VILLAGE, UnitKind.MEMBER, id="a village in an office"),
        pytest.param(UnitKind.TOWN, None, id="an office on its own"),
    ],
)
def test_a_unit_stands_only_where_its_kind_may(
    kind: UnitKind, parent: UnitKind | None
) -> None:
    with pytest.raises(UnitPlaceError):
        check_place(a_unit(kind=kind), parent_kind=parent, parent_area=None)


def test_a_reporting_point_needs_the_leader_who_answers_for_it() -> None:
    point = a_unit(kind=UnitKind.REPORTING_POINT)

    with pytest.raises(LeaderMissingError):
        check_place(point, parent_kind=UnitKind.CENTRE, parent_area=None)


def test_other_units_may_stand_anywhere() -> None:
    for parent in UnitKind:
        check_place(a_unit(kind=UnitKind.OTHER), parent_kind=parent, parent_area=None)


def test_aliases_lose_blanks_doubles_and_the_name_itself() -> None:
    kept = tidy_aliases("镇林业站", (" 林业站", "", "镇林业站", "林业站", "林业所"))

    assert kept == ("林业站", "林业所")


CODES = st.from_regex(r"[a-z][a-z0-9-]{1,8}", fullmatch=True)


@given(CODES, CODES)
def test_sorting_by_path_puts_parents_before_children(parent: str, child: str) -> None:
    above = path_of(parent, "county")

    assert min(path_of(child, above), above) == above
