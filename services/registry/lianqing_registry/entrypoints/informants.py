"""Answer requests about invited informants.

Role and token are checked before a handler is called; scope in the use cases.
"""

from lianqing_registry.usecases.keep_informants import (
    apply_informant,
    file_informant,
    record_on_informant,
)
from lianqing_registry.usecases.look_up import (
    list_informants,
)
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class InformantDesk:
    """Answers about invited informants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(i.ListInformants, self.list_informants)
        bus.answers(i.ApplyInformant, self.apply_informant)
        bus.answers(i.FileInformant, self.file_informant)
        bus.answers(i.TrainInformant, self.train_informant)

    async def list_informants(
        self, ask: i.ListInformants, actor: Actor
    ) -> i.InformantPage:
        """Answer with the informants' database."""
        return await list_informants(self._database, actor)

    async def apply_informant(
        self, ask: i.ApplyInformant, actor: Actor
    ) -> i.InformantView:
        """Apply for an informant."""
        async with self._database.work(actor=actor.person_id) as work:
            return await apply_informant(
                work,
                actor,
                name=ask.name,
                background=ask.background,
                recruiter=ask.recruiter,
            )

    async def file_informant(
        self, ask: i.FileInformant, actor: Actor
    ) -> i.InformantFiled:
        """File an informant."""
        async with self._database.work(actor=actor.person_id) as work:
            filed = await file_informant(work, actor, ask.person_id)
            return i.InformantFiled(informant=filed)

    async def train_informant(
        self, ask: i.TrainInformant, actor: Actor
    ) -> i.InformantView:
        """Record a training."""
        async with self._database.work(actor=actor.person_id) as work:
            return await record_on_informant(
                work,
                actor,
                ask.person_id,
                kind=i.RecordKind.TRAINING,
                on=ask.on,
                text=ask.course.reveal(),
            )
