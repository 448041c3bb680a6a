"""The unit of work: rows, inbox mark, audit and outbox rows, all or nothing.

Nobody calls commit. `async with database.work() as work:` commits at its end; whatever
is raised inside rolls everything back. Source: architecture section 4.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlalchemy import MetaData, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lianqing_shared.clock import Clock
from lianqing_shared.contracts.auditing import SEALED, AuditedService
from lianqing_shared.contracts.base import Event
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import audit, outbox
from lianqing_shared.db.bulk import insert_rows
from lianqing_shared.db.engine import READ_ONLY
from lianqing_shared.db.tables import Journal, journal_of
from lianqing_shared.errors import LianqingError, TryAgainError
from lianqing_shared.security.checkpoints import make_checkpoint
from lianqing_shared.security.signing import Signer

T = TypeVar("T")
SEALED_ACTION = "audit.sealed"
_CHUNK = 400  # SQLite allows 32,766 bound values a statement; keep well below


class DatabaseTroubleError(TryAgainError):
    """The database did not answer or is full; nothing was changed."""


@dataclass(slots=True, kw_only=True)
class Work:
    """One transaction. `now` is one moment for all of it."""

    session: AsyncSession
    now: datetime
    actor: str
    service: Principal
    journal: Journal
    signer: Signer | None = None
    said: list[outbox.Row] = field(default_factory=list)
    noted: list[audit.Note] = field(default_factory=list)
    is_sealed: bool = False

    def say(
        self, event: Event, *, unit: str | None = None, message_id: str | None = None
    ) -> None:
        """Publish an event when this work is committed, in the order of saying.

        `unit` is required for per-unit topics. `message_id` defaults to a fresh one;
        give it where saying the same thing twice must be recognisable.
        """
        self.said.append(
            outbox.pack(
                event,
                unit=unit,
                message_id=message_id,
                source=self.service.value,
                at=self.now,
                signer=self.signer,
            )
        )

    def note(
        self, action: str, object_id: str, **detail: str | int | bool | None
    ) -> None:
        """Write an audit row with this work; `detail` never holds personal text."""
        self.noted.append(
            audit.Note(
                at=self.now.isoformat(),
                actor=self.actor,
                action=action,
                object_id=object_id,
                detail=detail,
            )
        )

    def seal(self) -> None:
        """Give out a signed checkpoint of the audit log as it stands after this work.

        Daily, and with every act at level 1; once more in one work changes nothing.
        """
        if self.signer is None:
            raise LookupError(f"{self.service} has no key to seal its audit log with")
        if not self.is_sealed:
            self.is_sealed = True
            self.note(SEALED_ACTION, self.service.value)

    async def first_seen(self, message_ids: Sequence[str]) -> set[str]:
        """Mark messages as handled; return those that were not before."""
        table = self.journal.inbox
        wanted = list(dict.fromkeys(message_ids))
        known: set[str] = set()
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            known.update(
                await self.session.scalars(
                    select(table.c.message_id).where(table.c.message_id.in_(part))
                )
            )
        fresh = [one for one in wanted if one not in known]
        if fresh:
            rows = [{"message_id": one, "at": self.now} for one in fresh]
            await insert_rows(self.session, table, rows)
        return set(fresh)

    async def finish(self) -> None:
        """Write what was noted and said; the last thing before the commit."""
        await self.session.flush()
        if not self.said and not self.noted:
            return
        await self._queue_up()
        if self.noted:
            end = await audit.append(self.session, self.journal.audit, self.noted)
            if self.is_sealed:
                self._say_checkpoint(end)
        if self.said:
            await outbox.append(self.session, self.journal, self.said)

    def _say_checkpoint(self, end: audit.End) -> None:
        if self.signer is None:  # `seal` has refused that
            return
        service = AuditedService(self.service.value)
        checkpoint = make_checkpoint(
            service, seq=end.seq, digest=end.digest, at=self.now, signer=self.signer
        )
        self.say(SEALED[service](checkpoint=checkpoint))

    async def _queue_up(self) -> None:
        """Make positions follow the order of commits (SQLite has one writer anyway).

        Without it a later position could be committed first, and the relay's cursor
        would pass over the earlier one for ever.
        """
        if self.session.get_bind().dialect.name == "postgresql":
            number = 7_400 + list(Principal).index(self.service)
            await self.session.execute(select(func.pg_advisory_xact_lock(number)))


class Database:
    """A service's database: gives works and looks, and tells the relay of commits."""

    def __init__(
        self,
        engine: AsyncEngine,
        metadata: MetaData,
        *,
        clock: Clock,
        service: Principal,
        signer: Signer | None = None,
    ) -> None:
        """Take the parts; `signer` is needed by those who seal the audit log."""
        self.engine = engine
        self._signer = signer
        self.journal = journal_of(metadata)
        self.clock = clock
        self.service = service
        self.something_said = asyncio.Event()
        self.closing: list[Callable[[Work], Awaitable[None]]] = []
        """What happens at the end of every work, before it is committed."""
        is_sqlite = engine.dialect.name == "sqlite"
        # One writer at a time anyway; waiting here costs nothing, polling a lock does.
        self._turn: AbstractAsyncContextManager[None] = (
            _Turn() if is_sqlite else nullcontext()
        )

    @asynccontextmanager
    async def work(self, *, actor: str = "system") -> AsyncIterator[Work]:
        """Open a transaction that commits at the end of the block.

        Raises DatabaseTroubleError where trying again may help; constraint violations
        come out as SQLAlchemy's IntegrityError for the use case to answer.
        """
        async with self._turn, _translated():
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                work = Work(
                    session=session,
                    now=self.clock.now(),
                    actor=actor,
                    service=self.service,
                    journal=self.journal,
                    signer=self._signer,
                )
                async with session.begin():
                    yield work
                    for close in self.closing:
                        await close(work)
                    await work.finish()
            if work.said:
                self.something_said.set()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncSession]:
        """Open a session that only reads; it waits for no writer."""
        async with (
            _translated(),
            self.engine.connect() as connection,
        ):
            await connection.execution_options(**{READ_ONLY: True})
            async with AsyncSession(connection, expire_on_commit=False) as session:
                yield session

    async def ping(self) -> None:
        """Raise DatabaseTroubleError unless the database answers."""
        async with self.look() as session:
            await session.execute(text("SELECT 1"))


class _Turn:
    """A lock that can be entered as `async with` many times, one after the other."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> None:
        await self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (LianqingError, IntegrityError):
        raise
    except (OperationalError, PoolTimeoutError, OSError) as err:
        raise DatabaseTroubleError(f"the database is in trouble: {_kind(err)}") from err
    except DBAPIError as err:
        if err.connection_invalidated:
            raise DatabaseTroubleError("the database connection was lost") from err
        raise


def _kind(err: BaseException) -> str:
    """Name the trouble without its words: they may quote a row."""
    origin = getattr(err, "orig", None) or err
    return type(origin).__name__
