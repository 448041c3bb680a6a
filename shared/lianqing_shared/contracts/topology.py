"""The one table of everything that is said on the bus.

Streams, consumers, account permissions, the AsyncAPI document, the reference page and
the permission matrix test are generated from it or checked against it; no other module
spells a subject. Form: `lq.<evt|cmd|qry>.<owner>.<thing>.<verb>.v<N>[.<unit>]`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Principal(StrEnum):
    """Who holds an account on the bus; `UNIT` stands for each member unit."""

    REGISTRY = "registry"
    INTAKE = "intake"
    GRADING = "grading"
    NOTIFY = "notify"
    CONSOLE = "console"
    DESK = "desk"
    """The `lianqing` command, acting for the person who types."""
    UNIT = "unit"


class Kind(StrEnum):
    """What a subject carries."""

    EVENT = "evt"
    COMMAND = "cmd"
    QUERY = "qry"


class StreamName(StrEnum):
    """The streams; see `STREAMS` for their settings."""

    REPORTS = "REPORTS"
    EVENTS = "EVENTS"
    LETTERS = "LETTERS"
    PARKED = "PARKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One subject: who may say it, who hears it, and what travels on it.

    `stream` is None for request and reply. `per_unit` subjects end in the unit's code:
    written by the server's mapping when a unit speaks, by the owner when it speaks to a
    unit. `heard_by` are the services with a durable consumer on it.
    """

    name: str
    kind: Kind
    said_by: tuple[Principal, ...]
    heard_by: tuple[Principal, ...]
    stream: StreamName | None = None
    per_unit: bool = False
    version: int = 1
    source: str
    summary: str

    @property
    def owner(self) -> Principal:
        """The service that defines this subject and is answerable for it."""
        return Principal(self.name.split(".", 1)[0])

    @property
    def base(self) -> str:
        """The subject without a unit; what a unit's own account publishes to."""
        return f"lq.{self.kind}.{self.name}.v{self.version}"

    @property
    def pattern(self) -> str:
        """The subject as a filter: with `*` for the unit where there is one."""
        return f"{self.base}.*" if self.per_unit else self.base

    def to(self, unit: str) -> str:
        """Return the subject for one unit."""
        return f"{self.base}.{unit}"

    @property
    def message(self) -> str:
        """The name of the message class: `intake.report.submit` -> `SubmitReport`.

        Events are noun then past verb (`ReportAccepted`), the rest verb then noun.
        """
        _, thing, verb = self.name.split(".")
        words = [thing, verb] if self.kind is Kind.EVENT else [verb, thing]
        return "".join(part.title() for word in words for part in word.split("_"))


_PEOPLE = (Principal.CONSOLE, Principal.DESK)


def _said(name: str, *heard_by: Principal, summary: str, source: str) -> Topic:
    """Declare an event on the integration log."""
    return Topic(
        name=name,
        kind=Kind.EVENT,
        said_by=(Principal(name.split(".", 1)[0]),),
        heard_by=heard_by,
        stream=StreamName.EVENTS,
        source=source,
        summary=summary,
    )


def _told(name: str, *, summary: str, source: str) -> Topic:
    """Declare an event that one unit reads from its own subject."""
    return Topic(
        name=name,
        kind=Kind.EVENT,
        said_by=(Principal(name.split(".", 1)[0]),),
        heard_by=(Principal.UNIT,),
        stream=StreamName.LETTERS,
        per_unit=True,
        source=source,
        summary=summary,
    )


def _submitted(name: str, *, summary: str, source: str) -> Topic:
    """Declare a command that units send through the stream."""
    return Topic(
        name=name,
        kind=Kind.COMMAND,
        said_by=(Principal.UNIT,),
        heard_by=(Principal(name.split(".", 1)[0]),),
        stream=StreamName.REPORTS,
        per_unit=True,
        source=source,
        summary=summary,
    )


def _asked(kind: Kind, name: str, *, summary: str, source: str) -> Topic:
    """Declare a request that people make through the console or the command."""
    return Topic(
        name=name,
        kind=kind,
        said_by=_PEOPLE,
        heard_by=(Principal(name.split(".", 1)[0]),),
        source=source,
        summary=summary,
    )


def _do(name: str, summary: str, source: str) -> Topic:
    return _asked(Kind.COMMAND, name, summary=summary, source=source)


