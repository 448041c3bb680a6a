"""Derive from the table of subjects what each account on the bus may do.

JetStream lives in account STORE, which no application uses. Every service, the console,
the command and every unit has an account of its own, with allow-lists for its one user
and imports of exactly what the table grants: two walls, each enough by itself. A unit
speaks on a subject without its code; the server adds the code of the account, so nobody
can speak for another. Replies come to a private inbox that no one else may hear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from lianqing_shared.contracts.streams import (
    STREAMS,
    ConsumerSpec,
    consumers,
    unit_consumer,
)
from lianqing_shared.contracts.topology import (
    REPORT_ACCEPTED,
    TOPICS,
    Principal,
    StreamName,
    Topic,
    events_of,
)
from lianqing_shared.errors import RefusedError

STORE = "store"
SYSTEM = "system"
API = "STORE.API"
"""Where clients find the JetStream API: `connection.jetstream(prefix=API)`."""
PROBE = "probe.nowhere"
"""Where a probe's trace goes. Everybody may say it, nobody may hear it."""
_SERVER_API = "$JS.API"
_CODE = re.compile(r"[a-z][a-z0-9-]{1,31}")

_KB = 1024


class Carries(StrEnum):
    """What an import or export carries: requests with answers, or a feed."""

    SERVICE = "service"
    STREAM = "stream"


