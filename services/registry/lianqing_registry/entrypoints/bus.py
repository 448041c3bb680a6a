"""Answer the registry's requests: translate, call one use case, translate back.

Role and token are checked before a handler is called; unit scope inside the use cases.
"""

from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.keep_informants import (
    apply_informant,
    file_informant,
    record_on_informant,
)
from lianqing_registry.usecases.look_up import (
    list_informants,
    list_people,
    list_units,
)
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import network as n
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

    async def list_units(self, ask: n.ListUnits, actor: Actor) -> n.UnitPage:
        """Answer with all units."""
        return await list_units(self._database)

    async def add_unit(self, ask: n.AddUnit, actor: Actor) -> n.UnitView:
        """Add a unit."""
        draft = UnitDraft(
            code=ask.code,
            name=ask.name,
            kind=ask.kind,
            parent=ask.parent,
            area_code=ask.area_code,
            leader=ask.leader,
            aliases=ask.aliases,
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


class PeopleDesk:
    """Answers about people and entry clerks."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(n.ListPeople, self.list_people)
        bus.answers(n.AddPerson, self.add_person)
        bus.answers(n.AppointClerk, self.appoint_clerk)
        bus.answers(n.DismissClerk, self.dismiss_clerk)

    async def list_people(self, ask: n.ListPeople, actor: Actor) -> n.PeoplePage:
        """Answer with people."""
        return await list_people(self._database, actor, unit=ask.unit)

    async def add_person(self, ask: n.AddPerson, actor: Actor) -> n.PersonView:
        """Add a person."""
        draft = PersonDraft(
            login=ask.login, name=ask.name, unit=ask.unit, roles=ask.roles
        )
        return await add_person(
            self._database,
            draft,
            password=ask.password.get_secret_value(),
            passwords=self._gate.passwords,
            by=actor.person_id,
        )

    async def appoint_clerk(self, ask: n.AppointClerk, actor: Actor) -> n.PersonView:
        """Appoint an entry clerk."""
        async with self._database.work(actor=actor.person_id) as work:
            return await appoint_clerk(work, actor, ask.person_id, unit=ask.unit)

    async def dismiss_clerk(self, ask: n.DismissClerk, actor: Actor) -> n.PersonView:
        """End an entry clerk's appointment."""
        async with self._database.work(actor=actor.person_id) as work:
            return await dismiss_clerk(work, actor, ask.person_id, unit=ask.unit)


class InformantDesk:
    """Answers about invited informants."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(n.ListInformants, self.list_informants)
        bus.answers(n.ApplyInformant, self.apply_informant)
        bus.answers(n.FileInformant, self.file_informant)
        bus.answers(n.TrainInformant, self.train_informant)
        bus.answers(n.AssessInformant, self.assess_informant)

    async def list_informants(
        self, ask: n.ListInformants, actor: Actor
    ) -> n.InformantPage:
        """Answer with the informants' database."""
        return await list_informants(self._database, actor)

    async def apply_informant(
        self, ask: n.ApplyInformant, actor: Actor
    ) -> n.InformantView:
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
        self, ask: n.FileInformant, actor: Actor
    ) -> n.InformantView:
        """File an informant."""
        async with self._database.work(actor=actor.person_id) as work:
            return await file_informant(work, actor, ask.person_id)

    async def train_informant(
        self, ask: n.TrainInformant, actor: Actor
    ) -> n.InformantView:
        """Record a training."""
        async with self._database.work(actor=actor.person_id) as work:
            return await record_on_informant(
                work,
                actor,
                ask.person_id,
                kind=n.RecordKind.TRAINING,
                on=ask.on,
                text=ask.text,
            )

    async def assess_informant(
        self, ask: n.AssessInformant, actor: Actor
    ) -> n.InformantView:
        """Record an assessment, reward or punishment."""
        async with self._database.work(actor=actor.person_id) as work:
            return await record_on_informant(
                work,
                actor,
                ask.person_id,
                kind=ask.kind,
                on=ask.on,
                text=ask.text,
                score=ask.score,
            )
