"""Promise: a code opens once and only for its person; secrets rest encrypted."""

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import select, text, update

from lianqing_registry.errors.accounts import (
    CodeNeededError,
    FactorNeededError,
    LoginFailedError,
    LoginLockedError,
    NoFactorError,
    NotBegunError,
    SessionEndedError,
    WrongCodeError,
)
from lianqing_registry.errors.role_changes import BothKeysError, OwnAccountError
from lianqing_registry.gateways.codes import matching_step, new_secret
from lianqing_registry.gateways.vault import Vault
from lianqing_registry.store.tables import RecoveryCodeRow, SecondFactorRow
from lianqing_registry.usecases.change_password import reset_password
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    reset_second_factor,
)
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.people import Actor, Pending, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import SettingsError
from tests.unit.registry.builders import (
    DIGEST_KEY,
    PASSWORD,
    a_gate,
    a_person,
    an_actor,
)

STEP_S = 30
LOST = Personal("手机遗失")
WRONG = "Wrong-2026-word"
ADMIN = an_actor(Role.SYSTEM_ADMINISTRATOR, person="pe_" + "9" * 26)


async def log_in(
    database: Database, gate: Gate, code: str | None = None, password: str = PASSWORD
) -> SessionOpened:
    return await open_session(database, gate, login="sun", password=password, code=code)


def code_of(secret: str, clock: SetClock, *, steps: int = 0) -> str:
    at = int(clock.now().timestamp()) + steps * STEP_S
    return pyotp.TOTP(secret).at(at)


async def begun(database: Database, gate: Gate, actor: Actor) -> str:
    found = await begin_second_factor(
        database, gate, actor, password=PASSWORD, code=None
    )
    return found.secret.get_secret_value()


async def confirm(
    database: Database, gate: Gate, actor: Actor, code: str
) -> tuple[SecretStr, ...]:
    async with database.work(actor=actor.person_id) as work:
        found = await confirm_second_factor(work, gate, actor, code=code)
    return found.recovery_codes


async def enrolled(
    database: Database, gate: Gate, clock: SetClock, *roles: Role
) -> tuple[Actor, str, list[str]]:
    """Add a person with a second factor; return him, its secret and recovery codes."""
    unit = "centre" if roles else "court"
    await a_person(database, unit=unit, roles=roles)
    actor = (await log_in(database, gate)).actor
    secret = await begun(database, gate, actor)
    shown = await confirm(database, gate, actor, code_of(secret, clock))
    clock.advance(minutes=2)
    return actor, secret, [one.get_secret_value() for one in shown]


async def test_with_a_second_factor_the_password_alone_opens_nothing(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)

    with pytest.raises(CodeNeededError):
        await log_in(database, gate)
    opened = await log_in(database, gate, code_of(secret, clock))

    assert opened.actor.pending == ()


async def test_nobody_learns_of_a_second_factor_without_the_password(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)
    sentences = set()
    for code in (None, "000000", code_of(secret, clock)):
        with pytest.raises(LoginFailedError) as caught:
            await log_in(database, gate, code, password=WRONG)
        sentences.add(caught.value.sentence)

    with pytest.raises(LoginFailedError) as caught:
        await log_in(database, gate, "000000")

    assert {*sentences, caught.value.sentence} == {LoginFailedError().sentence}


async def test_a_code_counts_once_also_the_one_that_confirmed(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    actor = (await log_in(database, gate)).actor
    secret = await begun(database, gate, actor)
    first = code_of(secret, clock)
    await confirm(database, gate, actor, first)

    with pytest.raises(LoginFailedError):
        await log_in(database, gate, first)
    clock.advance(seconds=STEP_S)
    second = code_of(secret, clock)
    await log_in(database, gate, second)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, second)


@pytest.mark.parametrize(
    ("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
async def test_a_phones_clock_may_be_off_by_one_step(
    database: Database, gate: Gate, clock: SetClock, *, steps: int, opens: bool
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)
    code = code_of(secret, clock, steps=steps)

    if opens:
        await log_in(database, gate, code)
    else:
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, code)


async def test_a_later_code_puts_earlier_ones_out(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)
    await log_in(database, gate, code_of(secret, clock, steps=1))

    for steps in (-1, 0, 1):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, code_of(secret, clock, steps=steps))


