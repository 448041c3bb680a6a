"""What a handler gets: messages, their ids, and the unit that the server tells."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from nats.aio.msg import Msg
from pydantic import ValidationError

from lianqing_shared.contracts import cloudevents
from lianqing_shared.contracts.base import Message
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.reading import read_message
from lianqing_shared.contracts.topology import TOPICS, Topic

M = TypeVar("M", bound=Message)
_MAX_ID = 120
_BY_BASE = {topic.base: topic for topic in TOPICS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Generic[M]):
    """One message off a stream.

    `unit` comes from the subject, which the server wrote. `message` is None and
    `problem` says why, in Chinese, when the body could not be read; only handlers that
    take unreadable messages ever see that.
    """

    topic: Topic
    message: M | None
    problem: str
    message_id: str
    unit: str | None
    body: bytes
    headers: Mapping[str, str]
    raw: Msg

    @property
    def said(self) -> M:
        """The message; only for handlers that take readable messages alone."""
        if self.message is None:
            raise LookupError("this message could not be read")
        return self.message

    @property
    def deliveries(self) -> int:
        """How often the server has handed this message over, counting this time."""
        return self.raw.metadata.num_delivered or 1


def read(raw: Msg) -> Delivered[Message]:
    """Read a raw message of any subject in the table; never raises for its content."""
    topic, unit = split(raw.subject)
    headers = dict(raw.headers or {})
    try:
        given, body = cloudevents.unpack(raw.data, headers)
        message, problem = read_message(MESSAGES[topic], body), ""
    except ValidationError as err:
        given, body = _id_of(headers), raw.data
        message, problem = None, explain(err)
    except ValueError:
        given, body = _id_of(headers), raw.data
        message, problem = None, "报文不是有效的 JSON，请检查适配器版本后重新报送。"
    return Delivered(
        topic=topic,
        message=message,
        problem=problem,
        message_id=_bounded(raw, given, unit),
        unit=unit,
        body=body,
        headers=headers,
        raw=raw,
    )


def split(subject: str) -> tuple[Topic, str | None]:
    """Return the topic of a subject and its unit, None where it has no unit."""
    topic = _BY_BASE.get(subject)
    if topic is not None:
        return topic, None
    base, _, unit = subject.rpartition(".")
    return _BY_BASE[base], unit


def explain(err: ValidationError) -> str:
    """Say in Chinese where a message breaks the contract, without quoting it."""
    found = err.errors(include_input=False, include_url=False, include_context=False)
    first = found[0]
    where = ".".join(str(part) for part in first["loc"]) or "报文"
    more = f"，另有 {len(found) - 1} 处" if len(found) > 1 else ""
    if first["type"] == "json_invalid":
        return "报文不是有效的 JSON，请检查适配器版本后重新报送。"
    return (
        f"报文不符合约定：{where}（{first['type']}）{more}，请更新适配器或改正后重报。"
    )


def _id_of(headers: Mapping[str, str]) -> str:
    return headers.get(cloudevents.ID, "")


def _bounded(raw: Msg, given: str, unit: str | None) -> str:
    """Return an id for the inbox; units name their own, so theirs carry the unit."""
    if not given:
        meta = raw.metadata
        given = f"{meta.stream}-{meta.sequence.stream}"
    whole = f"{unit}/{given}" if unit else given
    if len(whole) <= _MAX_ID:
        return whole
    return f"{unit}/{hashlib.sha256(given.encode()).hexdigest()}"
