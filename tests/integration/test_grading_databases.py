"""Promise: grading does the same on SQLite and PostgreSQL, from its migrations up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lianqing_grading.app import MIGRATIONS
from lianqing_grading.store.tables import Base
from lianqing_grading.usecases.count_cases import count_cases
from lianqing_grading.usecases.grade_reports import GradedElsewhereError
from lianqing_grading.usecases.ledger import ledger
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseState, WarningDecided
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import BY_CODE, Level
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.errors import ConflictError
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import (
    ANALYST,
    COUNTY,
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    PARTY,
    Desk,
    a_confirmation,
    a_report,
    an_actor,
)


@asynccontextmanager
async def a_desk(url: str, clock: SetClock) -> AsyncIterator[Desk]:
    """Open grading's database as a process does: by its migrations."""
    engine = open_engine(url)
    await migrate(engine, MIGRATIONS)
    try:
        yield Desk(
            Database(
                engine,
                Base.metadata,
                clock=clock,
                service=Principal.GRADING,
                signer=Signer.new(),
            )
        )
    finally:
        await engine.dispose()


@pytest.fixture
async def desk(database_url: str, clock: SetClock) -> AsyncIterator[Desk]:
    async with a_desk(database_url, clock) as found:
        await found.learn_town()
        yield found


async def test_every_circumstance_is_graded_and_found(desk: Desk) -> None:
    reports = [
        a_report(facts, subject_key=f"{number:064d}", title=f"反映{code}情形")
        for number, (code, facts) in enumerate(FACTS_OF.items())
    ]

    await desk.hear(*reports)
    again = await desk.hear(*reports)

    page = await desk.search(limit=100)
    assert again == 0
    assert page.total == 15
    assert {row.title.reveal(): row.suggested for row in page.cases} == {
        f"反映{code}情形": BY_CODE[code].level for code in FACTS_OF
    }
    assert (await desk.search(text="情形")).total == 15
    assert (await desk.search(text="农业服务 反映")).total == 15
    assert (await desk.search(text="形情")).total == 0
    assert (await desk.search(text="农")).total == 15
    assert (await desk.search(text="2026-1124")).total == 15
    number = page.cases[0].case_no
    assert (await desk.search(text=number)).total == 1
    assert (await desk.search(text="2026-1125")).total == 0
    assert (await desk.search(text="'; DROP TABLE")).total == 0


async def test_three_levels_go_through_their_bodies(desk: Desk) -> None:
    three = await desk.warned()
    two = await desk.studied(FACTS_OF["P4.2.2"])
    await desk.do(c.DecideCase(case_id=two, approves=True), DEPUTY)
    one = await desk.submitted(FACTS_OF["P4.1.3"])
    await desk.do(c.DecideCase(case_id=one, approves=True), PARTY)
    county = await desk.submitted(FACTS_OF["P4.1.4"], to=Body.COUNTY_COMMITTEE)
    await desk.do(
        c.DecideCase(case_id=county, approves=True, resolution_no="9号"), COUNTY
    )

    warnings = [e for e in await said(desk.database) if isinstance(e, WarningDecided)]
    books = await ledger(desk.database.engine)
    counts = await count_cases(desk.database, ANALYST)

    assert {event.case_id: event.level for event in warnings} == {
        three: Level.THREE,
        two: Level.TWO,
        one: Level.ONE,
        county: Level.ONE,
    }
    assert books["problems"] == []
    assert books["decisions_by_body"] == {
        "centre": 1,
        "deputy_secretary": 1,
        "party_secretary": 1,
        "county_committee": 1,
    }
    assert {n.key: n.count for n in counts.by_level} == {"1": 2, "2": 1, "3": 1}
    assert (await desk.search(verified_only=True, level=1)).total == 2


async def test_of_two_processes_that_decide_at_once_one_wins(
    database_url: str, clock: SetClock
) -> None:
    async with a_desk(database_url, clock) as one, a_desk(database_url, clock) as two:
        await one.learn_town()
        case_id = await one.proposed()
        other = an_actor(Role.CENTRE_DIRECTOR, number=99)

        results = await asyncio.gather(
            one.do(a_confirmation(case_id), DIRECTOR),
            two.do(a_confirmation(case_id), other),
            return_exceptions=True,
        )

        warnings = [
            e for e in await said(one.database) if isinstance(e, WarningDecided)
        ]
        assert sum(isinstance(result, ConflictError) for result in results) == 1
        assert len(warnings) == 1
        assert (await one.show(case_id)).row.state is CaseState.WARNED


async def test_two_processes_grading_the_same_reports_grade_each_once(
    database_url: str, clock: SetClock
) -> None:
    reports = [a_report(subject_key=f"{n % 7:064d}") for n in range(100)]

    async def hear(desk: Desk) -> int:
        done = 0
        for start in range(0, 100, 20):
            for _ in range(20):
                try:
                    done += await desk.hear(*reports[start : start + 20])
                except GradedElsewhereError:
                    continue  # the bus delivers the batch again
                break
        return done

    async with a_desk(database_url, clock) as one, a_desk(database_url, clock) as two:
        done = await asyncio.gather(hear(one), hear(two))
        page = await one.search(limit=100)
        books = await ledger(one.database.engine)

    assert sum(done) == 100
    assert page.total == 7
    assert sum(row.reports for row in page.cases) == 100
    assert books["problems"] == []