def _get(name: str, summary: str, source: str) -> Topic:
    return _asked(Kind.QUERY, name, summary=summary, source=source)


_P = Principal

# --- what units send
SUBMIT_REPORT = _submitted(
    "intake.report.submit",
    summary="A unit submits one report.",
    source="P1.1.2, P1.3.1",
)
ACKNOWLEDGE_LETTER = _submitted(
    "notify.letter.acknowledge",
    summary="A unit's adapter has stored a letter and signs for it.",
    source="domain 2.1",
)
REPLY_LETTER = _submitted(
    "notify.letter.reply",
    summary="A unit answers a letter through its adapter.",
    source="part 4",
)

# --- what one unit is told
REPORTS_RECEIPTED = _told(
    "intake.reports.receipted",
    summary="The centre's signed receipt for submissions of one unit.",
    source="P1.3.1",
)
LETTER_SERVED = _told(
    "notify.letter.served",
    summary="A letter for this unit, with its PDF.",
    source="part 4",
)
LIFTING_SERVED = _told(
    "notify.lifting.served",
    summary="The notice that a warning on this unit is lifted.",
    source="domain 1.4",
)
PROMPT_SERVED = _told(
    "notify.prompt.served",
    summary="A reminder, or an answer returned or refused, in words for the clerk.",
    source="domain 1.4",
)

# --- the integration log
UNIT_CHANGED = _said(
    "registry.unit.changed",
    _P.INTAKE,
    _P.GRADING,
    _P.NOTIFY,
    summary="A unit was added, changed, suspended or revoked; carries all of it.",
    source="P1.0",
)
CALENDAR_PUBLISHED = _said(
    "registry.calendar.published",
    _P.NOTIFY,
    summary="The working days of a year, as the State Council fixed them.",
    source="domain 3.5",
)
REPORT_ACCEPTED = _said(
    "intake.report.accepted",
    _P.GRADING,
    summary="A report passed screening; carries what grading needs, no reporter.",
    source="P2.1, P2.2",
)
CASE_PROPOSED = _said(
    "grading.case.proposed",
    summary="A report was joined to a case and a level computed from the policy.",
    source="P3.2a",
)
CASE_CHANGED = _said(
    "grading.case.changed",
    summary="A case moved in its life cycle.",
    source="P1.1.3",
)
WARNING_DECIDED = _said(
    "grading.warning.decided",
    _P.NOTIFY,
    summary="The body of the level has decided; a letter may be written.",
    source="P3.2b, P3.2c, P3.2d",
)
WARNING_LIFTED = _said(
    "grading.warning.lifted",
    _P.NOTIFY,
    summary="The warning is lifted; its deadlines end.",
    source="domain 1.4",
)
LETTER_ISSUED = _said(
    "notify.letter.issued",
    _P.GRADING,
    summary="A letter has its number and its PDF.",
    source="part 4",
)
LETTER_ACKNOWLEDGED = _said(
    "notify.letter.acknowledged",
    _P.GRADING,
    summary="The unit has signed for a letter.",
    source="domain 1.4",
)
LETTER_REPLIED = _said(
    "notify.letter.replied",
    _P.GRADING,
    summary="The unit has answered a letter.",
    source="domain 1.4",
)
LETTER_OVERDUE = _said(
    "notify.letter.overdue",
    _P.GRADING,
    summary="The day of reply has passed without one.",
    source="domain 1.4",
)
REPLY_ACCEPTED = _said(
    "notify.reply.accepted",
    _P.GRADING,
    summary="The centre accepts a reply.",
    source="domain 1.4",
)
REPLY_RETURNED = _said(
    "notify.reply.returned",
    _P.GRADING,
    summary="The centre sends a reply back to be done again.",
    source="domain 1.4",
)

