"""Promise: when all come at once, on both databases, an informant stays one.

Nobody files what he asked for, numbers have no gaps, a year has one assessment in
force, and what was kept before is kept.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.ext.asyncio import AsyncConnection

from lianqing_registry.store.tables import AssessmentRow, Base, InformantTermRow
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_conduct import AssessmentView
from lianqing_shared.contracts.informants import InformantFiled, InformantView
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import open_engine
from lianqing_shared.db.work import Database
from lianqing_shared.testing.databases import opened
from tests.integration.test_registry_database import at_once
from tests.unit.registry.builders import a_town
from tests.unit.registry.informant_kit import (
    DIRECTOR,
    HEAD,
    SECRETARY,
    Office,
    because,
)

PACKAGE = "lianqing_registry.store.migrations"


@pytest.fixture
async def office(database_url: str, clock: SetClock) -> AsyncIterator[Office]:
    async with a_town(database_url, clock) as database:
        yield Office(database)


@pytest.fixture
async def twin(
    office: Office, database_url: str, clock: SetClock
) -> AsyncIterator[Office]:
    """Open the same database a second time, as another process would."""
    async with opened(
        database_url, Base.metadata, clock=clock, service=Principal.REGISTRY
    ) as database:
        yield Office(database, counter=office.counter)


async def count(database: Database, table: type[Base]) -> int:
    async with database.look() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_one_application_sent_many_times_at_once_is_one(
    office: Office, twin: Office
) -> None:
    answers = await at_once(
        *((twin if n % 2 else office).apply("申某") for n in range(8))
    )

    views = [one for one in answers if isinstance(one, InformantView)]
    assert len(views) == 8
    assert len({one.person_id for one in views}) == 1
    assert await count(office.database, InformantTermRow) == 1


async def test_one_term_filed_many_times_at_once_takes_one_number(
    office: Office, twin: Office
) -> None:
    applied = await office.apply("申某")

    answers = await at_once(
        *(
            (twin if n % 2 else office).file(
                applied.person_id, SECRETARY if n % 3 else DIRECTOR
            )
            for n in range(8)
        )
    )

    numbers = {
        one.informant.filing_no for one in answers if isinstance(one, InformantFiled)
    }
    assert numbers == {"备〔2026〕1号"}


async def test_of_filing_and_refusing_at_once_one_holds(
    office: Office, twin: Office
) -> None:
    applied = await office.apply("申某")
    refuse = i.RefuseInformant(person_id=applied.person_id, **because())

    answers = await at_once(office.file(applied.person_id), twin.do(refuse, SECRETARY))

    failed = [one for one in answers if isinstance(one, Exception)]
    (term,) = (await office.show(applied.person_id)).terms
    assert len(failed) == 1
    assert (term.filed_at is None) != (term.refused_at is None)


async def test_a_renewal_asked_for_at_once_waits_once(
    office: Office, twin: Office
) -> None:
    person = (await office.filed()).person_id
    ask = i.RenewInformant(person_id=person)

    answers = await at_once(
        *((twin if n % 2 else office).do(ask, HEAD) for n in range(6))
    )

    assert sum(isinstance(one, InformantView) for one in answers) == 1
    assert await count(office.database, InformantTermRow) == 2


async def test_a_year_assessed_at_once_has_one_assessment_in_force(
    office: Office, twin: Office
) -> None:
    person = (await office.filed()).person_id

    answers = await at_once(
        *(
            (twin if n % 2 else office).assess(
                person, 70 + n, proposed=60, reason=f"第{n}种意见"
            )
            for n in range(6)
        )
    )

    done = [one for one in answers if isinstance(one, AssessmentView)]
    history = (await office.show(person)).assessments
    assert done
    assert len(history) == len(done)
    assert [one.is_current for one in history] == [True] + [False] * (len(done) - 1)
    assert [one.version for one in history] == list(range(len(done), 0, -1))


async def test_the_database_itself_keeps_one_assessment_of_a_year_in_force(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    await office.assess(person, 60)

    with pytest.raises(sa.exc.IntegrityError):
        async with office.database.work() as work:
            await work.session.execute(
                sa.insert(AssessmentRow).values(
                    person_id=person,
                    year=2026,
                    version=2,
                    score=70,
                    result="barely",
                    proposal={},
                    assessed_at=work.now,
                    assessed_by="pe_1",
                )
            )


async def test_a_record_taken_back_many_times_at_once_is_taken_back_once(
    office: Office, twin: Office, clock: SetClock
) -> None:
    person, today = (await office.filed()).person_id, clock.now().date()
    await office.do(
        i.PunishInformant(person_id=person, on=today, text=Personal("约谈"))
    )
    (record,) = (await office.show(person)).records
    assert (await office.propose(person)).score == 45
    asks = [
        i.WithdrawInformantRecord(
            person_id=person, number=record.number or 0, **because(f"第{n}种理由")
        )
        for n in range(6)
    ]

    answers = await at_once(
        *((twin if n % 2 else office).do(ask) for n, ask in enumerate(asks))
    )

    assert all(one == answers[0] for one in answers)
    assert isinstance(answers[0], i.InformantRecord)
    assert (await office.propose(person)).score == 60
    async with office.database.look() as session:
        audit = (await session.execute(sa.select(office.database.journal.audit))).all()
    assert sum("record_withdrawn" in str(row) for row in audit) == 1


async def test_a_log_in_asked_for_by_two_at_once_is_one_informants(
    office: Office, twin: Office
) -> None:
    first, second = await office.apply("申某"), await office.apply("酉某")

    answers = await at_once(
        office.file(first.person_id, login="shen"),
        twin.file(second.person_id, login="shen"),
    )

    assert sum(isinstance(one, InformantFiled) for one in answers) == 1


async def test_everything_works_on_both_databases(
    office: Office, clock: SetClock
) -> None:
    person = (await office.filed()).person_id
    await office.publish()
    await office.do(
        i.RewardInformant(
            person_id=person,
            on=clock.now().date(),
            text=Personal("表扬"),
            amount=50_000,
            rule_reference="县纪发〔2025〕3号",
        )
    )
    await office.assess(person, 60)
    await office.assess(person, 65, reason="更正")
    clock.advance(days=36 * 31)

    assert await office.expire() == 1
    found = await office.show(person)
    assert [one.score for one in found.assessments] == [65, 60]
    assert found.assessments[0].proposal.lines
    assert (await office.list()).informants[0].result is not None


def _migrate_to(connection: sa.Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", _folder())
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _folder() -> str:
    return str(files(PACKAGE))


async def test_what_was_kept_before_is_kept_in_the_new_tables(
    database_url: str,
) -> None:
    engine = open_engine(database_url)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    informant = {"background": "deputy", "recruiter": "court", "applied_at": at}
    filed = {"filed_at": at, "filed_by": "pe_2", "filing_year": 2026}
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate_to, "0004")
            await connection.run_sync(_fill_before, informant, filed, at)
            await connection.run_sync(_migrate_to, "0005")
        async with engine.connect() as connection:
            states = await _rows(connection, "SELECT person_id, state FROM informants")
            terms = await _rows(
                connection,
                "SELECT person_id, asked_by, filed_by, filing_number"
                " FROM informant_terms",
            )
            records = await _rows(
                connection, "SELECT kind, text FROM informant_records"
            )
            assessments = await _rows(
                connection,
                "SELECT score, version, superseded_at IS NULL"
                " FROM informant_assessments",
            )
    finally:
        await engine.dispose()

    assert sorted(states) == [("pe_a", "active"), ("pe_b", "applied")]
    assert sorted(terms) == [("pe_a", "pe_1", "pe_2", 1), ("pe_b", "pe_1", None, None)]
    assert records == [("training", "岗前培训")]
    assert sorted((score, number, bool(on)) for score, number, on in assessments) == [
        (80, 1, False),
        (92, 2, True),
    ]


def _fill_before(
    connection: sa.Connection,
    informant: dict[str, object],
    filed: dict[str, object],
    at: datetime,
) -> None:
    tables = sa.MetaData()
    tables.reflect(connection)
    columns = tables.tables["units"].columns
    unit: dict[str, object] = {
        "code": "court", "name": "法庭", "kind": "member", "path": "court",
        "status": "active", "aliases": [], "version": 1, "added_at": at,
    }  # fmt: skip
    for column in columns:
        if not column.nullable and column.name not in unit:
            unit[column.name] = 0 if column.type.python_type is int else ""
    connection.execute(tables.tables["units"].insert(), unit)
    people = tables.tables["informants"]
    connection.execute(
        people.insert(),
        {
            **informant,
            **filed,
            "person_id": "pe_a",
            "name": "申某",
            "state": "filed",
            "applied_by": "pe_1",
            "filing_number": 1,
        },
    )
    connection.execute(
        people.insert(),
        {
            **informant,
            "person_id": "pe_b",
            "name": "酉某",
            "state": "applied",
            "applied_by": "pe_1",
        },
    )
    for kind, text, score in (
        ("training", "岗前培训", None),
        ("assessment", "初次", 80),
        ("assessment", "更正", 92),
    ):
        connection.execute(
            tables.tables["informant_records"].insert(),
            {
                "person_id": "pe_a",
                "kind": kind,
                "on_day": at.date(),
                "text": text,
                "score": score,
                "recorded_at": at,
                "recorded_by": "pe_2",
            },
        )


async def _rows(connection: AsyncConnection, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await connection.execute(sa.text(query))]
