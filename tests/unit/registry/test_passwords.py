"""Promise: passwords follow the rules in force, and initial ones must be changed."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lianqing_registry.domain.passwords import (
    PasswordRule,
    check_password,
    rule_sentences,
)
from lianqing_registry.errors.accounts import (
    InitialExpiredError,
    LoginFailedError,
    OldPasswordError,
    SessionEndedError,
    WeakPasswordError,
)
from lianqing_registry.errors.role_changes import OwnAccountError
from lianqing_registry.settings import RegistrySettings
from lianqing_registry.store.tables import OldPasswordRow
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.change_password import (
    change_password,
    reset_password,
)
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.own_account import password_rules, show_account
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.people import Pending, Role
from lianqing_shared.db.work import Database
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import PASSWORD, a_draft, a_person, an_actor

SYSTEM = an_actor(Role.SYSTEM_ADMINISTRATOR, person="pe_" + "9" * 26)
WRONG = "Wrong-2026-word"
GOOD = [f"Grey-Stone-{number}" for number in range(10, 30)]


async def log_in(
    database: Database, gate: Gate, password: str = PASSWORD
) -> SessionOpened:
    return await open_session(database, gate, login="sun", password=password)


async def change(
    database: Database, gate: Gate, opened: SessionOpened, passwords: Sequence[str]
) -> None:
    for old, new in pairwise(passwords):
        await change_password(database, gate, opened.actor, old=old, new=new)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Qwerty-7-Kite", "键盘连续键"),
        ("Kite-1234567", "键盘连续键"),
        ("Kitessss-7", "连续出现四次"),
        ("Lianqing-2027-x", "系统、单位或乡镇"),
        ("JiWei-Grey-7", "系统、单位或乡镇"),
        ("Grey-纪委-Stone7", "系统、单位或乡镇"),
        ("Grey-柳河村-Stone7", "系统、单位或乡镇"),
        ("x" * 100 + "-Grey7Stone" * 3, "长度"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, why: str) -> None:
    rule = PasswordRule(words=("lianqing", "jiwei", "纪委"))

    with pytest.raises(WeakPasswordError, match=why):
        check_password(password, login="zhou", rule=rule, words=("柳河村",))


def test_short_words_do_not_spoil_good_passwords() -> None:
    check_password("Grey-Stone-7", login="zhou", words=("ey", "one"))


@given(
    least=st.integers(8, 30),
    classes=st.integers(1, 4),
    password=st.text("abXY12-_", min_size=1, max_size=40),
)
def test_length_and_classes_are_those_of_the_rule(
    least: int, classes: int, password: str
) -> None:
    rule = PasswordRule(least=least, classes=classes)
    found = sum(
        any(letter in kind for letter in password) for kind in ("ab", "XY", "12", "-_")
    )
    repeats = any(letter * 4 in password for letter in password)
    expected = len(password) >= least and found >= classes and not repeats

    try:
        check_password(password, login="zhou", rule=rule)
        is_taken = True
    except WeakPasswordError:
        is_taken = False

    assert is_taken == expected


def test_the_rules_are_told_in_words_and_numbers(gate: Gate) -> None:
    told = "".join(password_rules(gate).sentences)

    for number in ("8", "12", "三类", "5", "90", "72"):
        assert number in told
    quiet = rule_sentences(PasswordRule(history=0, max_age_days=0))
    assert "更换" not in "".join(quiet)
    assert "旧密码" not in "".join(quiet)


def test_the_defaults_are_those_that_assessors_demand() -> None:
    found = RegistrySettings(db_url="sqlite+aiosqlite://")

    assert (found.password_least, found.password_least_administrators) == (8, 12)
    assert (found.password_classes, found.password_history) == (3, 5)
    assert found.password_max_age_days == 90
    assert (found.lock_failures, found.lock_first_s) == (5, 300)
    assert (found.idle_s, found.absolute_s) == (900, 28_800)
    assert found.token_s == 60
    assert found.most_sessions == 3
    assert Role.UNIT_HEAD in found.totp_roles
    assert Role.ENTRY_CLERK not in found.totp_roles


def test_who_needs_a_second_factor_is_set_by_a_json_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LIANQING_REGISTRY_DB_URL", "sqlite+aiosqlite://")
    monkeypatch.setenv("LIANQING_REGISTRY_TOTP_ROLES", "[]")
    assert RegistrySettings().totp_roles == frozenset()

    monkeypatch.setenv("LIANQING_REGISTRY_TOTP_ROLES", '["analyst"]')
    assert RegistrySettings().totp_roles == {Role.ANALYST}


async def test_none_of_the_last_five_passwords_comes_again_and_the_sixth_may(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)
    used = [PASSWORD, *GOOD[:5]]
    await change(database, gate, opened, used)

    for former in used:
        with pytest.raises(OldPasswordError):
            await change_password(
                database, gate, opened.actor, old=used[-1], new=former
            )
    await change(database, gate, opened, [used[-1], GOOD[6], PASSWORD])

    async with database.look() as session:
        kept = (await session.scalars(select(OldPasswordRow.password_hash))).all()
    assert len(kept) == 5
    assert all(one.startswith("$argon2id$") for one in kept)


async def test_a_choice_that_was_refused_for_its_age_locks_nobody_out(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)

    for _ in range(8):
        with pytest.raises(OldPasswordError):
            await change_password(
                database, gate, opened.actor, old=PASSWORD, new=PASSWORD
            )

    await log_in(database, gate)


async def test_the_names_of_ones_unit_and_of_the_centre_are_refused(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    actor = (await log_in(database, gate)).actor

    for word in ("柳园人民法庭", "Court", "预警防控中心"):
        with pytest.raises(WeakPasswordError, match="单位"):
            await change_password(
                database, gate, actor, old=PASSWORD, new=f"Grey-7-{word}"
            )


async def test_a_password_of_ninety_days_must_be_changed(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    clock.advance(days=89)
    assert (await log_in(database, gate)).actor.pending == ()

    clock.advance(days=1)
    opened = await log_in(database, gate)
    assert opened.actor.pending == (Pending.CHANGE_PASSWORD,)
    assert opened.must_change_password

    await change_password(database, gate, opened.actor, old=PASSWORD, new=GOOD[0])
    refresh = opened.refresh.get_secret_value()
    renewed = await renew_session(database, gate, refresh=refresh)
    assert renewed.actor.pending == ()


async def test_an_added_person_gets_a_password_made_for_him_and_must_change_it(
    database: Database, gate: Gate
) -> None:
    added = await add_person(database, gate, SYSTEM, draft=a_draft())
    assert added.initial_password is not None
    assert added.initial_until == START + timedelta(hours=72)
    initial = added.initial_password.get_secret_value()

    opened = await log_in(database, gate, initial)

    assert opened.actor.pending == (Pending.CHANGE_PASSWORD,)
    account = await show_account(database, gate, opened.actor)
    assert account.pending == (Pending.CHANGE_PASSWORD,)
    await change_password(database, gate, opened.actor, old=initial, new=GOOD[0])
    assert (await log_in(database, gate, GOOD[0])).actor.pending == ()


async def test_a_password_given_with_the_request_is_taken_and_never_told_back(
    database: Database, gate: Gate
) -> None:
    added = await add_person(database, gate, SYSTEM, draft=a_draft(), password=GOOD[0])

    assert added.initial_password is None
    opened = await log_in(database, gate, GOOD[0])
    assert opened.actor.pending == (Pending.CHANGE_PASSWORD,)


async def test_an_initial_password_opens_for_three_days_only(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    added = await add_person(database, gate, SYSTEM, draft=a_draft())
    assert added.initial_password is not None
    initial = added.initial_password.get_secret_value()
    clock.advance(hours=72)

    with pytest.raises(InitialExpiredError):
        await log_in(database, gate, initial)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, WRONG)

    given_anew = await reset_password(database, gate, SYSTEM, added.person_id)
    await log_in(database, gate, given_anew.initial_password.get_secret_value())


async def test_a_reset_ends_sessions_unlocks_and_forces_a_change(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database)
    opened = await log_in(database, gate)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, WRONG)

    found = await reset_password(database, gate, SYSTEM, person.person_id)

    with pytest.raises(SessionEndedError):
        await renew_session(database, gate, refresh=opened.refresh.get_secret_value())
    with pytest.raises(LoginFailedError):
        await log_in(database, gate)
    again = await log_in(database, gate, found.initial_password.get_secret_value())
    assert again.actor.pending == (Pending.CHANGE_PASSWORD,)
    with pytest.raises(OldPasswordError):
        await change_password(
            database,
            gate,
            again.actor,
            old=found.initial_password.get_secret_value(),
            new=PASSWORD,
        )


async def test_nobody_resets_his_own_password(database: Database, gate: Gate) -> None:
    with pytest.raises(OwnAccountError):
        await reset_password(database, gate, SYSTEM, SYSTEM.person_id)