async def test_guessing_codes_locks_the_name_as_guessing_passwords_does(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)
    for guess in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, f"{guess:06}")

    with pytest.raises(LoginLockedError):
        await log_in(database, gate, code_of(secret, clock))


async def test_being_asked_for_the_code_is_no_failure_but_guesses_stay_counted(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await enrolled(database, gate, clock)

    for _ in range(12):
        with pytest.raises(CodeNeededError):
            await log_in(database, gate)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, "000000")

    with pytest.raises(LoginLockedError):
        await log_in(database, gate)


async def test_after_the_lock_password_and_then_code_open_as_the_window_asks(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    """The window asks for the code in a second step: the first must not lock again."""
    _, secret, _ = await enrolled(database, gate, clock)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, password=WRONG)
    clock.advance(minutes=5)

    with pytest.raises(CodeNeededError):
        await log_in(database, gate)
    await log_in(database, gate, code_of(secret, clock))


async def test_after_the_lock_a_wrong_code_waits_longer_all_the_same(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, _ = await enrolled(database, gate, clock)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, "000000")
    clock.advance(minutes=5)
    with pytest.raises(CodeNeededError):
        await log_in(database, gate)

    with pytest.raises(LoginFailedError):
        await log_in(database, gate, "000000")

    clock.advance(minutes=9)
    with pytest.raises(LoginLockedError):
        await log_in(database, gate, code_of(secret, clock))


async def test_a_recovery_code_opens_once_however_it_is_typed(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, _, recovery = await enrolled(database, gate, clock)
    assert len(set(recovery)) == 8

    await log_in(database, gate, f" {recovery[0].upper()} ")
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, recovery[0])
    await log_in(database, gate, recovery[1].replace("-", ""))


