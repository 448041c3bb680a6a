"""Open, renew and close sessions. Source: P1.3.1; 等保2.0."""

import hashlib
import secrets

from lianqing_registry.errors.accounts import (
    CodeNeededError,
    InitialExpiredError,
    LoginFailedError,
    SessionEndedError,
)
from lianqing_registry.store import people, sessions, units
from lianqing_registry.store.tables import PersonRow, SessionRow
from lianqing_registry.usecases.prove_code import CodeFound, look_at_code
from lianqing_registry.usecases.prove_password import (
    Gate,
    attempt_key,
    give_back_attempt,
    prove_password,
)
from lianqing_registry.usecases.vouch import vouch
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database, Work
from lianqing_shared.ids import new_id

_SECRET_BYTES = 32


async def open_session(
    database: Database,
    gate: Gate,
    *,
    login: str,
    password: str,
    code: str | None = None,
    origin: Personal | None = None,
) -> SessionOpened:
    """Log a person in; his oldest session ends where he has too many.

    Raises:
        LoginFailedError, LoginLockedError: Name, password or code is wrong.
        CodeNeededError: The password is right; a code is needed too.
        InitialExpiredError: The password is right, and its time is over.
    """
    proved = await prove_password(database, gate, login=login, password=password)
    await _prove_code(database, gate, proved, code=code)
    fresh_hash = None
    if gate.passwords.is_outdated(proved.password_hash):
        fresh_hash = await gate.passwords.hash(password)
    refresh = secrets.token_urlsafe(_SECRET_BYTES)
    async with database.work(actor=proved.person_id) as work:
        person = await _to_let_in(work, proved)
        person.password_hash = fresh_hash or person.password_hash
        person.last_login_at = work.now
        await sessions.forget_attempts(work.session, attempt_key(login))
        await _make_room(work, gate, person.person_id)
        row = SessionRow(
            session_id=new_id("se", work.now),
            person_id=person.person_id,
            refresh_sha256=_digest(refresh),
            opened_at=work.now,
            last_seen_at=work.now,
            ends_at=gate.session_rule.ends_at(work.now),
            origin=origin,
        )
        work.session.add(row)
        work.note("session.opened", person.person_id, session=row.session_id)
        return await vouch(work, gate, session=row, person=person, refresh=refresh)


async def _prove_code(
    database: Database, gate: Gate, person: PersonRow, *, code: str | None
) -> None:
    """Take the code; that a person has a second factor shows only past the password."""
    async with database.work(actor=person.person_id) as work:
        found = await look_at_code(work, gate, person.person_id, code)
        if found is CodeFound.MISSING:
            await give_back_attempt(work, person.login)
        if found is CodeFound.WRONG:
            work.note("session.refused", attempt_key(person.login)[:16])
    if found is CodeFound.MISSING:
        raise CodeNeededError
    if found is CodeFound.WRONG:
        raise LoginFailedError


async def _to_let_in(work: Work, proved: PersonRow) -> PersonRow:
    """Return the person whose password and code were right, kept for this work."""
    await people.person_to_change(work.session, proved.person_id)
    person = await _person_in_use(work, proved.person_id)
    # The password may have been changed while this one was being looked at.
    if person is None or person.password_hash != proved.password_hash:
        raise LoginFailedError
    until = person.initial_until
    if person.must_change_password and until is not None and work.now >= until:
        raise InitialExpiredError
    return person


async def _make_room(work: Work, gate: Gate, person_id: str) -> None:
    """End the oldest sessions, so that with one more there are not too many."""
    rule = gate.session_rule
    found = await sessions.open_sessions(
        work.session, person_id, at=work.now, seen_after=rule.seen_after(work.now)
    )
    for row in found[rule.most - 1 :]:
        row.closed_at = work.now
        work.note("session.displaced", person_id, session=row.session_id)


async def renew_session(
    database: Database, gate: Gate, *, refresh: str
) -> SessionOpened:
    """Give a fresh token to a session that is alive; raises SessionEndedError."""
    async with database.work(actor="anonymous") as work:
        row = await sessions.session_of(work.session, _digest(refresh))
        if row is None or row.closed_at is not None:
            raise SessionEndedError
        is_alive = gate.session_rule.is_alive(
            last_seen_at=row.last_seen_at, ends_at=row.ends_at, at=work.now
        )
        person = await _person_in_use(work, row.person_id)
        if not is_alive or person is None:
            raise SessionEndedError
        row.last_seen_at = work.now
        return await vouch(work, gate, session=row, person=person, refresh=refresh)


async def close_session(database: Database, *, refresh: str) -> None:
    """Log a person out; closing twice, or nothing, changes nothing."""
    async with database.work(actor="anonymous") as work:
        row = await sessions.session_of(work.session, _digest(refresh))
        if row is not None and row.closed_at is None:
            work.actor = row.person_id  # the secret proves him
            row.closed_at = work.now
            work.note("session.closed", row.person_id, session=row.session_id)


async def _person_in_use(work: Work, person_id: str) -> PersonRow | None:
    person = await people.person(work.session, person_id)
    if person is None or not person.is_active:
        return None
    unit = await units.unit(work.session, person.unit)
    return person if unit and unit.status is UnitStatus.ACTIVE else None


def _digest(refresh: str) -> str:
    return hashlib.sha256(refresh.encode()).hexdigest()
