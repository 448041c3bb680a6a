"""Let a person change his own password. Source: 等保2.0 初始口令."""

from lianqing_registry.domain.passwords import check_password
from lianqing_registry.errors.accounts import SessionEndedError, WeakPasswordError
from lianqing_registry.store import people, sessions
from lianqing_registry.usecases.prove_password import (
    Gate,
    attempt_key,
    prove_password,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


async def change_password(
    database: Database, gate: Gate, actor: Actor, *, old: str, new: str
) -> None:
    """Replace the actor's password and end his other sessions.

    Raises:
        LoginFailedError, LoginLockedError: The old password is not his.
        WeakPasswordError: The new one breaks the rules, or is the old one.
    """
    async with database.look() as session:
        person = await people.person(session, actor.person_id)
    if person is None:
        raise SessionEndedError
    check_password(new, login=person.login, roles=actor.roles)
    if new == old:
        raise WeakPasswordError("新密码不能与原密码相同")
    await prove_password(database, gate, login=person.login, password=old)
    hashed = await gate.passwords.hash(new)
    async with database.work(actor=actor.person_id) as work:
        row = await people.person(work.session, actor.person_id)
        if row is None:
            raise SessionEndedError
        row.password_hash = hashed
        row.must_change_password = False
        await sessions.forget_attempts(work.session, attempt_key(row.login))
        await sessions.close_other_sessions(
            work.session, actor.person_id, but=actor.session_id, at=work.now
        )
        work.note("password.changed", actor.person_id)
