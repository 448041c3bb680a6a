"""What a subject is, and the few ways of declaring one.

The table itself is `topology`; this is the form of its rows.
"""

from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override


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
    is_signed: bool = False
    """Whether listeners take it only under its owner's signature."""
    source: str
    summary: str

    @override
    def __hash__(self) -> int:
        """By the name alone, whose hash is kept: every request looks its topic up."""
        return hash(self.name)

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
        What every service has is named with its owner (`SearchIntakeAudit`).
        """
        owner, thing, verb = self.name.split(".")
        noun = [owner, thing] if thing in _EVERYBODYS else [thing]
        words = [*noun, verb] if self.kind is Kind.EVENT else [verb, *noun]
        return "".join(part.title() for word in words for part in word.split("_"))


_EVERYBODYS = frozenset({"audit"})
_PEOPLE = (Principal.CONSOLE, Principal.DESK)


def said(
    name: str,
    *heard_by: Principal,
    summary: str,
    source: str,
    is_bulk: bool = False,
) -> Topic:
    """Declare an event on the integration log; signed unless it comes in bulk.

    Signing and checking cost 165 µs, a report altogether 540 µs: what comes in bulk
    must do no lasting harm when forged instead. Source: ADR 14.
    """
    return Topic(
        name=name,
        kind=Kind.EVENT,
        said_by=(Principal(name.split(".", 1)[0]),),
        heard_by=heard_by,
        stream=StreamName.EVENTS,
        is_signed=bool(heard_by) and not is_bulk,
        source=source,
        summary=summary,
    )


def told(name: str, *, summary: str, source: str) -> Topic:
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


def submitted(name: str, *, summary: str, source: str) -> Topic:
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


def do(name: str, summary: str, source: str) -> Topic:
    """Declare a command that people give."""
    return _asked(Kind.COMMAND, name, summary=summary, source=source)


def get(name: str, summary: str, source: str) -> Topic:
    """Declare a question that people ask."""
    return _asked(Kind.QUERY, name, summary=summary, source=source)


def between(name: str, *said_by: Principal, summary: str, source: str) -> Topic:
    """Declare a question that services ask each other, and no person directly."""
    return Topic(
        name=name,
        kind=Kind.QUERY,
        said_by=said_by,
        heard_by=(Principal(name.split(".", 1)[0]),),
        source=source,
        summary=summary,
    )
