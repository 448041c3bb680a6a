"""Change passwords: a person his own, an administrator somebody's forgotten one.

No administrator chooses a password for others: the registry makes an initial one, which
must be changed and opens for some days only. Source: 等保2.0 初始密码; domain 4.2.
"""

from collections.abc import Sequence

from pydantic import SecretStr

from lianqing_registry.domain.passwords import check_password
from lianqing_registry.errors.accounts import (
    InactivePersonError,
    OldPasswordError,
    SessionEndedError,
)
from lianqing_registry.errors.role_changes import BothKeysError, OwnAccountError
from lianqing_registry.gateways.passwords import random_password
from lianqing_registry.store import old_passwords, people, second_factors, sessions
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.prove_password import (
    Gate,
    attempt_key,
    prove_password,
)
from lianqing_registry.usecases.town_words import town_words
from lianqing_shared.contracts.accounts import PasswordGiven
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError


async def change_password(
    database: Database, gate: Gate, actor: Actor, *, old: str, new: str
) -> None:
    """Replace the actor's password and end his other sessions.

    Raises:
        LoginFailedError, LoginLockedError: The old password is not his.
        WeakPasswordError: The new one breaks the rules, or was his before.
    """
    rule = gate.password_rule
    async with database.look() as session:
        person = await people.person(session, actor.person_id)
        if person is None:
            raise SessionEndedError
        words = await town_words(session, person.unit)
        former = await old_passwords.former_hashes(
            session, actor.person_id, most=rule.history
        )
    check_password(new, login=person.login, roles=actor.roles, rule=rule, words=words)
    await prove_password(database, gate, login=person.login, password=old)
    # After the proof, so that a stolen session learns nothing of former passwords.
    if new == old or await _was_before(gate, new, former):
        async with database.work(actor=actor.person_id) as work:
            await sessions.forget_attempts(work.session, attempt_key(person.login))
        raise OldPasswordError(rule.history)
    hashed = await gate.passwords.hash(new)
    async with database.work(actor=actor.person_id) as work:
        row = await people.person_to_change(work.session, actor.person_id)
        if row is None:
            raise SessionEndedError
        await _replace(work, gate, row, hashed=hashed)
        row.must_change_password = False
        row.initial_until = row.password_set_by = None
        await sessions.forget_attempts(work.session, attempt_key(row.login))
        await sessions.close_sessions(
            work.session, actor.person_id, but=actor.session_id, at=work.now
        )
        work.note("password.changed", actor.person_id)


async def reset_password(
    database: Database, gate: Gate, actor: Actor, person_id: str
) -> PasswordGiven:
    """Give somebody a new initial password and end his sessions.

    Raises:
        NotFoundError, InactivePersonError: There is nobody to give it to.
        OwnAccountError: Oneself; change the password instead.
        BothKeysError: The actor took his second factor off a moment ago.
    """
    if person_id == actor.person_id:
        raise OwnAccountError("重置密码")
    password = random_password()
    hashed = await gate.passwords.hash(password)
    async with database.work(actor=actor.person_id) as work:
        row = await people.person_to_change(work.session, person_id)
        if row is None:
            raise NotFoundError("此人员")
        if not row.is_active:
            raise InactivePersonError
        factor = await second_factors.factor(work.session, person_id)
        if factor is not None and factor.reset_by == actor.person_id:
            raise BothKeysError
        await _replace(work, gate, row, hashed=hashed)
        until = gate.password_rule.initial_until(work.now)
        row.must_change_password = True
        row.initial_until, row.password_set_by = until, actor.person_id
        await sessions.forget_attempts(work.session, attempt_key(row.login))
        await sessions.close_sessions(work.session, person_id, at=work.now)
        work.note("password.reset", person_id)
        return PasswordGiven(initial_password=SecretStr(password), initial_until=until)


async def _replace(work: Work, gate: Gate, row: PersonRow, *, hashed: str) -> None:
    await old_passwords.keep_former(
        work.session,
        row.person_id,
        row.password_hash,
        at=work.now,
        most=gate.password_rule.history,
    )
    row.password_hash = hashed
    row.password_changed_at = work.now


async def _was_before(gate: Gate, new: str, former: Sequence[str]) -> bool:
    for known in former:
        if await gate.passwords.matches(new, known):
            return True
    return False
