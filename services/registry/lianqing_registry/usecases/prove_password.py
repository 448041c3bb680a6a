"""Find out whether a password is somebody's, and make guessing slow."""

import hashlib
from dataclasses import dataclass, field

from lianqing_registry.domain.lockout import Attempts, LockRule
from lianqing_registry.domain.passwords import PasswordRule
from lianqing_registry.domain.sessions import SessionRule
from lianqing_registry.errors.accounts import LoginFailedError, LoginLockedError
from lianqing_registry.gateways.passwords import Passwords
from lianqing_registry.gateways.vault import Vault
from lianqing_registry.store import people, sessions, units
from lianqing_registry.store.tables import PersonRow
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.people import OFFICERS, Role
from lianqing_shared.db.work import Database, Work
from lianqing_shared.security.signing import Signer


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is needed to let people in."""

    passwords: Passwords
    signer: Signer
    digest_key: bytes
    vault: Vault
    session_rule: SessionRule = field(default_factory=SessionRule)
    lock_rule: LockRule = field(default_factory=LockRule)
    password_rule: PasswordRule = field(default_factory=PasswordRule)
    totp_roles: frozenset[Role] = OFFICERS
    """Whose second factor is a duty."""


async def prove_password(
    database: Database, gate: Gate, *, login: str, password: str
) -> PersonRow:
    """Return the active person with this log-in name and password.

    An unknown name, a wrong password, a person or unit out of use: the same answer
    after the same work. The attempt is counted before the password is looked at, and
    forgotten by the caller's success (see `forget_attempts`).

    Raises:
        LoginLockedError: Too many attempts under this name, whether or not it exists.
        LoginFailedError: Anything else.
    """
    person = await count_attempt(database, gate, login)
    known = person.password_hash if person else None
    if await gate.passwords.matches(password, known) and person is not None:
        return person
    async with database.work(actor="anonymous") as work:
        work.note("session.refused", attempt_key(login)[:16])
    raise LoginFailedError


def attempt_key(login: str) -> str:
    """Return the key under which attempts count; names themselves may be slips."""
    return hashlib.sha256(login.strip().lower().encode()).hexdigest()


async def count_attempt(database: Database, gate: Gate, login: str) -> PersonRow | None:
    """Count an attempt; return the person if he could log in at all.

    Raises:
        LoginLockedError: Too many attempts under this name, whether or not it exists.
    """
    async with database.work(actor="anonymous") as work:
        row = await sessions.attempts_to_change(
            work.session, attempt_key(login), at=work.now
        )
        before = Attempts(
            failures=row.failures, last_at=row.last_at, locked_until=row.locked_until
        )
        if before.locked_until is not None and before.is_locked(work.now):
            raise LoginLockedError(before.locked_until)
        after = before.counted(gate.lock_rule, work.now)
        row.failures, row.locked_until = after.failures, after.locked_until
        row.last_at = work.now
        person = await people.person_of_login(work.session, login.strip().lower())
        if person is None or not person.is_active:
            return None
        unit = await units.unit(work.session, person.unit)
        is_in_use = unit is not None and unit.status is UnitStatus.ACTIVE
        return person if is_in_use else None


async def give_back_attempt(work: Work, login: str) -> None:
    """Take one counted attempt back that was no guess; other failures stay.

    A lock that it set goes with it, or whoever types password and code one after the
    other could never come in again after five failures. No other attempt's lock is
    lost: a lock lets nobody count, and after it has run out one attempt sets the next.
    """
    row = await sessions.attempts_to_change(
        work.session, attempt_key(login), at=work.now
    )
    row.failures = max(row.failures - 1, 0)
    row.locked_until = None
