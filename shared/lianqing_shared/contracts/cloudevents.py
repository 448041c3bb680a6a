"""CloudEvents 1.0 attributes as `ce-*` headers on NATS (binary mode).

The body is the message's JSON, untouched. Structured mode (everything in the body) is
understood on input. Source: CloudEvents NATS binding, working draft 1.0.3.
"""

import json
import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from urllib.parse import quote, unquote

from lianqing_shared.contracts.topology import Topic

ID = "ce-id"
TRACE = "traceparent"
STRUCTURED = "application/cloudevents"

trace: ContextVar[str] = ContextVar("trace", default="")
"""The W3C traceparent of what is being handled; empty outside of handling."""


def new_trace() -> str:
    """Return a fresh traceparent; not a secret, only unlikely to meet another."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def headers(
    topic: Topic, *, message_id: str, source: str, at: datetime
) -> dict[str, str]:
    """Return the headers for one message; continues the trace at hand."""
    return {
        ID: quote(message_id),
        "ce-specversion": "1.0",
        "ce-type": topic.base,
        "ce-source": f"/lianqing/{source}",
        "ce-time": at.isoformat(timespec="milliseconds"),
        "content-type": "application/json",
        TRACE: trace.get() or new_trace(),
    }


def unpack(body: bytes, found: Mapping[str, str]) -> tuple[str, bytes]:
    """Return (message id, data); the id is empty when the sender gave none.

    Raises ValueError when a structured event is not a JSON object with `id` and `data`.
    """
    if not found.get("content-type", "").startswith(STRUCTURED):
        return unquote(found.get(ID, "")), body
    event = json.loads(body)
    if not isinstance(event, dict) or not {"id", "data"} <= event.keys():
        raise ValueError("a structured CloudEvent needs id and data")
    data = json.dumps(event["data"], ensure_ascii=False).encode()
    return str(event["id"]), data
