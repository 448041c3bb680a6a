"""Messages about people: sessions, accounts, roles, entry clerks.

Source: plan P1.3.1; architecture section 5; 等保2.0 三员分立.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import (
    Ask,
    Done,
    HeardPart,
    Moment,
    PersonalShort,
    PersonId,
    Secret,
    UnitCode,
)
from lianqing_shared.contracts.people import Actor, Pending, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeView, RolesAwaited

SessionId = Annotated[str, StringConstraints(pattern=r"^se_[0-9a-z]{26}$")]
Origin = Annotated[Personal, Field(min_length=1, max_length=120)]
"""Where somebody logs in from, in the console's words; may tell of a person."""
Email = Annotated[Personal, Field(max_length=254)]
Phone = Annotated[Personal, Field(max_length=30)]


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
    """Log in. The one answer to a wrong name, password or code is the same.

    With the right password but no code, where one is needed, the refusal has the code
    `code_needed` and no session is opened: ask again with name, password and code. A
    recovery code is taken in place of the app's.
    """

    topic: ClassVar = topology.OPEN_SESSION
    answer: ClassVar[type[BaseModel]] = SessionOpened
    login: Annotated[str, Field(min_length=1, max_length=64)]
    password: Secret
    code: Secret | None = None
    origin: Origin | None = None


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
    """Change one's own password; the person's other sessions end.

    A duty to change it is done with the session's next token: renew the session.
    """

    topic: ClassVar = topology.CHANGE_PASSWORD
    answer: ClassVar[type[BaseModel]] = Done
    old: Secret
    new: Secret


class PasswordRules(HeardPart):
    """The rules for passwords in force, for pages to print. Source: domain 4.2."""

    least_length: int
    least_length_administrators: int
    longest_length: int
    classes: int
    """Of capitals, small letters, digits and symbols, how many must be there."""
    history: int
    """How many former passwords must not come again."""
    max_age_days: int
    """After so many days it must be changed; 0 for never."""
    initial_hours: int
    """How long an initial password opens."""
    lock_failures: int
    lock_first_s: int
    idle_s: int
    absolute_s: int
    sentences: tuple[str, ...]
    """All of it in words, in Chinese."""


class ShowPasswordRules(Ask[PasswordRules]):
    """Read the rules for passwords."""

    topic: ClassVar = topology.SHOW_PASSWORD_RULES
    answer: ClassVar[type[BaseModel]] = PasswordRules


class AccountView(HeardPart):
    """A person's own account."""

    login: str
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    pending: tuple[Pending, ...] = ()
    password_changed_at: Moment | None = None
    password_ends_at: Moment | None = None
    """When it must be changed next; None for never."""
    second_factor_since: Moment | None = None
    second_factor_required: bool = False
    recovery_codes_left: int = 0
    roles_awaited: RolesAwaited | None = None
    """Roles that were asked for him and do not count; None where there are none."""


class ShowAccount(Ask[AccountView]):
    """Look at one's own account."""

    topic: ClassVar = topology.SHOW_ACCOUNT
    answer: ClassVar[type[BaseModel]] = AccountView


class SessionView(HeardPart):
    """One of a person's own sessions that is open."""

    session_id: SessionId
    opened_at: Moment
    last_seen_at: Moment
    ends_at: Moment
    is_this: bool
    origin: Origin | None = None


class SessionPage(HeardPart):
    """Newest first."""

    sessions: tuple[SessionView, ...]


class ListSessions(Ask[SessionPage]):
    """List one's own open sessions."""

    topic: ClassVar = topology.LIST_SESSIONS
    answer: ClassVar[type[BaseModel]] = SessionPage


class RevokeSession(Ask[Done]):
    """End one of one's own sessions; nobody's else is found."""

    topic: ClassVar = topology.REVOKE_SESSION
    answer: ClassVar[type[BaseModel]] = Done
    session_id: SessionId


class RevokeSessions(Ask[Done]):
    """End all of one's own sessions but this one."""

    topic: ClassVar = topology.REVOKE_SESSIONS
    answer: ClassVar[type[BaseModel]] = Done


class PersonView(HeardPart):
    """A person as administrators see him."""

    person_id: PersonId
    login: str
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    is_active: bool


class PeoplePage(HeardPart):
    """By unit, then log-in; `next` continues, None at the end."""

    people: tuple[PersonView, ...]
    total: int = 0
    next: str | None = None


class ListPeople(Ask[PeoplePage]):
    """Look through people; `text` is found in names and log-ins. No limit: all."""

    topic: ClassVar = topology.LIST_PEOPLE
    answer: ClassVar[type[BaseModel]] = PeoplePage
    unit: UnitCode | None = None
    role: Role | None = None
    text: Annotated[Personal, Field(max_length=100)] = Personal("")
    active: bool | None = None
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] | None = None


