"""Say what each credential may do on the bus, in other words than those that grant it.

`security.grants` writes the permissions; this module reads the table of subjects a
second time and never that module, so that a mistake in one stands out against the
other. `probing` puts the probes to a server; the test of permissions and
`lianqing doctor` both use them. Source: architecture 4.1; reliability research 4.4.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lianqing_shared.contracts.streams import ConsumerSpec, consumers, unit_consumer
from lianqing_shared.contracts.topology import (
    REPORT_ACCEPTED,
    TOPICS,
    Kind,
    Principal,
    StreamName,
)

PROVISION, SYSTEM = "provision", "system"
SERVICES = tuple(found.value for found in Principal if found is not Principal.UNIT)
NOWHERE = "probe.nowhere"
"""Everybody may publish to it and nobody may listen: what a probe's trace is for."""
_ROOT = TOPICS[0].base.partition(".")[0]
_API, _STORE_API = "$JS.API", "STORE.API"
_UNIT = "unit-"
_NEVER = 4_611_686_018_427_387_904
"""A sequence that no stream will reach: an ack of it settles nothing."""
_UNKNOWN = tuple(
    f"{_ROOT}.{kind}.{who}.probe.tried.v1" for kind in Kind for who in SERVICES
)
"""Subjects that no table knows: only a permission with a wildcard lets one pass."""
_STREAM_VERBS = (
    *("INFO", "UPDATE", "PURGE", "DELETE", "MSG.GET", "MSG.DELETE"),
    *("SNAPSHOT", "RESTORE", "LEADER.STEPDOWN", "PEER.REMOVE"),
)
_CONSUMER_VERBS = (
    *("INFO", "MSG.NEXT", "DELETE", "DURABLE.CREATE", "CREATE", "PAUSE", "UNPIN"),
    *("LEADER.STEPDOWN", "RESET"),
)
_LOOKS = ("INFO", "LIST", "NAMES", "MSG.GET", "MSG.NEXT", "DIRECT.GET")
"""What provision may be seen to ask; the rest of its API changes something."""


