"""Promise: tampering with an audit log in the database is found, and the row is named.

Whoever owns the database takes the guard off first. Without a checkpoint held outside
he can write everything anew: that this passes is tested too, for it is the limit.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import AuditedService, AuditSealed, Checkpoint
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, service_metadata
from lianqing_shared.db.audit import inspect_log, links
from lianqing_shared.security.chain import GENESIS, Fault, Link, digest_of
from lianqing_shared.security.checkpoints import is_genuine
from lianqing_shared.testing.databases import opened, said
from lianqing_shared.testing.tampering import tamper

ROWS = 10
SEALED_AT = 7
PUT = "UPDATE audit SET actor = :actor, prev = :prev, digest = :digest WHERE seq = :seq"


@asynccontextmanager
async def a_log(url: str, clock: SetClock) -> AsyncIterator[Database]:
    """Open a database with ten rows in its log, of which the seventh is the sealing."""
    async with opened(
        url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        for number in range(1, ROWS + 1):
            clock.advance(minutes=1)
            async with database.work(actor="pe_1") as work:
                if number == SEALED_AT:
                    work.seal()
                else:
                    work.note("case.read", f"ca_{number}")
        yield database


async def outside(database: Database) -> list[Checkpoint]:
    """Return the checkpoints that have left the service."""
    return [e.checkpoint for e in await said(database) if isinstance(e, AuditSealed)]


async def found(
    database: Database, checkpoints: Sequence[Checkpoint] = ()
) -> tuple[Fault, int] | None:
    async with database.look() as session:
        result = await inspect_log(
            session, database.journal.audit, AuditedService.GRADING, checkpoints
        )
    return (result.broken.fault, result.broken.seq) if result.broken else None


async def rewrite(database: Database) -> None:
    """Change row 5 and give it and all after it fresh digests."""
    async with database.look() as session:
        rows = [
            row async for page in links(session, database.journal.audit) for row in page
        ]
    fresh: list[Link] = []
    for row in rows:
        prev = fresh[-1].digest if fresh else GENESIS
        actor = "pe_other" if row.seq == 5 else row.actor
        linked = row._replace(prev=prev, actor=actor)
        fresh.append(linked._replace(digest=digest_of(linked)))
    await tamper(database.engine, "UPDATE audit SET prev = 'x' || seq")
    async with database.engine.begin() as connection:
        await connection.execute(text(PUT), [row._asdict() for row in fresh])


async def fail(database: Database) -> None:
    async with database.work() as work:
        work.seal()
        raise ZeroDivisionError


async def test_what_left_the_service_is_signed_and_fits(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        (checkpoint,) = await outside(database)

        assert (checkpoint.seq, checkpoint.service) == (SEALED_AT, "grading")
        assert is_genuine(checkpoint)
        assert await found(database, [checkpoint]) is None


async def test_an_edit_is_found(database_url: str, clock: SetClock) -> None:
    async with a_log(database_url, clock) as database:
        await tamper(database.engine, "UPDATE audit SET actor = 'x' WHERE seq = 4")

        assert await found(database) == (Fault.EDITED, 4)


async def test_a_row_deleted_in_the_middle_is_found(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        await tamper(database.engine, "DELETE FROM audit WHERE seq = 5")

        assert await found(database) == (Fault.GAP, 5)


async def test_a_cut_tail_is_found_with_a_checkpoint_and_only_so(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        kept = await outside(database)
        await tamper(database.engine, "DELETE FROM audit WHERE seq > 5")

        assert await found(database) is None
        assert await found(database, kept) == (Fault.CUT, 6)


async def test_a_full_rewrite_is_found_with_a_checkpoint_and_only_so(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        kept = await outside(database)
        await rewrite(database)

        assert await found(database) is None
        assert await found(database, kept) == (Fault.REWRITTEN, SEALED_AT)


async def test_a_rewrite_after_the_last_checkpoint_is_not_found(
    database_url: str, clock: SetClock
) -> None:
    """The limit: what no checkpoint has seen can be cut off without a trace."""
    async with a_log(database_url, clock) as database:
        kept = await outside(database)
        await tamper(database.engine, "DELETE FROM audit WHERE seq > 8")

        assert await found(database, kept) is None


@pytest.mark.parametrize("with_checkpoint", [False, True])
async def test_two_rows_that_exchanged_numbers_are_found(
    database_url: str, clock: SetClock, *, with_checkpoint: bool
) -> None:
    async with a_log(database_url, clock) as database:
        kept = await outside(database) if with_checkpoint else []
        await tamper(
            database.engine,
            "UPDATE audit SET seq = 99 WHERE seq = 3",
            "UPDATE audit SET seq = 3 WHERE seq = 6",
            "UPDATE audit SET seq = 6 WHERE seq = 99",
        )

        assert await found(database, kept) == (Fault.SWAPPED, 3)


async def test_a_work_that_failed_gives_no_checkpoint(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        with pytest.raises(ZeroDivisionError):
            await fail(database)

        assert len(await outside(database)) == 1


async def test_a_log_cannot_be_sealed_without_a_key(
    sqlite_url: str, clock: SetClock
) -> None:
    async with a_log(sqlite_url, clock) as database:
        keyless = Database(
            database.engine,
            service_metadata(),
            clock=clock,
            service=Principal.GRADING,
        )
        with pytest.raises(LookupError, match="no key"):
            await fail(keyless)
