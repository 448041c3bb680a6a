"""Answer requests about units and their credentials.

Role and token are checked before a handler is called; scope in the use cases.
"""

from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.change_unit import change_unit
from lianqing_registry.usecases.import_units import export_units, import_units
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_registry.usecases.show_unit import list_units, search_units, show_unit
from lianqing_registry.usecases.suspend_unit import resume_unit, suspend_unit
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import network as n
from lianqing_shared.contracts import units as u
from lianqing_shared.contracts.base import Done
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class UnitDesk:
    """Answers about units and their credentials."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(n.ListUnits, self.list_units)
        bus.answers(n.AddUnit, self.add_unit)
        bus.answers(n.RevokeUnit, self.revoke_unit)
        bus.answers(n.RecordCredential, self.record_credential)
        bus.answers(u.SearchUnits, self.search_units)
        bus.answers(u.ShowUnit, self.show_unit)
        bus.answers(u.ChangeUnit, self.change_unit)
        bus.answers(u.SuspendUnit, self.suspend_unit)
        bus.answers(u.ResumeUnit, self.resume_unit)
        bus.answers(u.MergeUnit, self.merge_unit)
        bus.answers(u.ImportUnits, self.import_units)
        bus.answers(u.ExportUnits, self.export_units)

    async def list_units(self, ask: n.ListUnits, actor: Actor) -> n.UnitPage:
        """Answer with the network's upper levels, or all of a small one."""
        return await list_units(self._database, actor)

    async def search_units(self, ask: u.SearchUnits, actor: Actor) -> u.UnitHits:
        """Answer with a page of what was found."""
        return await search_units(self._database, ask)

    async def show_unit(self, ask: u.ShowUnit, actor: Actor) -> u.UnitDetail:
        """Answer with one unit."""
        return await show_unit(self._database, ask.code, actor)

    async def change_unit(self, ask: u.ChangeUnit, actor: Actor) -> n.UnitView:
        """Change or move a unit."""
        async with self._database.work(actor=actor.person_id) as work:
            return await change_unit(work, ask)

    async def suspend_unit(self, ask: u.SuspendUnit, actor: Actor) -> n.UnitView:
        """Pause a unit."""
        async with self._database.work(actor=actor.person_id) as work:
            return await suspend_unit(work, ask.code, reason=ask.reason)

    async def resume_unit(self, ask: u.ResumeUnit, actor: Actor) -> n.UnitView:
        """Let a unit go on."""
        async with self._database.work(actor=actor.person_id) as work:
            return await resume_unit(work, ask.code, reason=ask.reason)

    async def merge_unit(self, ask: u.MergeUnit, actor: Actor) -> n.UnitView:
        """Merge a unit into another."""
        async with self._database.work(actor=actor.person_id) as work:
            return await merge_unit(work, ask.code, into=ask.into, reason=ask.reason)

    async def add_unit(self, ask: n.AddUnit, actor: Actor) -> n.UnitView:
        """Add a unit."""
        draft = UnitDraft(
            code=ask.code,
            name=ask.name,
            kind=ask.kind,
            kind_text=ask.kind_text,
            parent=ask.parent,
            area_code=ask.area_code,
            leader=ask.leader,
            deputy=ask.deputy,
            position=ask.position,
            aliases=ask.aliases,
            remark=ask.remark,
        )
        async with self._database.work(actor=actor.person_id) as work:
            return await add_unit(work, draft)

    async def revoke_unit(self, ask: n.RevokeUnit, actor: Actor) -> n.UnitView:
        """Take a unit's access away."""
        async with self._database.work(actor=actor.person_id) as work:
            return await revoke_unit(work, ask.code, reason=ask.reason)

    async def record_credential(self, ask: n.RecordCredential, actor: Actor) -> Done:
        """Record a credential."""
        async with self._database.work(actor=actor.person_id) as work:
            await record_credential(
                work, ask.unit, public_key=ask.public_key, issued_at=ask.issued_at
            )
            return Done(id=ask.unit, at=work.now)

    async def import_units(self, ask: u.ImportUnits, actor: Actor) -> u.UnitsImported:
        """Take units from a spreadsheet."""
        return await import_units(self._database, ask, actor)

    async def export_units(self, ask: u.ExportUnits, actor: Actor) -> u.UnitsFile:
        """Give units as a spreadsheet."""
        return await export_units(self._database, ask, actor)
