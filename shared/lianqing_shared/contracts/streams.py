"""How streams keep what is said, and who reads them durably; made from the table."""

from dataclasses import dataclass

from lianqing_shared.contracts.topology import TOPICS, Principal, StreamName


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSpec:
    """How a stream keeps its messages; sizes in bytes, ages in seconds."""

    name: StreamName
    extra_subjects: tuple[str, ...] = ()
    max_bytes: int
    max_age_s: int
    max_msg_bytes: int = 1_000_000
    max_msgs_per_subject: int = -1
    allow_atomic: bool = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """The subjects of the table that this stream keeps, and its extra ones."""
        return (
            *(topic.pattern for topic in TOPICS if topic.stream is self.name),
            *self.extra_subjects,
        )


_DAY_S = 86_400
_MB = 1024 * 1024

STREAMS: tuple[StreamSpec, ...] = (
    StreamSpec(
        name=StreamName.REPORTS,
        max_bytes=2048 * _MB,
        max_age_s=3 * _DAY_S,
        max_msg_bytes=262_144,
        # A unit's quota: a flood by one fills its own share and nobody else's.
        max_msgs_per_subject=500_000,
    ),
    StreamSpec(
        name=StreamName.EVENTS,
        max_bytes=2048 * _MB,
        max_age_s=7 * _DAY_S,
        allow_atomic=True,
    ),
    StreamSpec(
        name=StreamName.LETTERS,
        max_bytes=1024 * _MB,
        max_age_s=90 * _DAY_S,
        allow_atomic=True,
    ),
    StreamSpec(
        name=StreamName.PARKED,
        extra_subjects=(
            "$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.>",
            "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.>",
        ),
        max_bytes=64 * _MB,
        max_age_s=90 * _DAY_S,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerSpec:
    """A durable pull consumer: one per service and stream, one per unit on LETTERS."""

    stream: StreamName
    durable: str
    filters: tuple[str, ...]
    ack_wait_s: int = 30
    max_ack_pending: int = 20_000
    # About eight hours at the longest delay; then the server parks the message.
    max_deliver: int = 1_000


def consumers() -> tuple[ConsumerSpec, ...]:
    """Return the consumers of the services; units' are made by `unit_consumer`."""
    found = []
    for stream in StreamName:
        for who in Principal:
            heard = tuple(
                topic.pattern
                for topic in TOPICS
                if topic.stream is stream and who in topic.heard_by
            )
            if heard and who is not Principal.UNIT:
                found.append(
                    ConsumerSpec(stream=stream, durable=who.value, filters=heard)
                )
    return tuple(found)


def unit_consumer(unit: str) -> ConsumerSpec:
    """Return the consumer from which one unit reads its receipts and letters."""
    return ConsumerSpec(
        stream=StreamName.LETTERS,
        durable=f"unit-{unit}",
        filters=tuple(
            topic.to(unit) for topic in TOPICS if topic.stream is StreamName.LETTERS
        ),
        max_ack_pending=1_000,
    )
