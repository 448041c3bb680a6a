"""Say who decides and who heads units, in the transaction that changed it.

Grading needs it at once: who may be convened, whose case must go to the county. It
runs at the end of every work that may have touched an officer, so that no use case can
forget it. Source: P3.2; architecture P6.
"""

import json

from lianqing_registry.store import officers
from lianqing_registry.store.tables import OfficerSaidRow
from lianqing_registry.usecases.standing import standings
from lianqing_shared.contracts.conduct import Officer, OfficersChanged
from lianqing_shared.contracts.people import Role
from lianqing_shared.db.work import Work

OFFICES = frozenset(
    {
        Role.CENTRE_DIRECTOR,
        Role.DEPUTY_SECRETARY,
        Role.COMMISSION_SECRETARY,
        Role.PARTY_SECRETARY,
        Role.COUNTY_LIAISON,
        Role.UNIT_HEAD,
    }
)
_BESIDE = (
    "session.",
    "password.",
    "second_factor.",
    "calendar.",
    "credential.",
    "audit.",
    "checkpoint.",
    "interference.",
    "network.",
    "rules.",
    "schedule.",
)
_LOOKS = (
    ".read",
    ".listed",
    ".searched",
    ".exported",
    ".printed",
    ".counted",
    ".scored",
    "_refused",
)
"""What is written into the audit log and can touch nobody's office, by its beginning
or its end; whatever else is written, and all that is new, is looked into."""


async def say_officers_touched(work: Work, *, digest_key: bytes) -> None:
    """Say officers at the end of a work unless nothing in it can have changed one."""
    if any(
        not note.action.startswith(_BESIDE) and not note.action.endswith(_LOOKS)
        for note in work.noted
    ):
        await say_officers(work, digest_key=digest_key)


async def say_officers(work: Work, *, digest_key: bytes) -> None:
    """Say those officers who are not as they were last said; nothing if all are."""
    await work.session.flush()
    said = await officers.said(work.session)
    now = {one.person_id: one for one in await _as_they_stand(work, digest_key)}
    for person_id in said.keys() - now.keys():
        now[person_id] = _no_longer(said[person_id])
    changed = []
    for person_id in sorted(now):
        officer = _kept(work, now[person_id], said.get(person_id))
        if officer is not None:
            changed.append(officer)
    if changed:
        work.say(OfficersChanged(officers=tuple(changed), at=work.now))


async def _as_they_stand(work: Work, digest_key: bytes) -> list[Officer]:
    holders = await officers.holders(work.session, OFFICES)
    people = [one.person_id for one in holders]
    found = await standings(work.session, people, digest_key=digest_key)
    return [
        Officer(
            person_id=one.person_id,
            unit=one.unit,
            roles=tuple(role for role in one.roles if role in OFFICES),
            keys=found[one.person_id].keys,
            recused_units=found[one.person_id].recused_units,
            recused_subjects=found[one.person_id].recused_subjects,
            version=0,
        )
        for one in holders
    ]


def _no_longer(row: OfficerSaidRow) -> Officer:
    """Return an officer who holds no office any more; his keys stay known."""
    before = Officer.model_validate({**json.loads(row.said), "version": 0})
    return before.model_copy(update={"roles": ()})


def _kept(work: Work, officer: Officer, row: OfficerSaidRow | None) -> Officer | None:
    """Keep how an officer stands; return him with his version if that is new."""
    words = officer.model_dump_json(exclude={"version"})
    if row is None:
        row = OfficerSaidRow(person_id=officer.person_id, version=0, said="")
        work.session.add(row)
    if row.said == words:
        return None
    row.said = words
    row.version += 1
    return officer.model_copy(update={"version": row.version})
