"""Promise: the migrations alone make exactly the tables that the code expects."""

from importlib import import_module

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Column, Connection, Integer, MetaData, inspect

from lianqing_shared.db import migrate, open_engine

SERVICES = ("registry", "intake", "grading", "notify", "console")
_BESIDE = ("alembic_version", "case_search", "ix_cases_queue")
"""Alembic's own table, and grading's search index and queue order, which it cannot
compare; the next test looks for them by name."""


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """Return how the database differs from the metadata, nothing if not at all."""
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda _object, name, *_: (
                not (name or "").startswith(_BESIDE)
            ),
        },
    )
    return [*compare_metadata(context, metadata), *_checks(connection, metadata)]


def _checks(connection: Connection, metadata: MetaData) -> list[object]:
    """Return the tables whose named check constraints are not those expected."""
    found: list[object] = []
    for table in metadata.sorted_tables:
        wanted = {
            str(one.name)
            for one in table.constraints
            if isinstance(one, CheckConstraint) and one.name
        }
        there = {
            str(one["name"])
            for one in inspect(connection).get_check_constraints(table.name)
        }
        if {name.rpartition("_")[2] for name in wanted} - {
            name.rpartition("_")[2] for name in there
        }:
            found.append((table.name, wanted, there))
    return found


def metadata_of(service: str) -> MetaData:
    metadata: MetaData = import_module(f"lianqing_{service}.store.tables").Base.metadata
    return metadata


@pytest.mark.parametrize("service", SERVICES)
async def test_a_migrated_database_is_what_the_code_expects(
    database_url: str, service: str
) -> None:
    engine = open_engine(database_url)
    try:
        await migrate(engine, f"lianqing_{service}.store.migrations")
        await migrate(engine, f"lianqing_{service}.store.migrations")

        async with engine.connect() as connection:
            found = await connection.run_sync(differences, metadata_of(service))
        assert found == []
    finally:
        await engine.dispose()


async def test_what_cannot_be_compared_is_there(database_url: str) -> None:
    engine = open_engine(database_url)
    try:
        await migrate(engine, "lianqing_grading.store.migrations")

        async with engine.connect() as connection:
            names = await connection.run_sync(
                lambda raw: {
                    *inspect(raw).get_table_names(),
                    *(one["name"] for one in inspect(raw).get_indexes("cases")),
                }
            )
        assert {"case_search", "ix_cases_queue"} <= names
    finally:
        await engine.dispose()


async def test_a_forgotten_column_is_noticed(database_url: str) -> None:
    engine = open_engine(database_url)
    wanted = MetaData(naming_convention=metadata_of("intake").naming_convention)
    for table in metadata_of("intake").sorted_tables:
        table.to_metadata(wanted)
    wanted.tables["unit"].append_column(Column("forgotten", Integer))
    try:
        await migrate(engine, "lianqing_intake.store.migrations")

        async with engine.connect() as connection:
            found = await connection.run_sync(differences, wanted)
        assert "forgotten" in repr(found)
    finally:
        await engine.dispose()