class PersonAdded(PersonView):
    """A new person, what to tell him once, and what others must still agree to."""

    initial_password: Secret | None = None
    """Made by the registry and shown once; None where the request brought one."""
    initial_until: Moment | None = None
    """Until when the initial password opens; then it must be reset."""
    role_change: RoleChangeView | None = None
    """The roles asked for, which others must approve; none of them counts yet."""


class AddPerson(Ask[PersonAdded]):
    """Add a person; the registry makes his initial password, which he must change.

    Roles are not given but asked for: see `role_changes`. An entry clerk is added
    without a role and then appointed. A `password` in the request is taken as the
    initial one; leave it out where you can.
    """

    topic: ClassVar = topology.ADD_PERSON
    answer: ClassVar[type[BaseModel]] = PersonAdded
    login: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{1,31}$")]
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]
    password: Secret | None = None
    email: Email | None = None
    phone: Phone | None = None


class PasswordGiven(HeardPart):
    """A new initial password, shown once."""

    initial_password: Secret
    initial_until: Moment


class ResetPassword(Ask[PasswordGiven]):
    """Give somebody a new initial password; his sessions end. Never one's own."""

    topic: ClassVar = topology.RESET_PASSWORD
    answer: ClassVar[type[BaseModel]] = PasswordGiven
    person_id: PersonId


class AppointmentView(HeardPart):
    """A term as entry clerk; `ended_at` is empty while it lasts."""

    unit: UnitCode
    appointed_at: Moment
    ended_at: Moment | None = None


class AccountNote(HeardPart):
    """Something that was done to a person's account, and why."""

    action: str
    """As in the audit log: `person.suspended`, `person.resumed`, …"""
    reason: PersonalShort
    at: Moment
    by: PersonalShort


class PersonRecord(HeardPart):
    """All that administrators may see of a person; nothing of his secrets."""

    person: PersonView
    email: Email | None = None
    phone: Phone | None = None
    added_at: Moment
    last_login_at: Moment | None = None
    pending: tuple[Pending, ...] = ()
    has_second_factor: bool = False
    suspended_at: Moment | None = None
    suspended_reason: PersonalShort | None = None
    appointments: tuple[AppointmentView, ...] = ()
    role_changes: tuple[RoleChangeView, ...] = ()
    """Newest first, pending or over."""
    notes: tuple[AccountNote, ...] = ()
    """Newest first."""
    warnings: tuple[str, ...] = ()
    """What the change just made leaves to be done, in Chinese."""


class ShowPerson(Ask[PersonRecord]):
    """Open a person's record."""

    topic: ClassVar = topology.SHOW_PERSON
    answer: ClassVar[type[BaseModel]] = PersonRecord
    person_id: PersonId


class ChangePerson(Ask[PersonRecord]):
    """Change what is given, leave the rest; an empty e-mail or phone is cleared.

    Moving to another unit ends a clerk's term and takes all roles but an informant's
    away: others agreed to them for the old unit; they are asked for anew.
    """

    topic: ClassVar = topology.CHANGE_PERSON
    answer: ClassVar[type[BaseModel]] = PersonRecord
    person_id: PersonId
    name: PersonalShort | None = None
    unit: UnitCode | None = None
    email: Email | None = None
    phone: Phone | None = None


class SuspendPerson(Ask[PersonRecord]):
    """Shut a person out at once; a clerk's place becomes free."""

    topic: ClassVar = topology.SUSPEND_PERSON
    answer: ClassVar[type[BaseModel]] = PersonRecord
    person_id: PersonId
    reason: PersonalShort


class ResumePerson(Ask[PersonRecord]):
    """Let a person in again, with a new password to be asked for if he forgot."""

    topic: ClassVar = topology.RESUME_PERSON
    answer: ClassVar[type[BaseModel]] = PersonRecord
    person_id: PersonId
    reason: PersonalShort


class AppointClerk(Ask[PersonView]):
    """Appoint an entry clerk: one or two per unit, never three. Source: P1.3.1."""

    topic: ClassVar = topology.APPOINT_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode
    qualification: PersonalShort | None = None
    """Why he is fit: 政治可靠、业务能力强、会电脑."""


class DismissClerk(Ask[PersonView]):
    """End an entry clerk's appointment."""

    topic: ClassVar = topology.DISMISS_CLERK
    answer: ClassVar[type[BaseModel]] = PersonView
    person_id: PersonId
    unit: UnitCode
