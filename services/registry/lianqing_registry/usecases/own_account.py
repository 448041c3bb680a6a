"""Let a person look at his own account, end his own sessions, read the rules.

Source: 等保2.0; domain 4.2.
"""

from lianqing_registry.domain.duties import needs_second_factor
from lianqing_registry.domain.passwords import rule_sentences
from lianqing_registry.errors.accounts import SessionEndedError
from lianqing_registry.store import people, second_factors, sessions
from lianqing_registry.usecases.duties import duties_of, password_since
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.role_change_views import roles_awaited
from lianqing_shared.contracts.accounts import (
    AccountView,
    PasswordRules,
    SessionPage,
    SessionView,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError


async def show_account(database: Database, gate: Gate, actor: Actor) -> AccountView:
    """Return the actor's own account as it stands now, not as his token says."""
    async with database.look() as session:
        row = await people.person(session, actor.person_id)
        if row is None:
            raise SessionEndedError
        roles = await people.roles(session, actor.person_id)
        factor = await second_factors.factor(session, actor.person_id)
        changed_at = password_since(row)
        return AccountView(
            login=row.login,
            name=row.name,
            unit=row.unit,
            roles=roles,
            pending=await duties_of(session, gate, row, at=database.clock.now()),
            password_changed_at=changed_at,
            password_ends_at=gate.password_rule.ends_at(changed_at),
            second_factor_since=factor.confirmed_at if factor else None,
            second_factor_required=needs_second_factor(roles, gate.totp_roles),
            recovery_codes_left=await second_factors.recovery_codes_left(
                session, actor.person_id
            ),
            roles_awaited=await roles_awaited(session, actor.person_id),
        )


def password_rules(gate: Gate) -> PasswordRules:
    """Return the rules in force, in numbers and in words."""
    rule, lock, session = gate.password_rule, gate.lock_rule, gate.session_rule
    return PasswordRules(
        least_length=rule.least,
        least_length_administrators=rule.least_administrator,
        longest_length=rule.most,
        classes=rule.classes,
        history=rule.history,
        max_age_days=rule.max_age_days,
        initial_hours=rule.initial_hours,
        lock_failures=lock.failures,
        lock_first_s=lock.first_s,
        idle_s=session.idle_s,
        absolute_s=session.absolute_s,
        sentences=rule_sentences(rule),
    )


async def list_sessions(database: Database, gate: Gate, actor: Actor) -> SessionPage:
    """Return the actor's sessions that are open, newest first."""
    at = database.clock.now()
    async with database.look() as session:
        found = await sessions.open_sessions(
            session,
            actor.person_id,
            at=at,
            seen_after=gate.session_rule.seen_after(at),
        )
    return SessionPage(
        sessions=tuple(
            SessionView(
                session_id=row.session_id,
                opened_at=row.opened_at,
                last_seen_at=row.last_seen_at,
                ends_at=row.ends_at,
                is_this=row.session_id == actor.session_id,
                origin=row.origin,
            )
            for row in found
        )
    )


async def revoke_session(work: Work, actor: Actor, session_id: str) -> None:
    """End one of the actor's sessions; ending it again changes nothing.

    Raises:
        NotFoundError: There is none of his with this id.
    """
    row = await sessions.own_session(work.session, actor.person_id, session_id)
    if row is None:
        raise NotFoundError("该登录")
    if row.closed_at is None:
        row.closed_at = work.now
        work.note("session.revoked", actor.person_id, session=session_id)


async def revoke_sessions(work: Work, actor: Actor) -> None:
    """End all of the actor's sessions but the one he asks from."""
    await sessions.close_sessions(
        work.session, actor.person_id, but=actor.session_id, at=work.now
    )
    work.note("session.revoked", actor.person_id, session="others")
