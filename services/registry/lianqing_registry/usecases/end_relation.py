"""End a relation; never one's own, and never unseen. Source: 监察法 Art. 67."""

from lianqing_registry.errors.conduct import OwnRelationError
from lianqing_registry.store import relations
from lianqing_registry.store.tables import RelationRow
from lianqing_registry.usecases.list_relations import is_about
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError


async def end_relation(
    work: Work, actor: Actor, relation_id: str, *, reason: str
) -> RelationRow:
    """End a relation and keep it as history; ending it again changes nothing.

    Raises:
        NotFoundError: There is none, or it is to the actor or somebody close to him.
        OwnRelationError: It keeps the actor himself out.
    """
    row = await relations.relation_to_change(work.session, relation_id)
    if row is None or is_about(actor, row):
        raise NotFoundError("这条回避关系")
    if row.person_id == actor.person_id:
        raise OwnRelationError
    if row.ended_at is None:
        row.ended_at = work.now
        row.ended_by = actor.person_id
        row.end_reason = reason
        work.note("relation.ended", row.person_id, relation=relation_id)
        await work.session.flush()
    return row
