"""Declare a relation that keeps a person out of a matter. Source: 监察法 Art. 67."""

from lianqing_registry.domain.relations import Relation, check_relation
from lianqing_registry.store import people, units
from lianqing_registry.store.tables import RelationRow
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError


async def declare_relation(work: Work, person_id: str, relation: Relation) -> None:
    """Store a relation; it counts from the person's next token on.

    Declaring it again changes nothing.

    Raises:
        RelationError: It names neither a unit nor a subject, or both.
        NotFoundError: There is no such person or unit.
    """
    check_relation(relation)
    if await people.person(work.session, person_id) is None:
        raise NotFoundError("此人员")
    target = relation.unit
    if target is not None and await units.unit(work.session, target) is None:
        raise NotFoundError(f"单位“{target}”")
    if relation in await people.relations(work.session, person_id):
        return
    work.session.add(
        RelationRow(
            person_id=person_id,
            kind=relation.kind,
            unit=relation.unit,
            subject_key=relation.subject_key,
            declared_at=work.now,
            declared_by=work.actor,
        )
    )
    work.note("relation.declared", person_id, kind=relation.kind.value)