async def test_neither_secret_nor_codes_rest_in_clear_or_are_told_to_the_audit_log(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    _, secret, recovery = await enrolled(database, gate, clock)
    await log_in(database, gate, recovery[0])

    kept = ""
    async with database.look() as session:
        for table in ("second_factors", "recovery_codes", "audit", "outbox"):
            rows = await session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            kept += repr([list(row) for row in rows])

    assert len(kept) > 1000
    for never in (secret, *recovery, *(one.replace("-", "") for one in recovery)):
        assert never not in kept


async def test_a_secret_moved_to_another_person_or_installation_does_not_open(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    actor, secret, _ = await enrolled(database, gate, clock)
    async with database.look() as session:
        sealed = await session.scalar(select(SecondFactorRow.sealed))
    assert sealed is not None
    assert gate.vault.open(sealed, person_id=actor.person_id) == secret

    with pytest.raises(SettingsError):
        gate.vault.open(sealed, person_id="pe_other")
    with pytest.raises(SettingsError):
        Vault(b"another key" * 3).open(sealed, person_id=actor.person_id)
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(SettingsError):
        gate.vault.open(changed, person_id=actor.person_id)


def test_the_same_secret_is_never_sealed_the_same() -> None:
    vault = Vault(DIGEST_KEY)

    assert len({vault.seal("x", person_id="pe") for _ in range(1000)}) == 1000


async def test_a_new_phone_needs_a_code_of_the_old_one_and_replaces_it(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    actor, secret, _ = await enrolled(database, gate, clock)
    with pytest.raises(CodeNeededError):
        await begun(database, gate, actor)

    found = await begin_second_factor(
        database, gate, actor, password=PASSWORD, code=code_of(secret, clock)
    )
    fresh = found.secret.get_secret_value()
    assert fresh in found.uri.get_secret_value()
    clock.advance(minutes=1)
    await log_in(database, gate, code_of(secret, clock))
    await confirm(database, gate, actor, code_of(fresh, clock))

    clock.advance(minutes=1)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, code_of(secret, clock))
    await log_in(database, gate, code_of(fresh, clock))


async def test_enrolling_needs_the_password_a_fitting_code_and_ends_in_ten_minutes(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    actor = (await log_in(database, gate)).actor
    with pytest.raises(LoginFailedError):
        await begin_second_factor(database, gate, actor, password=WRONG, code=None)
    with pytest.raises(NotBegunError):
        await confirm(database, gate, actor, "000000")
    secret = await begun(database, gate, actor)

    with pytest.raises(WrongCodeError):
        await confirm(database, gate, actor, code_of(new_secret(), clock))
    clock.advance(minutes=10)
    with pytest.raises(NotBegunError):
        await confirm(database, gate, actor, code_of(secret, clock))


async def test_officers_must_enrol_and_cannot_drop_it(
    database: Database, clock: SetClock
) -> None:
    gate = a_gate(Role.CENTRE_DIRECTOR)
    await a_person(database, unit="centre", roles=(Role.CENTRE_DIRECTOR,))
    opened = await log_in(database, gate)
    assert opened.actor.pending == (Pending.ENROL_SECOND_FACTOR,)
    secret = await begun(database, gate, opened.actor)
    await confirm(database, gate, opened.actor, code_of(secret, clock))

    refresh = opened.refresh.get_secret_value()
    renewed = await renew_session(database, gate, refresh=refresh)

    assert renewed.actor.pending == ()
    clock.advance(minutes=1)
    with pytest.raises(FactorNeededError):
        await drop_second_factor(
            database, gate, renewed.actor, code=code_of(secret, clock)
        )


async def test_others_drop_theirs_with_a_code_of_it(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    actor, secret, _ = await enrolled(database, gate, clock)
    with pytest.raises(LoginFailedError):
        await drop_second_factor(database, gate, actor, code="000000")

    await drop_second_factor(database, gate, actor, code=code_of(secret, clock))

    await log_in(database, gate)
    with pytest.raises(NoFactorError):
        await drop_second_factor(database, gate, actor, code="000000")


async def test_a_lost_one_is_taken_off_by_somebody_else_and_ends_sessions(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    actor, secret, recovery = await enrolled(database, gate, clock)
    opened = await log_in(database, gate, code_of(secret, clock))
    with pytest.raises(OwnAccountError):
        async with database.work() as work:
            await reset_second_factor(work, actor, actor.person_id, reason=LOST)

    async with database.work(actor=ADMIN.person_id) as work:
        await reset_second_factor(work, ADMIN, actor.person_id, reason=LOST)

    with pytest.raises(SessionEndedError):
        await renew_session(database, gate, refresh=opened.refresh.get_secret_value())
    await log_in(database, gate)
    async with database.look() as session:
        assert (await session.scalars(select(RecoveryCodeRow.id))).all() == []
    assert len(recovery) == 8


async def test_no_administrator_takes_both_keys_of_somebody(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    actor, _, _ = await enrolled(database, gate, clock)
    other = an_actor(Role.SECURITY_ADMINISTRATOR, person="pe_" + "8" * 26)

    await reset_password(database, gate, ADMIN, actor.person_id)
    with pytest.raises(BothKeysError):
        async with database.work(actor=ADMIN.person_id) as work:
            await reset_second_factor(work, ADMIN, actor.person_id, reason=LOST)
    async with database.work(actor=other.person_id) as work:
        await reset_second_factor(work, other, actor.person_id, reason=LOST)

    with pytest.raises(BothKeysError):
        await reset_password(database, gate, other, actor.person_id)
    await reset_password(database, gate, ADMIN, actor.person_id)


async def test_a_row_without_a_secret_asks_for_no_code(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await enrolled(database, gate, clock)
    async with database.work() as work:
        await work.session.execute(
            update(SecondFactorRow).values(sealed=None, confirmed_at=None)
        )

    await log_in(database, gate)


def test_a_planted_replay_is_seen(clock: SetClock) -> None:
    secret = new_secret()
    code = code_of(secret, clock)
    step = matching_step(secret, code, at=clock.now(), after=None)

    assert step is not None
    assert matching_step(secret, code, at=clock.now(), after=step - 1) == step
    assert matching_step(secret, code, at=clock.now(), after=step) is None
