"""Let one launcher at a time run a data folder, and say who it is."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from lianqing.errors import AlreadyRunningError
from lianqing.launcher.folder import DataFolder
from lianqing.text import say
from lianqing_shared.clock import BEIJING


@contextlib.contextmanager
def hold(folder: DataFolder, *, at: datetime) -> Iterator[None]:
    """Hold the folder while the block runs; raises AlreadyRunningError naming the pid.

    The kernel lets go of the lock when the process ends in whatever way, so a lock file
    that was left behind never stands in the way.
    """
    folder.run.mkdir(exist_ok=True)
    with folder.lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            raise _already(folder) from err
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "since": at.isoformat()}))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def holder(folder: DataFolder) -> int | None:
    """Return the pid of the running launcher; None when nobody holds the folder."""
    if not folder.lock.exists():
        return None
    with folder.lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return _written(folder.lock)[0]
    return None


def _already(folder: DataFolder) -> AlreadyRunningError:
    pid, since = _written(folder.lock)
    sentence = say(
        f"这个数据目录正由进程 {pid} 运行（{since} 起）。"
        f"要停止它，请运行 `lianqing down --data {folder.root}`。",
        f"Process {pid} is running this data folder (since {since}). "
        f"To stop it: `lianqing down --data {folder.root}`.",
    )
    return AlreadyRunningError(sentence, pid=pid)


def _written(path: Path) -> tuple[int | None, str]:
    try:
        found = json.loads(path.read_text())
        since = datetime.fromisoformat(found["since"]).astimezone(BEIJING)
        return int(found["pid"]), f"{since:%Y-%m-%d %H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return None, "?"
