"""What a service has committed but not yet said keeps the system busy."""

import sqlite3
from pathlib import Path

import pytest

from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.outboxes import UnreadableError, unsent
from lianqing.launcher.probes import busy_outboxes


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return make(tmp_path / "data")


def _database(folder: DataFolder, name: str, *, last: int, sent: int | None) -> None:
    connection = sqlite3.connect(folder.db / f"{name}.db")
    connection.executescript(
        "CREATE TABLE outbox (pos INTEGER); CREATE TABLE outbox_cursor (pos INTEGER)"
    )
    connection.executemany(
        "INSERT INTO outbox VALUES (?)", [(pos,) for pos in range(1, last + 1)]
    )
    if sent is not None:
        connection.execute("INSERT INTO outbox_cursor VALUES (?)", (sent,))
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("last", "sent", "left"),
    [(0, None, 0), (5, None, 5), (5, 3, 2), (5, 5, 0), (0, 9, 0)],
    ids=["nothing", "never relayed", "half way", "all said", "old rows deleted"],
)
async def test_what_lies_past_the_cursor_is_unsent(
    folder: DataFolder, last: int, sent: int | None, left: int
) -> None:
    _database(folder, "intake", last=last, sent=sent)

    assert await unsent(folder, "intake") == left


async def test_a_database_that_is_not_there_counts_as_busy_and_is_not_made(
    folder: DataFolder,
) -> None:
    with pytest.raises(UnreadableError, match="intake"):
        await unsent(folder, "intake")

    assert len(await busy_outboxes(folder)) == 4
    assert list(folder.db.iterdir()) == []
