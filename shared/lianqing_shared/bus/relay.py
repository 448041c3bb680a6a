"""Send the outbox in order, as atomic batches, and move the cursor.

A crash between sending and moving sends again; listeners survive that by business id.
Of several processes on one PostgreSQL one relays at a time (an advisory lock).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from nats.aio.client import Client
from sqlalchemy import text

from lianqing_shared.bus.delivered import split
from lianqing_shared.bus.publish import MAX_BATCH, Outgoing, publish_batch
from lianqing_shared.contracts.topology import Principal, StreamName
from lianqing_shared.db import Database, outbox
from lianqing_shared.errors import TryAgainError

log = structlog.get_logger(__name__)

_MAX_BYTES = 8 * 1024 * 1024
_LOOK_EVERY_S = 1.0
_KEEP_ROWS = 20_000
_FORGET_EVERY = 50_000


class Relay:
    """Publish what a service's works said."""

    def __init__(self, database: Database, client: Client) -> None:
        self._database = database
        self._client = client
        self._sent_since_forgetting = 0

    async def run(self) -> None:
        """Relay for ever; trouble is logged and tried again."""
        while True:
            try:
                async with self._alone():
                    await self._relay_while_leading()
            except TryAgainError as err:
                log.warning("relay.waits", error=type(err).__name__)
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _relay_while_leading(self) -> None:
        while True:
            self._database.something_said.clear()
            while await self.step():
                pass
            try:
                async with asyncio.timeout(_LOOK_EVERY_S):
                    await self._database.something_said.wait()
            except TimeoutError:
                continue  # another process may have said something

    async def step(self) -> int:
        """Publish the next rows; return how many, 0 when all are out."""
        async with self._database.look() as session:
            journal = self._database.journal
            after = await outbox.position(session, journal)
            rows = await outbox.unsent(session, journal, after=after, limit=MAX_BATCH)
        rows = _within(rows, _MAX_BYTES)
        if not rows:
            return 0
        for stream in StreamName:
            part = [row for row in rows if split(row.subject)[0].stream is stream]
            if part:
                await publish_batch(self._client, [_outgoing(row) for row in part])
        await self._move(rows[-1].pos, len(rows))
        return len(rows)

    async def _move(self, pos: int, count: int) -> None:
        self._sent_since_forgetting += count
        journal = self._database.journal
        async with self._database.work() as work:
            await outbox.move(work.session, journal, to=pos)
            if self._sent_since_forgetting >= _FORGET_EVERY:
                await outbox.forget(work.session, journal, keep=_KEEP_ROWS)
                self._sent_since_forgetting = 0

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Hold the relay's lock for as long as the block runs."""
        if self._database.engine.dialect.name != "postgresql":
            yield
            return
        number = 7_500 + list(Principal).index(self._database.service)
        async with self._database.look() as session:
            while not await session.scalar(  # noqa: ASYNC110 - the lock is elsewhere
                text("SELECT pg_try_advisory_lock(:number)"), {"number": number}
            ):
                await asyncio.sleep(_LOOK_EVERY_S)
            await session.commit()  # the lock belongs to the connection; stay not idle
            try:
                yield
            finally:
                await session.execute(
                    text("SELECT pg_advisory_unlock(:number)"), {"number": number}
                )


def _outgoing(row: outbox.Row) -> Outgoing:
    return Outgoing(subject=row.subject, headers=json.loads(row.headers), body=row.body)


def _within(rows: Sequence[outbox.Row], limit: int) -> Sequence[outbox.Row]:
    """Return the first rows that fit into `limit` bytes, at least one."""
    total = 0
    for count, row in enumerate(rows):
        total += len(row.body)
        if total > limit and count:
            return rows[:count]
    return rows