# --- registry: requests
OPEN_SESSION = _do("registry.session.open", "A person logs in.", "P1.3.1")
RENEW_SESSION = _do(
    "registry.session.renew", "A session asks for a fresh token.", "P1.3.1"
)
CLOSE_SESSION = _do("registry.session.close", "A person logs out.", "P1.3.1")
CHANGE_PASSWORD = _do(
    "registry.password.change", "A person changes his own password.", "domain 4.2"
)
LIST_UNITS = _get("registry.units.list", "The network's units.", "P1.0")
ADD_UNIT = _do("registry.unit.add", "Add a unit to the network.", "P1.0, P1.2.2")
REVOKE_UNIT = _do("registry.unit.revoke", "Take a unit's access away.", "P1.0")
RECORD_CREDENTIAL = _do(
    "registry.credential.record", "Record a credential issued for a unit.", "P1.1.2"
)
LIST_PEOPLE = _get("registry.people.list", "People, their units and roles.", "P1.3.1")
ADD_PERSON = _do(
    "registry.person.add", "Add a person with roles and a password.", "P1.3.1"
)
APPOINT_CLERK = _do("registry.clerk.appoint", "Appoint an entry clerk.", "P1.3.1")
DISMISS_CLERK = _do(
    "registry.clerk.dismiss", "End an entry clerk's appointment.", "P1.3.1"
)
LIST_INFORMANTS = _get(
    "registry.informants.list", "The informants' database.", "P1.3.2b"
)
APPLY_INFORMANT = _do(
    "registry.informant.apply", "A unit recruits an informant.", "P1.3.2a"
)
FILE_INFORMANT = _do(
    "registry.informant.file", "The centre files an informant.", "P1.3.2a"
)
TRAIN_INFORMANT = _do("registry.informant.train", "Record a training.", "P1.3.2b")
ASSESS_INFORMANT = _do(
    "registry.informant.assess",
    "Record an assessment, reward or punishment.",
    "P1.3.2b",
)

# --- intake: requests
ENTER_REPORT = _do("intake.report.enter", "A clerk enters a report.", "P1.3.1")
SEARCH_REPORTS = _get(
    "intake.reports.search", "Reports by unit, state and text.", "P3.3"
)
SHOW_REPORT = _get("intake.report.show", "One report.", "P3.3")
LIST_QUARANTINE = _get(
    "intake.quarantine.list", "Messages that could not be read.", "P1.3.1"
)

# --- grading: requests
SEARCH_CASES = _get(
    "grading.cases.search", "Cases by state, level, unit, text.", "P3.3"
)
COUNT_CASES = _get("grading.cases.count", "Counts for the desk and statistics.", "P3.3")
SHOW_CASE = _get("grading.case.show", "One case with its explanation.", "P3.2a")
SHOW_POLICY = _get("grading.policy.show", "The policy in force.", "P3.2a")
BEGIN_CASE = _do("grading.case.begin", "Take a case into verification.", "P3.2b")
VERIFY_CASE = _do(
    "grading.case.verify", "Record what verification found.", "P3.2b, P3.3"
)
CONFIRM_CASE = _do("grading.case.confirm", "Unit or centre confirms level 3.", "P3.2b")
CONVENE_CASE = _do("grading.case.convene", "Deputy secretary convenes units.", "P3.2c")
OPINE_CASE = _do("grading.case.opine", "Record a convened unit's opinion.", "P3.2c")
SUBMIT_CASE = _do("grading.case.submit", "The centre submits a level-1 case.", "P3.2d")
DECIDE_CASE = _do(
    "grading.case.decide", "The body of the level decides.", "P3.2c, P3.2d"
)
NOTE_CASE = _do("grading.case.note", "A unit enters progress or a result.", "P1.1.3")
RECHECK_CASE = _do("grading.case.recheck", "Record a re-check.", "domain 1.4")
LIFT_CASE = _do("grading.case.lift", "Lift the warning.", "domain 1.4")
HOLD_MEETING = _do("grading.meeting.hold", "Record a coordination meeting.", "P3.1")
LIST_MEETINGS = _get("grading.meetings.list", "Coordination meetings.", "P3.1")

# --- notify: requests
SEARCH_LETTERS = _get(
    "notify.letters.search", "Letters by case, unit, state.", "part 4"
)
SHOW_LETTER = _get("notify.letter.show", "One letter, with its PDF if asked.", "part 4")
ENTER_REPLY = _do("notify.reply.enter", "A unit's responder replies.", "domain 1.4")
ACCEPT_REPLY = _do("notify.reply.accept", "The centre accepts a reply.", "domain 1.4")
RETURN_REPLY = _do("notify.reply.return", "The centre returns a reply.", "domain 1.4")

TOPICS: tuple[Topic, ...] = tuple(
    value for value in list(globals().values()) if isinstance(value, Topic)
)
"""Every subject there is, in the order above."""


def events_of(owner: Principal) -> str:
    """Return the pattern of every event that one owner says to nobody in particular."""
    return f"lq.{Kind.EVENT}.{owner}.>"
