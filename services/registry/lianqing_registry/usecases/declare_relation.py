"""Declare a relation that keeps a person out of a matter. Source: 监察法 Art. 67."""

from lianqing_registry.domain.identities import Identity
from lianqing_registry.domain.relations import (
    RelationDraft,
    may_declare_for_others,
)
from lianqing_registry.errors.conduct import OthersRelationError, RelationError
from lianqing_registry.store import identities, people, relations, units
from lianqing_registry.store.tables import RelationRow
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import new_id


async def declare_relation(
    work: Work,
    actor: Actor,
    draft: RelationDraft,
    *,
    digest_key: bytes,
    of: str | None = None,
) -> RelationRow:
    """Store a relation of the actor or, by an officer, of somebody else (`of`).

    It counts from the person's next token on. Declaring it again changes nothing.

    Raises:
        OthersRelationError: The actor may declare his own only.
        RelationError: The person is related to himself.
        NotFoundError: There is no such person or unit.
    """
    person_id = of or actor.person_id
    if person_id != actor.person_id and not may_declare_for_others(actor):
        raise OthersRelationError
    if await people.person(work.session, person_id) is None:
        raise NotFoundError("此人员")
    if await units.unit(work.session, draft.unit) is None:
        raise NotFoundError(f"单位“{draft.unit}”")
    row = _row(work, person_id, draft, digest_key=digest_key)
    own = await identities.identities_of(work.session, [person_id])
    if row.subject_key in {one.key(digest_key) for one in own[person_id]}:
        raise RelationError
    known = await relations.same(work.session, row)
    if known is not None:
        return known
    work.session.add(row)
    work.note(
        "relation.declared",
        person_id,
        kind=draft.kind.value,
        relation=row.relation_id,
    )
    await work.session.flush()
    return row


def _row(
    work: Work, person_id: str, draft: RelationDraft, *, digest_key: bytes
) -> RelationRow:
    named = draft.named
    return RelationRow(
        relation_id=new_id("re", work.now),
        person_id=person_id,
        kind=draft.kind,
        unit=None if named else draft.unit,
        subject_key=Identity(unit=draft.unit, name=named).key(digest_key)
        if named
        else None,
        subject_unit=draft.unit if named else None,
        subject_name=named,
        declared_at=work.now,
        declared_by=work.actor,
    )
