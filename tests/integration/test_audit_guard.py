"""Promise: the database itself refuses to change the audit log of any service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import (
    Database,
    audit_guard,
    migrate,
    open_engine,
    service_metadata,
)
from lianqing_shared.db.audit_guard import MESSAGE
from lianqing_shared.db.sealing import keep_guard
from lianqing_shared.testing.databases import opened
from lianqing_shared.testing.tampering import LIFTING, tamper

SERVICES = ("registry", "intake", "grading", "notify", "console")
CHANGES = (
    "UPDATE audit SET actor = 'pe_other' WHERE seq = 2",
    "DELETE FROM audit WHERE seq = 3",
    "DELETE FROM audit",
)
ROW = "SELECT 2, prev, digest, at, 'pe_other', action, object_id, detail FROM audit"
COLUMNS = "(seq, prev, digest, at, actor, action, object_id, detail)"
SQLITE_CHANGES = (
    f"INSERT OR REPLACE INTO audit {COLUMNS} {ROW} WHERE seq = 2",
    "UPDATE OR REPLACE audit SET seq = 1 WHERE seq = 2",
    f"INSERT OR REPLACE INTO audit {COLUMNS} {ROW.replace('2,', '9,')} WHERE seq = 2",
    f"INSERT OR REPLACE INTO audit {COLUMNS} {ROW.replace('2,', '9,')} WHERE seq = 1",
    f"INSERT OR REPLACE INTO audit {COLUMNS} {ROW.replace('2,', '4,')} WHERE seq = 3",
)
OR_ELSE = "ON CONFLICT (seq) DO UPDATE SET actor = EXCLUDED.actor"
POSTGRES_CHANGES = (
    "TRUNCATE audit",
    f"INSERT INTO audit {COLUMNS} {ROW} WHERE seq = 2 {OR_ELSE}",
)


@pytest.fixture(params=("tables", "migrations"))
def made_by(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@asynccontextmanager
async def a_log_of_three(
    url: str, clock: SetClock, made_by: str
) -> AsyncIterator[Database]:
    """Open a database whose log has three rows, made by `create_all` or migrations."""
    metadata = service_metadata()
    engine = open_engine(url)
    try:
        if made_by == "tables":
            async with engine.begin() as connection:
                await connection.run_sync(metadata.create_all)
        else:
            await migrate(engine, "lianqing_intake.store.migrations")
        database = Database(engine, metadata, clock=clock, service=Principal.INTAKE)
        async with database.work() as work:
            for number in range(3):
                work.note("report.accepted", f"rp_{number}")
        yield database
    finally:
        await engine.dispose()


async def attempt(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))


async def rows(engine: AsyncEngine) -> list[tuple[object, ...]]:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT * FROM audit ORDER BY seq"))
        return [tuple(row) for row in found]


async def refused(database: Database, statement: str) -> None:
    before = await rows(database.engine)
    with pytest.raises(IntegrityError, match=MESSAGE):
        await attempt(database.engine, statement)
    assert await rows(database.engine) == before


@pytest.mark.parametrize("statement", CHANGES)
async def test_no_row_is_changed_or_taken_away(
    database_url: str, clock: SetClock, made_by: str, statement: str
) -> None:
    async with a_log_of_three(database_url, clock, made_by) as database:
        await refused(database, statement)


@pytest.mark.parametrize("statement", SQLITE_CHANGES)
async def test_sqlite_replaces_no_row(
    sqlite_url: str, clock: SetClock, made_by: str, statement: str
) -> None:
    async with a_log_of_three(sqlite_url, clock, made_by) as database:
        await refused(database, statement)


@pytest.mark.parametrize("statement", POSTGRES_CHANGES)
async def test_postgresql_empties_and_overwrites_nothing(
    postgres_url: str, clock: SetClock, made_by: str, statement: str
) -> None:
    async with a_log_of_three(postgres_url, clock, made_by) as database:
        await refused(database, statement)


@pytest.mark.parametrize("service", SERVICES)
async def test_the_log_of_every_service_is_guarded(
    database_url: str, clock: SetClock, service: str
) -> None:
    engine = open_engine(database_url)
    try:
        await migrate(engine, f"lianqing_{service}.store.migrations")
        database = Database(
            engine, service_metadata(), clock=clock, service=Principal(service)
        )
        async with database.work() as work:
            work.note("something.done", "x")

        await refused(database, "DELETE FROM audit")
    finally:
        await engine.dispose()


async def test_the_guard_stands_in_the_schema_of_the_service(
    postgres_url: str, clock: SetClock
) -> None:
    plain = open_engine(postgres_url)
    await attempt(plain, "CREATE SCHEMA first")
    await attempt(plain, "CREATE SCHEMA second")
    await plain.dispose()
    for schema in ("first", "second"):
        engine = open_engine(postgres_url, schema=schema)
        try:
            await migrate(engine, "lianqing_notify.store.migrations")
            database = Database(
                engine, service_metadata(), clock=clock, service=Principal.NOTIFY
            )
            async with database.work() as work:
                work.note("letter.issued", "le_1")

            await refused(database, "DELETE FROM audit")
            await refused(database, "TRUNCATE audit")
        finally:
            await engine.dispose()


async def test_the_log_goes_on_after_a_refused_change(
    database_url: str, clock: SetClock
) -> None:
    async with opened(
        database_url, service_metadata(), clock=clock, service=Principal.INTAKE
    ) as database:
        for _ in range(2):
            async with database.work() as work:
                work.note("report.accepted", "rp_1")
            with pytest.raises(IntegrityError):
                await attempt(database.engine, "DELETE FROM audit")

        assert len(await rows(database.engine)) == 2


@pytest.mark.parametrize("statement", CHANGES)
async def test_without_the_guard_each_of_these_changes_goes_through(
    database_url: str, clock: SetClock, made_by: str, statement: str
) -> None:
    """Planted: if this failed, the tests above would prove nothing."""
    async with a_log_of_three(database_url, clock, made_by) as database:
        before = await rows(database.engine)

        await tamper(database.engine, statement)

        assert await rows(database.engine) != before


TABLE = """CREATE TABLE audit (seq BIGINT PRIMARY KEY, prev TEXT, digest TEXT, at TEXT,
actor TEXT, action TEXT, object_id TEXT, detail TEXT)"""
REMADE = ("DROP TABLE audit", TABLE)
FUNCTION = """CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"""
HOLLOW = "BEFORE UPDATE ON audit BEGIN SELECT 1; END"
TAKEN_OFF = {
    "sqlite": {
        "dropped": LIFTING["sqlite"][1:2],
        "switched off": LIFTING["sqlite"],
        "hollowed": (
            "DROP TRIGGER audit_no_update",
            f"CREATE TRIGGER audit_no_update {HOLLOW}",
        ),
        "renamed": (
            "ALTER TABLE audit RENAME TO aside",
            "CREATE TABLE audit AS SELECT * FROM aside",
        ),
        "remade": REMADE,
    },
    "postgresql": {
        "dropped": LIFTING["postgresql"],
        "switched off": ("ALTER TABLE audit DISABLE TRIGGER ALL",),
        "hollowed": (FUNCTION,),
        "renamed": (
            "ALTER TABLE audit RENAME TO aside",
            "CREATE TABLE audit AS SELECT * FROM aside",
        ),
        "remade": REMADE,
    },
}
"""What takes the guard off, or puts another table in the place of the guarded one."""


async def missing(database: Database) -> tuple[str, ...]:
    async with database.look() as session:
        return await audit_guard.missing(session)


@pytest.mark.parametrize("way", TAKEN_OFF["sqlite"])
async def test_a_guard_that_was_taken_off_is_missed_and_put_back(
    database_url: str, clock: SetClock, made_by: str, way: str
) -> None:
    """Nothing in a database can stop its owner; it can be seen that he was there."""
    async with a_log_of_three(database_url, clock, made_by) as database:
        assert await missing(database) == ()
        assert await keep_guard(database) == ()
        for statement in TAKEN_OFF[database.engine.dialect.name][way]:
            await attempt(database.engine, statement)

        assert await missing(database) != ()
        assert await keep_guard(database) != ()

        assert await missing(database) == ()
        (*_, last) = await rows(database.engine)
        assert "audit.guarded" in last
        await refused(database, "DELETE FROM audit")
        await refused(database, "UPDATE audit SET actor = 'pe_other'")
