"""Open, renew and close sessions. Source: P1.3.1; 等保2.0."""

import hashlib
import secrets

from lianqing_registry.errors.accounts import LoginFailedError, SessionEndedError
from lianqing_registry.store import people, sessions, units
from lianqing_registry.store.tables import PersonRow, SessionRow
from lianqing_registry.usecases.prove_password import (
    Gate,
    attempt_key,
    prove_password,
)
from lianqing_registry.usecases.vouch import vouch
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.db.work import Database, Work
from lianqing_shared.ids import new_id

_SECRET_BYTES = 32


async def open_session(
    database: Database, gate: Gate, *, login: str, password: str
) -> SessionOpened:
    """Log a person in; raises LoginFailedError or LoginLockedError."""
    proved = await prove_password(database, gate, login=login, password=password)
    fresh_hash = None
    if gate.passwords.is_outdated(proved.password_hash):
        fresh_hash = await gate.passwords.hash(password)
    refresh = secrets.token_urlsafe(_SECRET_BYTES)
    async with database.work(actor=proved.person_id) as work:
        person = await _person_in_use(work, proved.person_id)
        # The password may have been changed while this one was being looked at.
        if person is None or person.password_hash != proved.password_hash:
            raise LoginFailedError
        person.password_hash = fresh_hash or person.password_hash
        await sessions.forget_attempts(work.session, attempt_key(login))
        row = SessionRow(
            session_id=new_id("se", work.now),
            person_id=person.person_id,
            refresh_sha256=_digest(refresh),
            opened_at=work.now,
            last_seen_at=work.now,
            ends_at=gate.session_rule.ends_at(work.now),
        )
        work.session.add(row)
        work.note("session.opened", person.person_id, session=row.session_id)
        return await vouch(work, gate, session=row, person=person, refresh=refresh)


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
