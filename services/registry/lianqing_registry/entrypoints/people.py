"""Answer requests about people and entry clerks.

Role and token are checked before a handler is called; scope in the use cases.
"""

from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.look_up import (
    list_people,
)
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


class PeopleDesk:
    """Answers about people and entry clerks."""

    def __init__(self, database: Database, gate: Gate) -> None:
        self._database = database
        self._gate = gate

    def register(self, bus: ServiceBus) -> None:
        """Take these requests on."""
        bus.answers(a.ListPeople, self.list_people)
        bus.answers(a.AddPerson, self.add_person)
        bus.answers(a.AppointClerk, self.appoint_clerk)
        bus.answers(a.DismissClerk, self.dismiss_clerk)

    async def list_people(self, ask: a.ListPeople, actor: Actor) -> a.PeoplePage:
        """Answer with people."""
        return await list_people(self._database, actor, unit=ask.unit)

    async def add_person(self, ask: a.AddPerson, actor: Actor) -> a.PersonView:
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

    async def appoint_clerk(self, ask: a.AppointClerk, actor: Actor) -> a.PersonView:
        """Appoint an entry clerk."""
        async with self._database.work(actor=actor.person_id) as work:
            return await appoint_clerk(work, actor, ask.person_id, unit=ask.unit)

    async def dismiss_clerk(self, ask: a.DismissClerk, actor: Actor) -> a.PersonView:
        """End an entry clerk's appointment."""
        async with self._database.work(actor=actor.person_id) as work:
            return await dismiss_clerk(work, actor, ask.person_id, unit=ask.unit)