class Answers(StrEnum):
    """How many answers one request through an export may have."""

    ONE = "Singleton"
    MANY = "Stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A subject that an account offers to those who hold its activation."""

    subject: str
    carries: Carries = Carries.SERVICE
    answers: Answers = Answers.ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A subject of another account, and the name it has in one's own."""

    exporter: str
    subject: str
    local: str
    carries: Carries = Carries.SERVICE


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one account may use; `payload` in bytes."""

    connections: int
    subscriptions: int
    payload: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """All that one account and its user may do on the bus.

    `hears` are the subjects that its user may subscribe to, the inbox among them;
    `replies` lets it answer a request on the reply subject that the request carried.
    """

    name: str
    says: tuple[str, ...]
    hears: tuple[str, ...]
    imports: tuple[Import, ...] = ()
    exports: tuple[Export, ...] = ()
    replies: bool = False
    keeps_streams: bool = False
    limits: Limits


_SERVICE_LIMITS = Limits(connections=32, subscriptions=512, payload=_KB * _KB)
# A spreadsheet of 45,000 units is 1.3 MB and travels as base 64, both ways.
_SHEET_LIMITS = Limits(connections=32, subscriptions=512, payload=8 * _KB * _KB)
_WITH_SHEETS = frozenset({Principal.REGISTRY, Principal.CONSOLE, Principal.DESK})
# Four, so that a unit whose link broke can return before the server has noticed.
_UNIT_LIMITS = Limits(connections=4, subscriptions=32, payload=256 * _KB)
_OWN_LIMITS = Limits(connections=64, subscriptions=-1, payload=-1)

_FEED = (
    events_of(Principal.GRADING),
    events_of(Principal.NOTIFY),
    REPORT_ACCEPTED.base,
)
"""What the console may subscribe to, to refresh its screens; no JetStream, no acks."""


def unit_name(code: str) -> str:
    """Return the name of a unit's account, credential file and consumer.

    Raises:
        RefusedError: It is no code; a wildcard in it would open others' subjects.
    """
    if _CODE.fullmatch(code) is None:
        message = (
            f"单位代码 {code!r} 不合规：用小写字母开头，只含小写字母、数字和连字符。"
        )
        raise RefusedError(message, code="bad_unit_code")
    return f"{Principal.UNIT}-{code}"


def inbox_prefix(name: str) -> str:
    """Return the private inbox of an account, without the trailing dot."""
    return f"_INBOX_{name}"


def grant(principal: Principal) -> Grant:
    """Return the grant of a service, the console or the command."""
    if principal is Principal.UNIT:
        raise ValueError("a unit's grant needs its code: unit_grant(code)")
    name = principal.value
    reads = [spec for spec in consumers() if spec.durable == name]
    imports = (
        *_stored(principal),
        *_asked(principal),
        *(found for spec in reads for found in _reading(spec)),
    )
    answered = _answered(principal)
    return Grant(
        name=name,
        says=(*(found.local for found in imports), PROBE),
        hears=(_inbox(name), *answered, *(_FEED if _watches(principal) else ())),
        imports=(*imports, *(_feed() if _watches(principal) else ())),
        exports=(
            *(Export(subject=subject) for subject in answered),
            *(
                Export(subject=found.subject, carries=Carries.STREAM)
                for found in _feed()
                if found.exporter == name
            ),
        ),
        replies=bool(answered),
        limits=_SHEET_LIMITS if principal in _WITH_SHEETS else _SERVICE_LIMITS,
    )


def unit_grant(code: str) -> Grant:
    """Return the grant of one unit: it submits, and reads what is addressed to it."""
    name = unit_name(code)
    imports = (
        *(
            Import(exporter=STORE, subject=topic.to(code), local=topic.base)
            for topic in TOPICS
            if Principal.UNIT in topic.said_by
        ),
        *_reading(unit_consumer(code)),
    )
    return Grant(
        name=name,
        says=(*(found.local for found in imports), PROBE),
        hears=(_inbox(name),),
        imports=imports,
        limits=_UNIT_LIMITS,
    )


def store_grant() -> Grant:
    """Return the grant of STORE; its one user provisions streams and replays."""
    return Grant(
        name=STORE,
        says=(f"{_SERVER_API}.>", *_stored_subjects(), PROBE),
        hears=(_inbox("provision"),),
        exports=(
            *(Export(subject=subject) for subject in _stored_subjects()),
            Export(subject=f"{_SERVER_API}.CONSUMER.INFO.*.*"),
            Export(
                subject=f"{_SERVER_API}.CONSUMER.MSG.NEXT.*.*", answers=Answers.MANY
            ),
            Export(subject="$JS.ACK.>"),
        ),
        keeps_streams=True,
        limits=_OWN_LIMITS,
    )


def system_grant() -> Grant:
    """Return the grant of the system account; its user pushes accounts and looks."""
    return Grant(
        name=SYSTEM,
        says=("$SYS.REQ.>", PROBE),
        hears=(_inbox(SYSTEM),),
        limits=_OWN_LIMITS,
    )


def reserved_bytes() -> int:
    """Return the disk that all streams together may take."""
    return sum(spec.max_bytes for spec in STREAMS)


def _inbox(name: str) -> str:
    return f"{inbox_prefix(name)}.>"


def _watches(principal: Principal) -> bool:
    return principal is Principal.CONSOLE


def _stored_subjects() -> tuple[str, ...]:
    return tuple(topic.pattern for topic in TOPICS if topic.stream is not None)


def _stored(principal: Principal) -> Iterator[Import]:
    """Import what a service publishes into the streams; the ack comes back."""
    for topic in TOPICS:
        if topic.stream is not None and principal in topic.said_by:
            yield Import(exporter=STORE, subject=topic.pattern, local=topic.pattern)


def _asked(principal: Principal) -> Iterator[Import]:
    """Import the requests that may be made of the services that answer them."""
    for topic in TOPICS:
        if topic.stream is None and principal in topic.said_by:
            yield Import(
                exporter=topic.owner.value, subject=topic.base, local=topic.base
            )


def _answered(principal: Principal) -> tuple[str, ...]:
    return tuple(
        topic.base
        for topic in TOPICS
        if topic.stream is None and principal in topic.heard_by
    )


def _reading(spec: ConsumerSpec) -> Iterator[Import]:
    """Import the three subjects by which one durable consumer is read.

    The API goes under another prefix: in an account without JetStream the server
    itself answers on `$JS.API`, with an error.
    """
    place = f"{spec.stream}.{spec.durable}"
    for verb in ("CONSUMER.INFO", "CONSUMER.MSG.NEXT"):
        yield Import(
            exporter=STORE,
            subject=f"{_SERVER_API}.{verb}.{place}",
            local=f"{API}.{verb}.{place}",
        )
    acks = f"$JS.ACK.{place}.>"
    yield Import(exporter=STORE, subject=acks, local=acks)


def _feed() -> tuple[Import, ...]:
    """Import the events that screens show, one by one: no unit's letters.

    They come from the speaker's account: a server does not pass on to a stream import
    what reached STORE by a service import (nats-server issue 8338).
    """
    return tuple(
        Import(
            exporter=topic.owner.value,
            subject=topic.base,
            local=topic.base,
            carries=Carries.STREAM,
        )
        for topic in TOPICS
        if topic.stream is StreamName.EVENTS and _is_shown(topic)
    )


def _is_shown(topic: Topic) -> bool:
    return topic.owner in (Principal.GRADING, Principal.NOTIFY) or topic.base in _FEED
