"""Messages about people: sessions, accounts, roles, entry clerks.

Source: plan P1.3.1; architecture section 5; 等保2.0 三员分立.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Done,
    HeardPart,
    PersonalShort,
    PersonId,
    Secret,
    UnitCode,
)
from lianqing_shared.contracts.people import Actor, Role


class SessionOpened(HeardPart):
    """A session: its token, and what the console needs to greet the person."""

    token: Secret
    """Signed actor token; put it into the header of every request."""
    refresh: Secret
    """Opaque; renews the token until logged out or idle too long."""
    actor: Actor
    unit_name: str
    must_change_password: bool = False


class OpenSession(Ask[SessionOpened]):
    """Log in. The one answer to a wrong name, password or code is the same."""

    topic: ClassVar = topology.OPEN_SESSION
    answer: ClassVar[type[BaseModel]] = SessionOpened
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Secret


class RenewSession(Ask[SessionOpened]):
    """Ask for a fresh token."""

    topic: ClassVar = topology.RENEW_SESSION
    answer: ClassVar[type[BaseModel]] = SessionOpened
    refresh: Secret


class CloseSession(Ask[Done]):
    """Log out; the refresh secret is void from now on."""

    topic: ClassVar = topology.CLOSE_SESSION
    answer: ClassVar[type[BaseModel]] = Done
    refresh: Secret


class ChangePassword(Ask[Done]):
    """Change one's own password; the person's other sessions end."""

    topic: ClassVar = topology.CHANGE_PASSWORD
    answer: ClassVar[type[BaseModel]] = Done
    old: Secret
    new: Secret


class PersonView(HeardPart):
    """A person as administrators see him."""

    person_id: PersonId
    login: str
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    is_active: bool


class PeoplePage(HeardPart):
    """By unit, then name."""

    people: tuple[PersonView, ...]


class ListPeople(Ask[PeoplePage]):
    """List people."""

    topic: ClassVar = topology.LIST_PEOPLE
    answer: ClassVar[type[BaseModel]] = PeoplePage
    unit: UnitCode | None = None


class AddPerson(Ask[PersonView]):
    """Add a person with an initial password."""

    topic: ClassVar = topology.ADD_PERSON
    answer: ClassVar[type[BaseModel]] = PersonView
    login: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{1,31}$")]
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    password: Secret


class AppointClerk(Ask[PersonView]):
    """Appoint an entry clerk: one or two per unit, never three. Source: P1.3.1."""

    topic: ClassVar = topology.APPOINT_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode


class DismissClerk(Ask[PersonView]):
    """End an entry clerk's appointment."""

    topic: ClassVar = topology.DISMISS_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode
