"""Answer requests about people and entry clerks.

Role and token are checked before a handler is called; scope in the use cases.
"""

from lianqing_registry.domain.people import PersonChanges, PersonDraft
from lianqing_registry.store.people_pages import PeopleWanted
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.change_password import reset_password
from lianqing_registry.usecases.change_person import change_person
from lianqing_registry.usecases.look_up import list_people
from lianqing_registry.usecases.person_record import show_person
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.second_factor import reset_second_factor
from lianqing_registry.usecases.suspend_person import resume_person, suspend_person
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts import accounts as a
from lianqing_shared.contracts import second_factors as f
from lianqing_shared.contracts.base import Done
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
        bus.answers(a.ShowPerson, self.show_person)
        bus.answers(a.ChangePerson, self.change_person)
        bus.answers(a.SuspendPerson, self.suspend_person)
        bus.answers(a.ResumePerson, self.resume_person)
        bus.answers(a.ResetPassword, self.reset_password)
        bus.answers(f.ResetSecondFactor, self.reset_second_factor)
        bus.answers(a.AppointClerk, self.appoint_clerk)
        bus.answers(a.DismissClerk, self.dismiss_clerk)

    async def list_people(self, ask: a.ListPeople, actor: Actor) -> a.PeoplePage:
        """Answer with people."""
        wanted = PeopleWanted(
            unit=ask.unit,
            role=ask.role,
            text=ask.text.reveal(),
            active=ask.active,
            after=ask.after,
            limit=ask.limit,
        )
        return await list_people(self._database, actor, wanted)

    async def add_person(self, ask: a.AddPerson, actor: Actor) -> a.PersonAdded:
        """Add a person."""
        draft = PersonDraft(
            login=ask.login,
            name=ask.name,
            unit=ask.unit,
            roles=ask.roles,
            email=ask.email,
            phone=ask.phone,
        )
        given = ask.password.get_secret_value() if ask.password else None
        return await add_person(
            self._database, self._gate, actor, draft=draft, password=given
        )

    async def show_person(self, ask: a.ShowPerson, actor: Actor) -> a.PersonRecord:
        """Answer with a person's record."""
        return await self._record(actor, ask.person_id)

    async def change_person(self, ask: a.ChangePerson, actor: Actor) -> a.PersonRecord:
        """Change what is told of a person."""
        changes = PersonChanges(
            name=ask.name, unit=ask.unit, email=ask.email, phone=ask.phone
        )
        async with self._database.work(actor=actor.person_id) as work:
            warnings = await change_person(work, actor, ask.person_id, changes=changes)
        return await self._record(actor, ask.person_id, warnings)

    async def suspend_person(
        self, ask: a.SuspendPerson, actor: Actor
    ) -> a.PersonRecord:
        """Shut a person out."""
        async with self._database.work(actor=actor.person_id) as work:
            warnings = await suspend_person(
                work, actor, ask.person_id, reason=ask.reason
            )
        return await self._record(actor, ask.person_id, warnings)

    async def resume_person(self, ask: a.ResumePerson, actor: Actor) -> a.PersonRecord:
        """Let a person in again."""
        async with self._database.work(actor=actor.person_id) as work:
            warnings = await resume_person(
                work, actor, ask.person_id, reason=ask.reason
            )
        return await self._record(actor, ask.person_id, warnings)

    async def reset_password(
        self, ask: a.ResetPassword, actor: Actor
    ) -> a.PasswordGiven:
        """Give a person a new initial password."""
        return await reset_password(self._database, self._gate, actor, ask.person_id)

    async def reset_second_factor(self, ask: f.ResetSecondFactor, actor: Actor) -> Done:
        """Take a lost second factor off a person's account."""
        async with self._database.work(actor=actor.person_id) as work:
            await reset_second_factor(work, actor, ask.person_id, reason=ask.reason)
        return Done(id=ask.person_id)

    async def _record(
        self, actor: Actor, person_id: str, warnings: tuple[str, ...] = ()
    ) -> a.PersonRecord:
        return await show_person(
            self._database, self._gate, actor, person_id=person_id, warnings=warnings
        )

    async def appoint_clerk(self, ask: a.AppointClerk, actor: Actor) -> a.PersonView:
        """Appoint an entry clerk."""
        async with self._database.work(actor=actor.person_id) as work:
            return await appoint_clerk(
                work,
                actor,
                ask.person_id,
                unit=ask.unit,
                qualification=ask.qualification,
            )

    async def dismiss_clerk(self, ask: a.DismissClerk, actor: Actor) -> a.PersonView:
        """End an entry clerk's appointment."""
        async with self._database.work(actor=actor.person_id) as work:
            return await dismiss_clerk(work, actor, ask.person_id, unit=ask.unit)
