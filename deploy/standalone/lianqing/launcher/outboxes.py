"""Ask a service's database how much of what it committed is not yet said.

The launcher lives as long as the system. It looks into SQLite with the standard library
and loads SQLAlchemy, a third of its memory, only for a PostgreSQL installation.
"""

import asyncio
import sqlite3
from pathlib import Path

from lianqing.errors import CommandError
from lianqing.launcher.folder import DataFolder
from lianqing.text import say

_SQLITE = "sqlite+aiosqlite:///"
_POSITIONS = (
    "SELECT (SELECT max(pos) FROM outbox), (SELECT max(pos) FROM outbox_cursor)"
)


class UnreadableError(CommandError):
    """A database does not answer now; the service may be making it, or be down."""

    def __init__(self, name: str, why: Exception) -> None:
        kind = type(why).__name__
        super().__init__(
            say(
                f"{name} 的数据库读不到（{kind}）",
                f"the database of {name} cannot be read ({kind})",
            )
        )


async def unsent(folder: DataFolder, name: str) -> int:
    """Return how many outbox rows of one service wait for the relay."""
    url = folder.database_url(name)
    try:
        if url.startswith(_SQLITE):
            path = Path(url.removeprefix(_SQLITE))
            last, sent = await asyncio.to_thread(_positions, path)
        else:
            last, sent = await _positions_elsewhere(url, folder.database_schema(name))
    except (sqlite3.Error, OSError) as err:
        raise UnreadableError(name, err) from err
    return max(0, (last or 0) - (sent or 0))


def _positions(path: Path) -> tuple[int | None, int | None]:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        last, sent = connection.execute(_POSITIONS).fetchone()
    finally:
        connection.close()
    return last, sent


async def _positions_elsewhere(
    url: str, schema: str | None
) -> tuple[int | None, int | None]:
    from sqlalchemy import text  # noqa: PLC0415 - see above
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    from lianqing_shared.db.engine import open_engine  # noqa: PLC0415

    engine = open_engine(url, schema=schema)
    try:
        async with engine.connect() as connection:
            last, sent = (await connection.execute(text(_POSITIONS))).one()
    except SQLAlchemyError as err:
        raise OSError(type(err).__name__) from err
    finally:
        await engine.dispose()
    return last, sent
