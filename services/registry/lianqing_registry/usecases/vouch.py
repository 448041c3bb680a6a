"""Say who a person is, signed, for the next minutes."""

from pydantic import SecretStr

from lianqing_registry.store import people, units
from lianqing_registry.store.tables import PersonRow, SessionRow
from lianqing_registry.usecases.duties import duties_of
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.standing import standings
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.people import Actor, Pending
from lianqing_shared.db.work import Work
from lianqing_shared.security.tokens import sign_actor


async def vouch(
    work: Work, gate: Gate, *, session: SessionRow, person: PersonRow, refresh: str
) -> SessionOpened:
    """Return a session's token: roles and recusals as they are at this moment."""
    actor = await _actor(work, gate, session=session, person=person)
    unit = await units.unit(work.session, person.unit)
    return SessionOpened(
        token=SecretStr(sign_actor(actor, gate.signer)),
        refresh=SecretStr(refresh),
        actor=actor,
        unit_name=unit.name if unit else person.unit,
        must_change_password=Pending.CHANGE_PASSWORD in actor.pending,
    )


async def _actor(
    work: Work, gate: Gate, *, session: SessionRow, person: PersonRow
) -> Actor:
    found = await standings(
        work.session, [person.person_id], digest_key=gate.digest_key
    )
    standing = found[person.person_id]
    present, *former = standing.keys
    until = gate.session_rule.token_until(ends_at=session.ends_at, at=work.now)
    return Actor(
        person_id=person.person_id,
        name=person.name,
        roles=await people.roles(work.session, person.person_id),
        unit=person.unit,
        subject_key=present,
        recused_units=standing.recused_units,
        # Under a former name or unit he is the subject all the same.
        recused_subjects=(*former, *standing.recused_subjects),
        pending=await duties_of(work.session, gate, person, at=work.now),
        session_id=session.session_id,
        issued_at=work.now,
        expires_at=until,
    )
