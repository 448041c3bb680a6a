"""Keep each process's log in a file of limited size.

A child writes to its file itself (`O_APPEND`), never through a pipe to us: it must not
stand still when the launcher does, and must go on when the launcher dies. So a full log
is copied aside and cut in place; the few lines written between the two are given up.
"""

import json
import shutil
from pathlib import Path
from typing import BinaryIO

CAP_BYTES = 10_000_000
KEPT = 2
_TAIL_BYTES = 20_000


def open_log(path: Path) -> BinaryIO:
    """Open a log for a child to append to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return path.open("ab", buffering=0)


def rotate(path: Path, *, cap_bytes: int = CAP_BYTES, kept: int = KEPT) -> bool:
    """Move a log that outgrew the cap to `.1`, `.1` to `.2`; return whether it did."""
    if not path.exists() or path.stat().st_size <= cap_bytes:
        return False
    for number in range(kept, 1, -1):
        older = path.with_name(f"{path.name}.{number - 1}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    with path.open("r+b") as file:
        file.truncate(0)
    return True


def last_words(path: Path, *, lines: int = 3) -> list[str]:
    """Return the last lines of a log, JSON ones shortened to event and error."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return []
    return [_short(line) for line in text.splitlines() if line.strip()][-lines:]


def _short(line: str) -> str:
    try:
        event = json.loads(line)
        told = [event.get(key) for key in ("event", "error", "error_words")]
        return " · ".join(str(part) for part in told if part)
    except (ValueError, AttributeError):
        return line.strip()
