"""Watch a unit's inbox: wait until an export is whole, read it, put it away."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path

import structlog

from lianqing_sdk.adapter import Adapter
from lianqing_sdk.errors import Problem, WholeFileError
from lianqing_sdk.importing import Tally, Unused, Usable, read_reports
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.limits import DEFAULT_LIMITS, Limits
from lianqing_sdk.mapping import Reading
from lianqing_sdk.reading import SourceFile, load_file
from lianqing_sdk.settings import UnitSettings
from lianqing_sdk.spool import Entry, Offered, Spool
from lianqing_sdk.unused import write_unused
from lianqing_shared.clock import Clock

log = structlog.get_logger(__name__)

_CHUNK = 500
_DONE, _REFUSED = "done", "refused"
_PARTIAL = (".tmp", ".part", ".crdownload", ".download", ".lock")
_PROBLEMS = {
    Offered.CHANGED: Problem(
        "这一行以前已经报送，现在同一编号的内容有改动；已报送的内容不能改写。",
        "确需补充的，请在防控中心登入窗口更正，或用新的编号另报一行。",
    ),
    Offered.TOO_LARGE: Problem(
        "这一行的内容太长（超过 200 KB）。", "请缩短正文，详细材料另行报送。"
    ),
}


class Interrupted(Exception):  # noqa: N818 - no error: the process is asked to stop
    """Reading was broken off; the file stays and will be read again."""


class Read(Enum):
    """What became of a file."""

    TAKEN = "taken"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class _Size:
    bytes: int
    changed_at: int


class Inbox:
    """The inbox of one unit."""

    def __init__(
        self,
        settings: UnitSettings,
        adapter: Adapter,
        spool: Spool,
        ledger: Ledger,
        *,
        clock: Clock,
        digest_key: bytes,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._settings = settings
        self._adapter = adapter
        self._spool = spool
        self._ledger = ledger
        self._clock = clock
        self._digest_key = digest_key
        self._limits = limits
        self._seen: dict[Path, _Size] = {}
        self.stopping = threading.Event()

    def look(self) -> tuple[list[Path], int]:
        """Return the files that are whole, and how many are still being written.

        A file counts as whole when size and time are as they were at the last look.
        """
        folder = self._settings.inbox
        folder.mkdir(parents=True, exist_ok=True)
        now = {path: size for path in sorted(folder.iterdir()) if (size := _size(path))}
        whole = [path for path, size in now.items() if self._seen.get(path) == size]
        self._seen = now
        return whole, len(now) - len(whole)

    def take(self, path: Path) -> Read:
        """Read one file into the spool, list what could not be used, put it away.

        Safe to break off at any point and to repeat: ids are stable, lists are
        rewritten, and the file moves last.

        Raises:
            SpoolFullError: The file stays where it is.
            Interrupted: The same, because the process is to stop.
        """
        name, tally = path.name, Tally()
        read = self._take(path, tally)
        if read is not Read.KNOWN:
            write_unused(self._settings.unused, name, self._ledger.unused(name))
        self._put_away(path, _REFUSED if read is Read.REFUSED else _DONE)
        log.info(
            "file.read",
            result=read.value,
            usable=tally.usable,
            unused=tally.unused,
            skipped=tally.skipped.total(),
        )
        return read

    def _take(self, path: Path, tally: Tally) -> Read:
        try:
            file = load_file(path, limits=self._limits)
            if self._ledger.handled(file.sha256) is not None:
                return Read.KNOWN
            self._ledger.forget_unused(path.name)
            self._read(file, tally)
        except WholeFileError as err:
            self._ledger.forget_unused(path.name)
            self._ledger.note_unused(path.name, [Unused("", None, err.problem)])
            return Read.REFUSED
        self._ledger.close_file(file, tally)
        return Read.TAKEN

    def _read(self, file: SourceFile, tally: Tally) -> None:
        reading = Reading(
            unit=self._settings.code,
            digest_key=self._digest_key,
            read_at=self._clock.now(),
            file_name=file.name,
            file_sha256=file.sha256,
        )
        found = read_reports(
            self._adapter, file, reading, tally=tally, limits=self._limits
        )
        for chunk in _chunks(found):
            if self.stopping.is_set():
                raise Interrupted
            unused = [one for one in chunk if isinstance(one, Unused)]
            usable = [one for one in chunk if isinstance(one, Usable)]
            refused = self._offer(file, usable)
            tally.usable -= len(refused)
            tally.unused += len(refused)
            self._ledger.note_unused(file.name, (*unused, *refused))

    def _offer(self, file: SourceFile, usable: list[Usable]) -> list[Unused]:
        entries = [
            Entry(
                message=one.report,
                content_sha256=one.content_sha256,
                file_name=file.name,
                sheet=one.sheet,
                row=one.row,
            )
            for one in usable
        ]
        return [
            Unused(one.sheet, one.row, _PROBLEMS[offered])
            for one, offered in zip(usable, self._spool.offer(entries), strict=True)
            if offered in _PROBLEMS
        ]

    def _put_away(self, path: Path, room: str) -> None:
        folder = path.parent / room
        folder.mkdir(exist_ok=True)
        target, number = folder / path.name, 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem}-{number}{path.suffix}"
        path.replace(target)
        self._seen.pop(path, None)


def _chunks(found: Iterator[Usable | Unused]) -> Iterator[list[Usable | Unused]]:
    while chunk := list(islice(found, _CHUNK)):
        yield chunk


def _size(path: Path) -> _Size | None:
    """Return what tells whether a file grows; None for what is no export."""
    if path.name.startswith((".", "~$")) or path.suffix.lower() in _PARTIAL:
        return None
    try:
        if not path.is_file():
            return None
        found = path.stat()
    except OSError:
        return None
    return _Size(found.st_size, found.st_mtime_ns)
