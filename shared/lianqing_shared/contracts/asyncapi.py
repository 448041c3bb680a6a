"""The AsyncAPI 3.0 document of the whole system, written from the table and the models.

Each operation is seen from the subject's owner: it sends its events and receives its
commands and queries, the latter with a reply. `make generate` writes the document.
Who may ask is told by whoever knows the roles: contracts do not.
"""

import json
from collections.abc import Collection, Mapping

from pydantic import BaseModel

from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.refusals import EVERYWHERE, HEADER, OWN, refusals_of
from lianqing_shared.contracts.schemas import Schema, schema_of
from lianqing_shared.contracts.topology import TOPICS, Kind, Topic

_VERSION = "1.0.0"
_REFUSED = "Refused"
_REFUSED_REFERENCE = {"$ref": f"#/components/messages/{_REFUSED}"}
_ENVELOPE = {
    "type": "object",
    "description": "CloudEvents 1.0 in binary mode, as NATS headers.",
    "required": ["ce-id", "ce-type", "ce-source"],
    "properties": {
        "ce-id": {
            "type": "string",
            "description": "Idempotency key, percent-encoded; the same for a repeat.",
        },
        "ce-specversion": {"type": "string", "const": "1.0"},
        "ce-type": {"type": "string", "description": "The subject without a unit."},
        "ce-source": {"type": "string", "examples": ["/lianqing/grading"]},
        "ce-time": {"type": "string", "format": "date-time"},
        "content-type": {"type": "string", "const": "application/json"},
        "traceparent": {"type": "string", "description": "W3C Trace Context."},
    },
}


MayAsk = Mapping[Topic, Collection[str]]
"""Request to the roles of people who may ask it; without any before log-in."""


def asyncapi_document(may_ask: MayAsk) -> Schema:
    """Return the document; order follows the table."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "lianqing",
            "version": _VERSION,
            "description": "Everything that units and services say to each other.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "centre": {
                "host": "127.0.0.1:4222",
                "protocol": "nats",
                "description": "The centre's nats-server; one account per speaker.",
            }
        },
        "channels": _channels(),
        "operations": {
            _operation_id(topic): _operation(topic, may_ask) for topic in TOPICS
        },
        "components": {
            "messages": _messages(),
            "schemas": _schemas(),
            "messageTraits": {"cloudEvent": {"headers": _ENVELOPE}},
        },
    }


def _operation_id(topic: Topic) -> str:
    return topic.name.replace(".", "_")


def _channels() -> Schema:
    """Return a channel per subject, and one without address for each kind of reply."""
    found: dict[str, object] = {}
    for topic in TOPICS:
        found[topic.message] = _channel(topic)
        for answer in _models(topic)[1:]:
            found[f"{topic.message}Reply"] = {
                "address": None,
                "description": "The inbox that NATS names in the request.",
                "messages": {**_listed(answer), _REFUSED: _REFUSED_REFERENCE},
            }
    return found


def _channel(topic: Topic) -> Schema:
    channel: dict[str, object] = {
        "address": f"{topic.base}.{{unit}}" if topic.per_unit else topic.base,
        "description": f"{topic.summary} Source: {topic.source}.",
        "messages": _listed(MESSAGES[topic]),
        "x-said-by": [who.value for who in topic.said_by],
        "x-heard-by": [who.value for who in topic.heard_by],
        "x-stream": topic.stream.value if topic.stream else None,
    }
    if topic.per_unit:
        channel["parameters"] = {
            "unit": {"description": "Code of the member unit; set by the server."}
        }
    return channel


def _operation(topic: Topic, may_ask: MayAsk) -> Schema:
    request, *answers = _models(topic)
    operation: dict[str, object] = {
        "action": "send" if topic.kind is Kind.EVENT else "receive",
        "channel": {"$ref": f"#/channels/{topic.message}"},
        "summary": topic.summary,
        "messages": [_in_channel(topic.message, request.__name__)],
    }
    for answer in answers:
        channel = f"{topic.message}Reply"
        operation["reply"] = {
            "address": {"location": "$message.header#/reply"},
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": [
                _in_channel(channel, answer.__name__),
                _in_channel(channel, _REFUSED),
            ],
        }
        operation["x-may-ask"] = sorted(may_ask.get(topic, ()))
        operation["x-refused-with"] = sorted(refusals_of(topic.owner))
    return operation


def _in_channel(channel: str, message: str) -> Mapping[str, str]:
    return {"$ref": f"#/channels/{channel}/messages/{message}"}


def _models(topic: Topic) -> list[type[BaseModel]]:
    """Return the message's class, then its answer's if it has one."""
    message = MESSAGES[topic]
    return [message, message.answer] if issubclass(message, Ask) else [message]


def _listed(model: type[BaseModel]) -> Mapping[str, object]:
    name = model.__name__
    return {name: {"$ref": f"#/components/messages/{name}"}}


def _messages() -> Mapping[str, object]:
    """Return every message; what starts a conversation carries the envelope."""
    found: dict[str, object] = {_REFUSED: _refused()}
    for topic in TOPICS:
        for place, model in enumerate(_models(topic)):
            name = model.__name__
            found[name] = {
                "name": name,
                "title": name,
                "payload": {"$ref": f"#/components/schemas/{name}"},
                **(
                    {"traits": [{"$ref": "#/components/messageTraits/cloudEvent"}]}
                    if place == 0
                    else {}
                ),
            }
    return found


def _refused() -> Schema:
    codes = dict(EVERYWHERE)
    for own in OWN.values():
        codes |= own
    return {
        "name": _REFUSED,
        "title": _REFUSED,
        "summary": "Instead of an answer: a code for programs, a sentence for people.",
        "contentType": "text/plain; charset=utf-8",
        "headers": {
            "type": "object",
            "required": [HEADER],
            "properties": {
                HEADER: {
                    "type": "string",
                    "oneOf": [
                        {"const": code, "description": told}
                        for code, told in sorted(codes.items())
                    ],
                }
            },
        },
        "payload": {"type": "string", "description": "The sentence, in Chinese."},
    }


def _schemas() -> Mapping[str, object]:
    """Return every schema once, with references turned towards this document."""
    found: dict[str, object] = {}
    for topic in TOPICS:
        for model in _models(topic):
            text = json.dumps(schema_of(model))
            schema = json.loads(text.replace("#/$defs/", "#/components/schemas/"))
            schema.pop("$schema")
            found.update(schema.pop("$defs", {}))
            found[model.__name__] = schema
    return dict(sorted(found.items()))
