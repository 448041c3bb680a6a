"""The file that an audit log is taken out to: lines of JSON, checked end to end.

The first line says whose log it is and how far it goes, then comes one line for each
row, and the last line carries the digest of all bytes before it. The chain proves what
the rows say; the digest only finds what happened to the file.
"""

import hashlib
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json, to_json

from lianqing.errors import CommandError, UsageError
from lianqing.text import say
from lianqing_shared.contracts.auditing import AuditedService, AuditRow
from lianqing_shared.security.chain import Link

FORMAT = "lianqing.audit.v1"
_FIELDS = tuple(AuditRow.model_fields)
_PLACE = ("seq", "prev", "digest", "is_withheld")
_TYPES: Mapping[tuple[str, ...], tuple[type, ...]] = {
    _FIELDS: (int, *(str for _ in _FIELDS[1:-1]), bool),
    _PLACE: (int, str, str, bool),
}
"""Of the values of a whole row and of a withheld one."""


class Header(BaseModel):
    """The first line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    service: AuditedService
    rows: int
    """How far the export goes; the log may have grown since."""
    exported_at: datetime


class Trailer(BaseModel):
    """The last line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    end: int
    withheld: int
    sha256: str
    """Of all bytes before this line."""


class DamagedFileError(CommandError):
    """The file is not as it was written; `row` is the last row that could be read."""

    def __init__(self, sentence: str, *, row: int) -> None:
        super().__init__(sentence)
        self.row = row


async def write_export(
    path: Path, header: Header, pages: AsyncIterator[Sequence[AuditRow]]
) -> Trailer:
    """Write a whole export or nothing; raises CommandError if it cannot be written."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("wb") as out:
            trailer = await _write(out, header, pages)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    except OSError as err:
        raise CommandError(
            say(
                f"写不了 {path}：{err.strerror}。请换一个位置（--to）。",
                f"Cannot write {path}: {err.strerror}. Name another place with --to.",
            )
        ) from err
    finally:
        draft.unlink(missing_ok=True)
    return trailer


async def _write(
    out: BinaryIO, header: Header, pages: AsyncIterator[Sequence[AuditRow]]
) -> Trailer:
    digest = hashlib.sha256()
    end = withheld = 0

    def put(line: bytes) -> None:
        data = line + b"\n"
        digest.update(data)
        out.write(data)

    put(header.model_dump_json().encode())
    async for page in pages:
        for row in page:
            put(_line(row))
            end, withheld = row.seq, withheld + row.is_withheld
    trailer = Trailer(end=end, withheld=withheld, sha256=digest.hexdigest())
    out.write(f"{trailer.model_dump_json()}\n".encode())
    return trailer


def _line(row: AuditRow) -> bytes:
    return to_json(row.model_dump(include=set(_PLACE) if row.is_withheld else None))


class ExportFile:
    """An export that is read from front to back; at the end `trailer` is known."""

    def __init__(self, path: Path) -> None:
        """Open the file and read its first line; raises UsageError if it is none."""
        self._path = path
        try:
            with path.open("rb") as file:
                first = file.readline()
        except OSError as err:
            raise UsageError(
                say(
                    f"读不到 {path}：{err.strerror}。请核对文件名。",
                    f"Cannot read {path}: {err.strerror}. Check the name.",
                )
            ) from err
        self.header = _header(path, first)
        self.trailer: Trailer | None = None

    def rows(self) -> Iterator[Link]:
        """Yield the rows; raises DamagedFileError where the file is not as written."""
        count = withheld = 0
        before = b""
        with self._path.open("rb") as file:
            digest = hashlib.sha256(file.readline())
            for line in file:
                if before:
                    count += 1
                    digest.update(before)
                    link = _link(before, row=count)
                    withheld += link.is_withheld
                    yield link
                before = line
        ends = Trailer(end=count, withheld=withheld, sha256=digest.hexdigest())
        self._finish(before, ends)

    def _finish(self, last: bytes, ends: Trailer) -> None:
        """Set the last line against what was read."""
        row = ends.end
        try:
            self.trailer = Trailer.model_validate_json(last)
        except ValidationError:
            raise DamagedFileError(
                say(
                    f"文件不完整：读到第 {row} 条后没有结尾行，请重新导出",
                    f"the file is not whole: no last line after row {row}; "
                    "export it again",
                ),
                row=row,
            ) from None
        if last != _as_line(ends) or row != self.header.rows:
            raise DamagedFileError(
                say(
                    f"文件写成之后被改动过（共 {row} 条，与首行或结尾行的记载不符）",
                    f"the file was changed after it was written ({row} rows; its first "
                    "or last line says otherwise)",
                ),
                row=row,
            )


def _as_line(trailer: Trailer) -> bytes:
    return f"{trailer.model_dump_json()}\n".encode()


def _header(path: Path, line: bytes) -> Header:
    try:
        header = Header.model_validate_json(line)
    except ValidationError:
        header = None
    if header is None or header.format != FORMAT:
        raise UsageError(
            say(
                f"{path} 不是审计日志的导出文件，请用 lianqing audit export 导出。",
                f"{path} is no export of an audit log; make one with "
                "`lianqing audit export`.",
            )
        )
    return header


def _link(line: bytes, *, row: int) -> Link:
    """Read one row, strictly: what another reader might see otherwise is refused.

    A row has one form only, to the byte. Two values under one name, say, would show a
    person who looks into the file another one than is checked here.
    """
    try:
        found = from_json(line)
    except ValueError:
        found = None
    if isinstance(found, dict) and _is_as_written(found, line):
        return Link(**found)
    raise DamagedFileError(
        say(f"第 {row} 条读不懂：文件被改动过", f"row {row} cannot be read"), row=row
    )


def _is_as_written(found: dict[str, object], line: bytes) -> bool:
    wanted = _PLACE if found.get("is_withheld") is True else _FIELDS
    return (
        tuple(found) == wanted
        and tuple(map(type, found.values())) == _TYPES[wanted]
        and to_json(found) + b"\n" == line
    )
