"""Answer requests about relations and interference.

Role and token are checked before a handler is called; what is whose in the use cases.
"""

from lianqing_registry.domain.relations import RelationDraft
from lianqing_registry.usecases import list_interferences, list_relations
from lianqing_registry.usecases.declare_relation import declare_relation
from lianqing_registry.usecases.end_relation import end_relation
from lianqing_registry.usecases.record_interference import record_interference
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import conduct as c
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class ConductDesk:
    """Answers about relations and interference."""

    def __init__(self, database: Database, *, digest_key: bytes) -> None:
        self._database = database
        self._digest_key = digest_key

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(c.DeclareRelation, self.declare)
        bus.answers(c.EndRelation, self.end)
        bus.answers(c.ListRelations, self.relations)
        bus.answers(c.RecordInterference, self.record)
        bus.answers(c.ListInterferences, self.interferences)

    async def declare(self, ask: c.DeclareRelation, actor: Actor) -> c.RelationView:
        """Declare a relation."""
        draft = RelationDraft(kind=ask.kind, unit=ask.unit, named=ask.named)
        async with self._database.work(actor=actor.person_id) as work:
            row = await declare_relation(
                work, actor, draft, digest_key=self._digest_key, of=ask.person_id
            )
            (view,) = await list_relations.views(work.session, actor, [row])
            return view

    async def end(self, ask: c.EndRelation, actor: Actor) -> c.RelationView:
        """End a relation."""
        async with self._database.work(actor=actor.person_id) as work:
            row = await end_relation(work, actor, ask.relation_id, reason=ask.reason)
            (view,) = await list_relations.views(work.session, actor, [row])
            return view

    async def relations(self, ask: c.ListRelations, actor: Actor) -> c.RelationPage:
        """List relations."""
        async with self._database.work(actor=actor.person_id) as work:
            return await list_relations.list_relations(
                work,
                actor,
                person_id=ask.person_id,
                own_only=ask.own_only,
                with_ended=ask.with_ended,
            )

    async def record(
        self, ask: c.RecordInterference, actor: Actor
    ) -> c.InterferenceView:
        """Record interference."""
        async with self._database.work(actor=actor.person_id) as work:
            row = await record_interference(
                work, actor, ask, digest_key=self._digest_key
            )
            (view,) = await list_interferences.views(work.session, [row])
            return view

    async def interferences(
        self, ask: c.ListInterferences, actor: Actor
    ) -> c.InterferencePage:
        """Read the register."""
        async with self._database.work(actor=actor.person_id) as work:
            return await list_interferences.list_interferences(
                work, actor, after=ask.after, limit=ask.limit
            )
