"""Answer requests about changes of roles and who agrees to them."""

from collections.abc import Awaitable, Callable

from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.store.role_changes import Wanted
from lianqing_registry.store.tables import RoleChangeRow
from lianqing_registry.usecases.change_roles import (
    approve_role_change,
    refuse_role_change,
    request_role_change,
    withdraw_role_change,
)
from lianqing_registry.usecases.role_change_views import (
    list_role_changes,
    view_change,
)
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import role_changes as rc
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database, Work


class RoleDesk:
    """Answers about changes of roles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(rc.RequestRoleChange, self.request)
        bus.answers(rc.ApproveRoleChange, self.approve)
        bus.answers(rc.RefuseRoleChange, self.refuse)
        bus.answers(rc.WithdrawRoleChange, self.withdraw)
        bus.answers(rc.ListRoleChanges, self.list_changes)

    async def request(
        self, ask: rc.RequestRoleChange, actor: Actor
    ) -> rc.RoleChangeView:
        """Ask for a change."""
        delta = RoleDelta(add=frozenset(ask.add), drop=frozenset(ask.drop))
        return await self._done(
            actor,
            lambda work: request_role_change(
                work, actor, ask.person_id, delta=delta, reason=ask.reason
            ),
        )

    async def approve(
        self, ask: rc.ApproveRoleChange, actor: Actor
    ) -> rc.RoleChangeView:
        """Approve a change."""
        return await self._done(
            actor,
            lambda work: approve_role_change(
                work, actor, ask.change_id, version=ask.version
            ),
        )

    async def refuse(self, ask: rc.RefuseRoleChange, actor: Actor) -> rc.RoleChangeView:
        """Refuse a change."""
        return await self._done(
            actor,
            lambda work: refuse_role_change(
                work, actor, ask.change_id, reason=ask.reason
            ),
        )

    async def withdraw(
        self, ask: rc.WithdrawRoleChange, actor: Actor
    ) -> rc.RoleChangeView:
        """Take a request back."""
        return await self._done(
            actor, lambda work: withdraw_role_change(work, actor, ask.change_id)
        )

    async def list_changes(
        self, ask: rc.ListRoleChanges, actor: Actor
    ) -> rc.RoleChangePage:
        """Answer with changes."""
        wanted = Wanted(
            state=ask.state, person_id=ask.person_id, after=ask.after, limit=ask.limit
        )
        return await list_role_changes(self._database, actor, wanted)

    async def _done(
        self, actor: Actor, change: Callable[[Work], Awaitable[RoleChangeRow]]
    ) -> rc.RoleChangeView:
        async with self._database.work(actor=actor.person_id) as work:
            return await view_change(work.session, await change(work), actor)
