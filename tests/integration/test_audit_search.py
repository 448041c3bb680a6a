"""Promise: the audit administrator finds what was done, but nothing he is recused from.

What he may not know is left out of a search and withheld in an export, whose chain can
be checked all the same.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import column, select, table, text

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import (
    AuditedService,
    AuditExport,
    AuditPage,
    ExportAudit,
    SearchAudit,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, service_metadata
from lianqing_shared.db.audit_search import Hidden, export, search
from lianqing_shared.security.chain import Link, inspect
from lianqing_shared.testing.databases import START, opened

ROWS = 20
OWN = ("ca_3", "ca_7")
"""Cases from which the reader is recused."""


@asynccontextmanager
async def a_log(url: str, clock: SetClock) -> AsyncIterator[Database]:
    """Open a log of twenty rows: row n tells of case n, by two people in turn."""
    async with opened(
        url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        for n in range(1, ROWS + 1):
            async with database.work(actor=f"pe_{n % 2}") as work:
                action = "case.read" if n % 4 else "cases.searched"
                work.note(action, f"ca_{n}", number=n)
            clock.advance(minutes=1)
        yield database


async def searched(
    database: Database, *, hidden: Hidden = (), **ask: object
) -> AuditPage:
    wanted = SearchAudit.model_validate(ask)
    async with database.look() as session:
        return await search(session, database.journal.audit, wanted, hidden=hidden)


async def exported(
    database: Database, *, hidden: Hidden = (), **ask: object
) -> AuditExport:
    wanted = ExportAudit.model_validate(ask)
    async with database.look() as session:
        return await export(session, database.journal.audit, wanted, hidden=hidden)


def seqs(page: AuditPage | AuditExport) -> list[int]:
    return [row.seq for row in page.rows]


async def test_pages_lead_into_the_past_and_back(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        first = await searched(database, limit=8)
        assert seqs(first) == list(range(20, 12, -1))
        assert (first.head, first.newer, first.older) == (20, None, 13)

        second = await searched(database, limit=8, before=first.older)
        assert seqs(second) == list(range(12, 4, -1))
        third = await searched(database, limit=8, before=second.older)
        assert seqs(third) == [4, 3, 2, 1]
        assert third.older is None

        back = await searched(database, limit=8, after=third.newer)
        assert seqs(back) == seqs(second)
        front = await searched(database, limit=8, after=back.newer)
        assert seqs(front) == seqs(first)
        assert front.newer is None


@pytest.mark.parametrize(
    ("ask", "expected"),
    [
        ({"actor": "pe_1"}, range(19, 0, -2)),
        ({"action": "cases.searched"}, range(20, 0, -4)),
        ({"action": "cases"}, range(20, 0, -4)),
        ({"action": "case_"}, ()),
        ({"action": "%"}, ()),
        ({"object_id": "ca_5"}, (5,)),
        ({"since": START + timedelta(minutes=17)}, (20, 19, 18)),
        ({"until": START + timedelta(minutes=2)}, (2, 1)),
        ({"actor": "pe_0", "action": "case.read", "before": 10}, (6, 2)),
    ],
    ids=str,
)
async def test_filters_narrow(
    database_url: str, clock: SetClock, ask: dict[str, Any], expected: Sequence[int]
) -> None:
    async with a_log(database_url, clock) as database:
        assert seqs(await searched(database, **ask)) == list(expected)


async def test_what_the_reader_is_recused_from_is_not_found_by_any_way(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        hidden = (OWN,)
        found = await searched(database, hidden=hidden)
        assert seqs(found) == [n for n in range(20, 0, -1) if n not in {3, 7}]
        for object_id in OWN:
            page = await searched(database, hidden=hidden, object_id=object_id)
            nowhere = await searched(database, hidden=hidden, object_id="ca_none")
            assert page == nowhere
        short = await searched(database, hidden=hidden, limit=2, before=9)
        assert (seqs(short), short.older) == ([8, 6], 6)


async def test_ids_may_come_from_a_query_with_gaps(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        async with database.work() as work:
            await work.session.execute(text("CREATE TABLE own (id VARCHAR(40))"))
            for value in ("'ca_3'", "NULL", "'ca_7'"):
                await work.session.execute(text(f"INSERT INTO own VALUES ({value})"))  # noqa: S608
        own = table("own", column("id"))

        found = await searched(database, hidden=(select(own.c.id),))

        assert seqs(found) == [n for n in range(20, 0, -1) if n not in {3, 7}]


async def test_an_export_goes_on_stretch_by_stretch_up_to_where_it_began(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        first = await exported(database, limit=12)
        async with database.work() as work:
            work.note("audit.exported", "")
        second = await exported(database, limit=12, after=12, upto=first.upto)

        assert (seqs(first), first.upto) == (list(range(1, 13)), 20)
        assert (seqs(second), second.upto) == (list(range(13, 21)), 20)
        assert (await exported(database, after=20, upto=20)).rows == ()


async def test_an_export_withholds_without_breaking_the_chain(
    database_url: str, clock: SetClock
) -> None:
    async with a_log(database_url, clock) as database:
        found = await exported(database, hidden=(OWN,))

        withheld = [row for row in found.rows if row.is_withheld]
        assert [row.seq for row in withheld] == [3, 7]
        assert found.withheld == 2
        for row in withheld:
            assert (row.at, row.actor, row.action) == ("", "", "")
            assert (row.object_id, row.detail) == ("", "")
        links = [Link(**row.model_dump()) for row in found.rows]
        checked = inspect(links, service=AuditedService.GRADING)
        assert (checked.broken, checked.withheld) == (None, 2)


async def test_an_answer_stays_within_what_the_bus_carries(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        async with database.work() as work:
            for _ in range(20):
                work.note("case.read", "ca_1", long="字" * 30_000)

        found = await exported(database)

        assert len(found.model_dump_json().encode()) < 1_000_000
        assert seqs(found) == [1, 2, 3, 4, 5, 6]
        assert seqs(await exported(database, after=6))[0] == 7
