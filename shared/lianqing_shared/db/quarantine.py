"""The quarantine: messages that can never be handled as they stand, kept whole."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from lianqing_shared.db.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Unhandled:
    """A message with the reason, in Chinese, why it cannot be handled."""

    subject: str
    message_id: str
    unit: str
    reason: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Digest of subject and body: the same message sent again counts once."""
        whole = self.subject.encode() + b"\0" + self.body
        return hashlib.sha256(whole).hexdigest()


async def keep(one: Unhandled, *, work: Work) -> bool:
    """Keep a message with this work; return False if it was kept before."""
    table = work.journal.quarantine
    known = select(table.c.id).where(table.c.key == one.key)
    if await work.session.scalar(known) is not None:
        return False
    row = {
        "key": one.key,
        "subject": one.subject,
        "message_id": one.message_id,
        "unit": one.unit,
        "reason": one.reason,
        "headers": json.dumps(dict(one.headers)),
        "body": one.body,
        "at": work.now,
    }
    await work.session.execute(insert(table).values(row))
    return True
