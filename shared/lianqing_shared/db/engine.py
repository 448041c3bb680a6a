"""Open SQLite or PostgreSQL so that a commit survives the loss of power."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

READ_ONLY = "lianqing_read_only"
"""Execution option of a connection that only looks."""

_PRAGMAS = (
    # Larger pages halve the writes of a batch (measured: research/tech.md).
    "PRAGMA page_size=16384",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-32768",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)


def open_engine(url: str, *, schema: str | None = None) -> AsyncEngine:
    """Open the database at `url`; `schema` is for PostgreSQL only.

    Error texts never hold parameters: they may be what a reporter said.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=4,
        json_serializer=_to_json,
        connect_args={"options": _postgres_options(schema)},
    )


def _open_sqlite(url: str) -> AsyncEngine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url, hide_parameters=True, json_serializer=_to_json, pool_size=8
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns to writing can fail half way as "locked".
    reads = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgres_options(schema: str | None) -> str:
    options = (
        "-c synchronous_commit=on -c statement_timeout=30000 -c lock_timeout=10000"
    )
    return f"{options} -c search_path={schema}" if schema else options


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