class Act(StrEnum):
    """What is tried; the first two as the server names them in a refusal."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscription"
    JOIN = "queue"
    """Subscribe as a member of a queue group; it has had holes of its own."""


@dataclass(frozen=True, slots=True, order=True)
class Probe:
    """One thing tried with one credential."""

    act: Act
    subject: str


class Matrix:
    """The probes of one installation, and what each credential must get away with.

    Of many units two stand for all others: the rules differ by no unit's name.
    """

    def __init__(self, units: Sequence[str]) -> None:
        """Take the codes of the units that were issued a credential."""
        self.units = tuple(units)
        self.credentials: tuple[str, ...] = (
            *SERVICES,
            *(f"{_UNIT}{code}" for code in self.units),
            PROVISION,
            SYSTEM,
        )

    def probes(self, name: str) -> list[Probe]:
        """Return all that is tried with one credential.

        Provision is not tried where the API would change something: it may do all.
        """
        said, heard = self._publications(name), self._subscriptions(name)
        found = [Probe(Act.PUBLISH, subject) for subject in said]
        for act in (Act.SUBSCRIBE, Act.JOIN):
            found += [Probe(act, subject) for subject in heard]
        return [one for one in found if not _changes_store(name, one)]

    def expected(self, name: str) -> frozenset[Probe]:
        """Return those of its probes that must not be refused."""
        may = {Act.PUBLISH: self.may_publish(name)}
        may[Act.SUBSCRIBE] = may[Act.JOIN] = self.may_subscribe(name)
        return frozenset(
            one for one in self.probes(name) if one.subject in may[one.act]
        )

    def may_publish(self, name: str) -> set[str]:
        """Return the subjects of its probes that one credential may publish to."""
        units = self._seen_by(name)
        if name == SYSTEM:
            return {NOWHERE, *_starting(self._server_subjects(name), "$SYS.REQ.")}
        if name == PROVISION:
            allowed = {NOWHERE, *_starting(self._server_subjects(name), f"{_API}.")}
            for topic in TOPICS:
                if topic.stream is not None:
                    to_units = topic.per_unit
                    allowed |= {*map(topic.to, units)} if to_units else {topic.base}
            return allowed
        who = Principal.UNIT if name.startswith(_UNIT) else Principal(name)
        allowed = {NOWHERE}
        for topic in TOPICS:
            if who in topic.said_by:
                to_units = topic.per_unit and who is not Principal.UNIT
                allowed |= {*map(topic.to, units)} if to_units else {topic.base}
        for spec in self._consumers(name):
            if spec.durable == name:
                place = f"{spec.stream}.{spec.durable}"
                allowed |= {f"{_STORE_API}.CONSUMER.INFO.{place}", _ack(spec)}
                allowed.add(f"{_STORE_API}.CONSUMER.MSG.NEXT.{place}")
        return allowed

    def may_subscribe(self, name: str) -> set[str]:
        """Return the subjects of its probes that one credential may listen to."""
        allowed = {f"_INBOX_{name}.>"}
        for topic in TOPICS:
            if topic.stream is None and name in topic.heard_by:
                allowed.add(topic.base)
        if name == Principal.CONSOLE:
            shown = (Principal.GRADING, Principal.NOTIFY)
            feeds = (
                *(f"{_ROOT}.{Kind.EVENT}.{owner}." for owner in shown),
                REPORT_ACCEPTED.base,
            )
            allowed |= {*_starting(self._subscriptions(name), feeds)}
        return allowed

    def _seen_by(self, name: str) -> tuple[str, ...]:
        own = name.removeprefix(_UNIT) if name.startswith(_UNIT) else ""
        others = [code for code in self.units if code != own][:2]
        return (own, *others) if own else tuple(others)

    def _consumers(self, name: str) -> tuple[ConsumerSpec, ...]:
        return (*consumers(), *map(unit_consumer, self._seen_by(name)))

    def _inboxes(self, name: str) -> list[str]:
        units = (f"{_UNIT}{code}" for code in self._seen_by(name))
        return [f"_INBOX_{one}" for one in (*SERVICES, *units, PROVISION, SYSTEM)]

    def _table(self, name: str) -> Iterator[str]:
        for topic in TOPICS:
            yield topic.base
            if topic.per_unit:
                yield from map(topic.to, self._seen_by(name))

    def _publications(self, name: str) -> list[str]:
        return [
            *self._table(name),
            *_UNKNOWN,
            *self._server_subjects(name),
            *(f"{box}.probe" for box in self._inboxes(name)),
            *("_INBOX.probe", "_R_.x", "$SRV.PING", "other", NOWHERE),
        ]

    def _server_subjects(self, name: str) -> Iterator[str]:
        for api in (_API, _STORE_API):
            yield from (f"{api}.INFO", f"{api}.ACCOUNT.PURGE.X")
            yield from (f"{api}.STREAM.{verb}" for verb in ("LIST", "NAMES"))
            yield from (f"{api}.STREAM.CREATE.X", f"{api}.META.LEADER.STEPDOWN")
            for stream, verb in itertools.product(StreamName, _STREAM_VERBS):
                yield f"{api}.STREAM.{verb}.{stream}"
            for stream in StreamName:
                yield from (f"{api}.DIRECT.GET.{stream}", f"{api}.CONSUMER.X.{stream}")
                yield from (f"{api}.CONSUMER.{v}.{stream}" for v in ("LIST", "NAMES"))
            for spec, verb in itertools.product(self._consumers(name), _CONSUMER_VERBS):
                yield f"{api}.CONSUMER.{verb}.{spec.stream}.{spec.durable}"
        for spec in self._consumers(name):
            yield _ack(spec)
            yield f"$JS.FC.{spec.stream}.{spec.durable}.x"
        requests = ("SERVER.PING", "USER.INFO", "CLAIMS.UPDATE", "CLAIMS.DELETE")
        yield from (f"$SYS.REQ.{one}" for one in (*requests, "ACCOUNT.PING.CONNZ"))
        yield from ("$SYS.REQ.SERVER.X.RELOAD", "$SYS.REQ.SERVER.X.KICK")
        yield from ("$SYS.ACCOUNT.X.CONNECT", "$SYS.SERVER.X.CLIENT.AUTH.ERR")
        yield "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.EVENTS.grading"

    def _subscriptions(self, name: str) -> list[str]:
        wide = (
            *(">", "*", "*.>", f"{_ROOT}.>", f"{_ROOT}.*.>", "*.probe", "probe.>"),
            NOWHERE,
            *("$JS.>", "$JS.API.>", "$JS.EVENT.>", "$JS.ACK.>", "$JS.FC.>"),
            *("$SYS.>", "$SYS.REQ.>", "$SRV.>", "$NRG.>", "$KV.>", "$O.>"),
            *("_R_.>", "_GR_.>", "_INBOX.>", f"{_STORE_API}.>"),
        )
        kinds = (f"{_ROOT}.{kind}.>" for kind in Kind)
        owners = (f"{_ROOT}.{kind}.{who}.>" for kind in Kind for who in SERVICES)
        boxes = (f"{box}.>" for box in self._inboxes(name))
        patterns = (topic.pattern for topic in TOPICS if topic.per_unit)
        return [*wide, *kinds, *owners, *boxes, *patterns, *self._table(name)]


def _ack(spec: ConsumerSpec) -> str:
    return f"$JS.ACK.{spec.stream}.{spec.durable}.1.{_NEVER}.{_NEVER}.1.0"


def _starting(
    subjects: Iterator[str] | list[str], with_: str | tuple[str, ...]
) -> set[str]:
    return {subject for subject in subjects if subject.startswith(with_)}


def _changes_store(name: str, probe: Probe) -> bool:
    if name != PROVISION or not probe.subject.startswith(f"{_API}."):
        return False
    return not any(look in probe.subject for look in _LOOKS)
