"""Enrol, give up and take away second factors. Source: 等保2.0 8.1.4.1 d; RFC 6238."""

from datetime import timedelta

from pydantic import SecretStr

from lianqing_registry.domain.duties import needs_second_factor
from lianqing_registry.errors.accounts import (
    CodeNeededError,
    FactorNeededError,
    LoginFailedError,
    NoFactorError,
    NotBegunError,
    SessionEndedError,
    WrongCodeError,
)
from lianqing_registry.errors.role_changes import BothKeysError, OwnAccountError
from lianqing_registry.gateways import codes
from lianqing_registry.store import people, second_factors, sessions
from lianqing_registry.store.tables import SecondFactorRow
from lianqing_registry.usecases.note_why import note_why
from lianqing_registry.usecases.prove_code import CodeFound, look_at_code
from lianqing_registry.usecases.prove_password import (
    Gate,
    attempt_key,
    count_attempt,
    give_back_attempt,
    prove_password,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.second_factors import (
    SecondFactorBegun,
    SecondFactorConfirmed,
)
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError

_TO_CONFIRM = timedelta(minutes=10)


async def begin_second_factor(
    database: Database, gate: Gate, actor: Actor, *, password: str, code: str | None
) -> SecondFactorBegun:
    """Give the actor a secret for his app; the one in force stays until confirmed.

    Raises:
        LoginFailedError, LoginLockedError: The password or code is not his.
        CodeNeededError: He has a second factor, and gave no code of it.
    """
    login = await _login_of(database, actor)
    await prove_password(database, gate, login=login, password=password)
    await _prove_code(database, gate, actor, login=login, code=code)
    secret = codes.new_secret()
    async with database.work(actor=actor.person_id) as work:
        row = await second_factors.factor_to_change(work.session, actor.person_id)
        row.fresh = gate.vault.seal(secret, person_id=actor.person_id)
        row.fresh_until = work.now + _TO_CONFIRM
        await sessions.forget_attempts(work.session, attempt_key(login))
        work.note("second_factor.begun", actor.person_id)
        return SecondFactorBegun(
            secret=SecretStr(secret),
            uri=SecretStr(codes.uri_of(secret, login=login)),
            ends_at=row.fresh_until,
        )


async def confirm_second_factor(
    work: Work, gate: Gate, actor: Actor, *, code: str
) -> SecondFactorConfirmed:
    """Put the secret in force whose code this is; give recovery codes once.

    Raises:
        NotBegunError: There is none to confirm, or its time is over.
        WrongCodeError: The code does not fit.
    """
    row = await second_factors.factor_to_change(work.session, actor.person_id)
    if row.fresh is None or row.fresh_until is None or work.now >= row.fresh_until:
        raise NotBegunError
    secret = gate.vault.open(row.fresh, person_id=actor.person_id)
    step = codes.matching_step(secret, code, at=work.now, after=None)
    if step is None or not codes.is_of_an_app(code):
        raise WrongCodeError
    row.sealed, row.confirmed_at, row.last_step = row.fresh, work.now, step
    row.fresh = row.fresh_until = row.reset_by = None
    fresh = codes.new_recovery_codes()
    digests = [
        gate.vault.digest(codes.tidy(one), person_id=actor.person_id) for one in fresh
    ]
    await second_factors.keep_recovery_codes(work.session, actor.person_id, digests)
    work.note("second_factor.confirmed", actor.person_id)
    return SecondFactorConfirmed(recovery_codes=tuple(map(SecretStr, fresh)))


async def drop_second_factor(
    database: Database, gate: Gate, actor: Actor, *, code: str
) -> None:
    """Give the actor's own second factor up.

    Raises:
        FactorNeededError: His roles need it.
        NoFactorError: He has none.
        LoginFailedError, LoginLockedError: The code is not his.
    """
    if needs_second_factor(actor.roles, gate.totp_roles):
        raise FactorNeededError
    login = await _login_of(database, actor)
    async with database.look() as session:
        if not await second_factors.is_in_force(session, actor.person_id):
            raise NoFactorError
    await count_attempt(database, gate, login)
    await _prove_code(database, gate, actor, login=login, code=code)
    async with database.work(actor=actor.person_id) as work:
        row = await second_factors.factor_to_change(work.session, actor.person_id)
        await _clear(work, row)
        await sessions.forget_attempts(work.session, attempt_key(login))
        work.note("second_factor.dropped", actor.person_id)


async def reset_second_factor(
    work: Work, actor: Actor, person_id: str, *, reason: Personal
) -> None:
    """Take a lost second factor off somebody's account and end his sessions.

    Raises:
        OwnAccountError: Oneself.
        NotFoundError, NoFactorError: There is nothing to take.
        BothKeysError: The actor gave him the password that he has not yet changed.
    """
    if person_id == actor.person_id:
        raise OwnAccountError("解除动态验证码")
    person = await people.person_to_change(work.session, person_id)
    if person is None:
        raise NotFoundError("此人员")
    if person.must_change_password and person.password_set_by == actor.person_id:
        raise BothKeysError
    row = await second_factors.factor_to_change(work.session, person_id)
    if row.sealed is None:
        raise NoFactorError
    await _clear(work, row)
    row.reset_by = actor.person_id
    await sessions.close_sessions(work.session, person_id, at=work.now)
    note_why(work, "second_factor.reset", person_id, reason=reason)


async def _login_of(database: Database, actor: Actor) -> str:
    async with database.look() as session:
        person = await people.person(session, actor.person_id)
    if person is None:
        raise SessionEndedError
    return person.login


async def _prove_code(
    database: Database, gate: Gate, actor: Actor, *, login: str, code: str | None
) -> None:
    """Take a code of the second factor in force; raises as the log-in does."""
    async with database.work(actor=actor.person_id) as work:
        found = await look_at_code(work, gate, actor.person_id, code)
        if found is CodeFound.MISSING:
            await give_back_attempt(work, login)
    if found is CodeFound.MISSING:
        raise CodeNeededError
    if found is CodeFound.WRONG:
        raise LoginFailedError


async def _clear(work: Work, row: SecondFactorRow) -> None:
    row.sealed = row.confirmed_at = row.last_step = None
    row.fresh = row.fresh_until = None
    await second_factors.forget_recovery_codes(work.session, row.person_id)
