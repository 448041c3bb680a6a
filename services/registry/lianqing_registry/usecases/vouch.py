"""Say who a person is, signed, for the next minutes."""

from pydantic import SecretStr

from lianqing_registry.domain.relations import recusal_of
from lianqing_registry.store import people, units
from lianqing_registry.store.tables import PersonRow, SessionRow
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work
from lianqing_shared.security.digests import subject_key
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
        must_change_password=person.must_change_password,
    )


async def _actor(
    work: Work, gate: Gate, *, session: SessionRow, person: PersonRow
) -> Actor:
    declared = await people.relations(work.session, person.person_id)
    recusal = recusal_of(declared)
    own_key = subject_key(
        gate.digest_key, unit=person.unit, person_name=person.name.reveal()
    )
    until = gate.session_rule.token_until(ends_at=session.ends_at, at=work.now)
    return Actor(
        person_id=person.person_id,
        name=person.name,
        roles=await people.roles(work.session, person.person_id),
        unit=person.unit,
        subject_key=own_key,
        recused_units=recusal.units,
        recused_subjects=recusal.subjects,
        session_id=session.session_id,
        issued_at=work.now,
        expires_at=until,
    )
