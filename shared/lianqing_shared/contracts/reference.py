"""The reference page of subjects and streams, written from the table."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.refusals import EVERYWHERE, OWN
from lianqing_shared.contracts.streams import STREAMS, StreamSpec, consumers
from lianqing_shared.contracts.topology import TOPICS, Kind, Principal, Topic

_HEADINGS = {
    Kind.COMMAND: "Commands",
    Kind.QUERY: "Queries",
    Kind.EVENT: "Events",
}
_INTRODUCTION = """\
# Subjects

<!-- Written by `make generate` from contracts/topology.py; do not edit by hand. -->

Everything that is said on the bus. A subject reads
`lq.<evt|cmd|qry>.<owner>.<thing>.<verb>.v<N>[.<unit>]`; the owner is the service that
answers for it. `*` stands for a unit's code: the server writes it when a unit speaks.
Schemas of all messages are committed under `shared/lianqing_shared/contracts/schema/`;
[asyncapi.json](asyncapi.json) holds the same as one AsyncAPI 3.0 document.

A request is carried by an account (said by) for a person, whose signed token goes with
it; the owner looks whether one of his roles may ask it. What a role then sees or may do
follows from its unit and from recusal. A request is answered, or
[refused](#refusals) with a code and a sentence.
"""


MayAsk = Mapping[Topic, Collection[Role]]
"""Request to the roles of people who may ask it; without any before log-in."""


def subjects_page(may_ask: MayAsk) -> str:
    """Return the page as Markdown, owners in the order of the table."""
    owners = [who for who in Principal if any(topic.owner is who for topic in TOPICS)]
    lines = [_INTRODUCTION]
    for owner in owners:
        lines.append(f"## {owner.value}\n")
        for kind, heading in _HEADINGS.items():
            topics = [t for t in TOPICS if t.owner is owner and t.kind is kind]
            if topics:
                lines += [f"### {heading}\n", *_tables(topics, may_ask)]
    lines += ["## Refusals\n", *_refusal_table(), ""]
    lines += ["## Streams\n", *_stream_table(), ""]
    lines += ["## Durable consumers\n", *_consumer_table(), ""]
    return "\n".join(lines).rstrip() + "\n"


def _tables(topics: Sequence[Topic], may_ask: MayAsk) -> Iterator[str]:
    """Yield a table of what goes by a stream and one of requests, each if any."""
    stored = [topic for topic in topics if topic.stream is not None]
    asked = [topic for topic in topics if topic.stream is None]
    if stored:
        yield from (*_topic_table(stored), "")
    if asked:
        yield from (*_request_table(asked, may_ask), "")


def _request_table(topics: Sequence[Topic], may_ask: MayAsk) -> Iterator[str]:
    yield "| subject | message | what | said by | who may ask | source |"
    yield "|---|---|---|---|---|---|"
    for topic in topics:
        yield _row(
            f"`{topic.base}`",
            _message_cell(topic),
            topic.summary,
            ", ".join(topic.said_by),
            _roles_cell(may_ask.get(topic)),
            topic.source,
        )


def _roles_cell(roles: Collection[Role] | None) -> str:
    if roles is None:
        return "anybody: there is no person yet"
    if set(roles) == set(Role):
        return "everybody"
    return ", ".join(role.value for role in Role if role in roles)


def _refusal_table() -> Iterator[str]:
    yield "| code | from | when |"
    yield "|---|---|---|"
    for code, told in EVERYWHERE.items():
        yield _row(f"`{code}`", "all", told)
    for owner, own in OWN.items():
        for code, told in own.items():
            yield _row(f"`{code}`", owner.value, told)


def _topic_table(topics: Sequence[Topic]) -> Iterator[str]:
    yield "| subject | message | said by | heard by | stream | what | source |"
    yield "|---|---|---|---|---|---|---|"
    for topic in topics:
        yield _row(
            f"`{topic.pattern}`",
            _message_cell(topic),
            ", ".join(topic.said_by),
            ", ".join(topic.heard_by) or "whoever listens",
            _way(topic),
            topic.summary,
            topic.source,
        )


def _message_cell(topic: Topic) -> str:
    message = MESSAGES[topic]
    if issubclass(message, Ask):
        return f"`{message.__name__}` → `{message.answer.__name__}`"
    return f"`{message.__name__}`"


def _stream_table() -> Iterator[str]:
    yield "| stream | keeps at most | for | per subject | one message | batches |"
    yield "|---|---|---|---|---|---|"
    for stream in STREAMS:
        yield _row(
            f"`{stream.name}`",
            f"{stream.max_bytes // 1024 // 1024} MiB",
            f"{stream.max_age_s // 86_400} days",
            _quota(stream),
            f"{stream.max_msg_bytes:,} bytes",
            "atomic" if stream.allow_atomic else "none",
        )


def _quota(stream: StreamSpec) -> str:
    if stream.max_msgs_per_subject < 0:
        return "no limit"
    return f"{stream.max_msgs_per_subject:,} messages"


def _consumer_table() -> Iterator[str]:
    yield "| stream | durable | waits for an ack | in flight | tries | hears |"
    yield "|---|---|---|---|---|---|"
    for one in consumers():
        yield _row(
            f"`{one.stream}`",
            f"`{one.durable}`",
            f"{one.ack_wait_s} s",
            f"{one.max_ack_pending:,}",
            f"{one.max_deliver:,}",
            "<br>".join(f"`{pattern}`" for pattern in one.filters),
        )


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _way(topic: Topic) -> str:
    """Return how a message travels, and whether under its owner's signature."""
    if topic.stream is None:
        return "request and reply"
    return f"{topic.stream}, signed" if topic.is_signed else topic.stream.value
