"""The bytes that a signature covers: named values in a fixed order.

Not the message's JSON: a newer speaker may add a field that an older listener drops,
and the listener's signature check must still come out right. What is signed is listed
by name in each message; adding to that list means a new version of the topic.
"""

import json
from datetime import date, datetime
from enum import Enum

Value = str | int | datetime | date | Enum | None


def fixed_bytes(*values: Value) -> bytes:
    """Return the bytes for values in this order; no two orders give the same."""
    return json.dumps([_plain(value) for value in values], ensure_ascii=False).encode()


def _plain(value: Value) -> str | int | None:
    match value:
        case Enum():
            return str(value.value)
        case datetime():
            return round(value.timestamp() * 1_000_000)
        case date():
            return value.isoformat()
        case _:
            return value
