"""Look through a workbook's XML for two things that the table reader does not tell.

How far the cells reach (one cell in the last corner makes a reader allocate the whole
area), and which formulas were saved without a result (exports by programs do this; the
reader shows them as empty, which would lose a figure without a word).
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import unescape

from lianqing_sdk.errors import WholeFileError

_CHUNK_BYTES = 1024 * 1024
_OVERLAP_BYTES = 8 * 1024
_REFERENCE = re.compile(
    rb"<(?:\w+:)?c\s[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']"
)
_UNSAVED = re.compile(
    rb"<(?:\w+:)?c\s[^>]{0,200}?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]{0,200}>\s*"
    rb"<(?:\w+:)?f\b[^>]{0,400}?(?:/>|>[^<]{0,4000}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What the XML of one sheet says; `unsaved` are columns by row, from 0."""

    unsaved: dict[int, tuple[int, ...]] = field(default_factory=dict)


def scan_sheets(archive: zipfile.ZipFile, *, max_cells: int) -> dict[str, SheetScan]:
    """Return a scan per sheet name; raises WholeFileError when one spans too much."""
    return {
        name: _scan(archive, part, max_cells=max_cells)
        for name, part in _parts(archive)
        if part in archive.namelist()
    }


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Pair each sheet's name with its part of the archive."""
    targets: dict[str, str] = {}
    if "xl/_rels/workbook.xml.rels" in archive.namelist():
        for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
            found = _attributes(tag)
            targets[found.get("Id", "")] = found.get("Target", "")
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        found = _attributes(tag)
        target = next(
            (
                targets.get(value, "")
                for key, value in found.items()
                if key.endswith(":id")
            ),
            "",
        )
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield found.get("name", ""), part


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): unescape((double or single).decode(errors="replace"), _ENTITIES)
        for key, double, single in _ATTRIBUTE.findall(tag)
    }


def _scan(archive: zipfile.ZipFile, part: str, *, max_cells: int) -> SheetScan:
    unsaved: dict[int, set[int]] = {}
    last_row = last_column = 0
    for window in _windows(archive, part):
        for letters, number in _REFERENCE.findall(window):
            last_row = max(last_row, int(number))
            last_column = max(last_column, _column(letters) + 1)
        if last_row * last_column > max_cells:
            raise WholeFileError(
                f"工作表范围过大（{last_row} 行 × {last_column} 列），没有打开。",
                "请删去数据区以外的空行空列，另存后再放入。",
            )
        if b"f>" in window or b"<f" in window:
            for letters, number in _UNSAVED.findall(window):
                unsaved.setdefault(int(number) - 1, set()).add(_column(letters))
    return SheetScan({row: tuple(sorted(found)) for row, found in unsaved.items()})


def _windows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Walk a part in overlapping pieces, so that no cell is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK_BYTES):
            window = tail + piece
            yield window
            tail = window[-_OVERLAP_BYTES:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
