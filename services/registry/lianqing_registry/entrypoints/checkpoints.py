"""Hear the checkpoints of all audit logs, and answer who asks for them."""

from collections.abc import Sequence

from lianqing_registry.usecases.keep_checkpoint import Keys, keep_checkpoint
from lianqing_registry.usecases.list_checkpoints import list_checkpoints
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts.auditing import (
    SEALED,
    AuditSealed,
    CheckpointPage,
    ListCheckpoints,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError


class CheckpointDesk:
    """Keeps checkpoints, and lists them."""

    def __init__(self, database: Database, *, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def register(self, bus: ServiceBus) -> None:
        """Take these topics on."""
        for event in SEALED.values():
            bus.hears(event.topic, self.keep)
        bus.answers(ListCheckpoints, self.list)

    async def keep(self, batch: Sequence[Delivered[AuditSealed]]) -> None:
        """Keep a batch of checkpoints.

        The server lets each service speak on its own subject only; what it says there
        about another service's log is refused.
        """
        async with self._database.work() as work:
            for one in batch:
                checkpoint = one.said.checkpoint
                if checkpoint.service != one.topic.owner.value:
                    raise RefusedError("校验点与发送它的服务不符，已保留原文备查。")
                await keep_checkpoint(work, checkpoint, keys=self._keys)

    async def list(self, ask: ListCheckpoints, actor: Actor) -> CheckpointPage:
        """List checkpoints."""
        return await list_checkpoints(self._database, ask)
