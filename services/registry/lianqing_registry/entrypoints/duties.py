"""Answer requests about clerks' appointments, schedules of reporting, and gaps.

Role and token are checked before a handler is called; scope in the use cases.
"""

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.usecases.check_network import check_network
from lianqing_registry.usecases.list_clerks import list_clerks
from lianqing_registry.usecases.list_network_gaps import list_network_gaps
from lianqing_registry.usecases.replace_clerk import replace_clerk
from lianqing_registry.usecases.schedules import list_schedules, set_schedule
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import duties as d
from lianqing_shared.contracts import network_gaps as g
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class DutyDesk:
    """Answers about who must do what by when, and what is missing."""

    def __init__(
        self, database: Database, *, digest_key: bytes, rule: InformantRule
    ) -> None:
        self._database = database
        self._digest_key = digest_key
        self._rule = rule

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(d.ListClerks, self.list_clerks)
        bus.answers(d.ReplaceClerk, self.replace_clerk)
        bus.answers(d.ListSchedules, self.list_schedules)
        bus.answers(d.SetSchedule, self.set_schedule)
        bus.answers(g.ListNetworkGaps, self.list_gaps)
        bus.answers(g.CheckNetworkGaps, self.check_gaps)

    async def list_clerks(self, ask: d.ListClerks, actor: Actor) -> d.ClerkPage:
        """Answer with appointments."""
        return await list_clerks(self._database, actor, ask)

    async def replace_clerk(self, ask: d.ReplaceClerk, actor: Actor) -> d.ClerkPage:
        """Replace a clerk; answer with the unit's clerks."""
        async with self._database.work(actor=actor.person_id) as work:
            await replace_clerk(work, actor, ask)
        return await list_clerks(self._database, actor, d.ListClerks(unit=ask.unit))

    async def list_schedules(
        self, ask: d.ListSchedules, actor: Actor
    ) -> d.SchedulePage:
        """Answer with who owes word when."""
        return await list_schedules(self._database, unit=ask.unit)

    async def set_schedule(self, ask: d.SetSchedule, actor: Actor) -> d.SchedulePage:
        """Set a rule of reporting."""
        async with self._database.work(actor=actor.person_id) as work:
            return await set_schedule(work, ask)

    async def list_gaps(self, ask: g.ListNetworkGaps, actor: Actor) -> g.NetworkGapPage:
        """Answer with what is missing."""
        return await list_network_gaps(self._database, actor, ask)

    async def check_gaps(
        self, ask: g.CheckNetworkGaps, actor: Actor
    ) -> g.NetworkGapPage:
        """Look through the network now."""
        async with self._database.work(actor=actor.person_id) as work:
            await check_network(work, digest_key=self._digest_key, rule=self._rule)
        return await list_network_gaps(self._database, actor, g.ListNetworkGaps())
