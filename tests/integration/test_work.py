"""Promise: rows, inbox mark, audit and outbox are committed together or not at all."""

import asyncio

import pytest
from sqlalchemy import func, select

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import AuditedService
from lianqing_shared.contracts.cases import CaseChanged, CaseState
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, audit, outbox, service_metadata
from lianqing_shared.testing.databases import opened, said
from lianqing_shared.testing.tampering import tamper

CASE = "ca_" + "0" * 26


def an_event(state: CaseState = CaseState.OPENED) -> CaseChanged:
    return CaseChanged(case_id=CASE, state=state, level=None)


async def test_what_was_said_and_noted_is_there_after_the_work(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        async with database.work(actor="pe_x") as work:
            work.say(an_event())
            work.note("case.opened", CASE, level=None)

        assert await said(database) == [an_event()]
        assert database.something_said.is_set()
        assert await broken_audit_row(database) is None


async def test_nothing_remains_of_a_work_that_failed(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:

        async def fail() -> None:
            async with database.work() as work:
                work.say(an_event())
                await work.first_seen(["m1"])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await fail()

        async with database.work() as work:
            assert await work.first_seen(["m1"]) == {"m1"}
        assert await said(database) == []


async def test_a_message_seen_before_is_not_seen_again(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        async with database.work() as work:
            await work.first_seen(["m1", "m2", "m1"])

        async with database.work() as work:
            assert await work.first_seen(["m2", "m3"]) == {"m3"}


async def test_positions_have_no_gap_when_many_write_at_once(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:

        async def write() -> None:
            async with database.work() as work:
                work.say(an_event())
                work.note("case.opened", CASE)

        await asyncio.gather(*(write() for _ in range(20)))

        async with database.look() as session:
            rows = await outbox.unsent(session, database.journal, after=0, limit=99)
        assert [row.pos for row in rows] == list(range(1, 21))
        assert await broken_audit_row(database) is None


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param("detail = '{}'", id="what was noted"),
        pytest.param("actor = 'pe_other'", id="who did it"),
        pytest.param("prev = substr(prev, 2) || 'g'", id="what came before"),
    ],
)
async def test_an_edit_of_the_audit_log_is_found(
    database_url: str, clock: SetClock, edit: str
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        for _ in range(5):
            async with database.work() as work:
                work.note("case.opened", CASE, level=3)

        await tamper(database.engine, f"UPDATE audit SET {edit} WHERE seq = 3")  # noqa: S608 - the attacker's own

        assert await broken_audit_row(database) == 3


async def test_the_relay_cursor_outlives_the_rows_it_passed(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        async with database.work() as work:
            work.say(an_event())
            work.say(an_event())
        async with database.work() as work:
            await outbox.move(work.session, database.journal, to=2)
            await outbox.forget(work.session, database.journal, keep=0)

        async with database.work() as work:
            work.say(an_event(CaseState.VERIFYING))

        async with database.look() as session:
            rows = await outbox.unsent(session, database.journal, after=2, limit=9)
            count = await session.scalar(
                select(func.count()).select_from(database.journal.outbox)
            )
        assert [row.pos for row in rows] == [3]
        assert count == 1


async def broken_audit_row(database: Database) -> int | None:
    async with database.look() as session:
        found = await audit.inspect_log(
            session, database.journal.audit, AuditedService.GRADING
        )
        return found.broken.seq if found.broken else None
