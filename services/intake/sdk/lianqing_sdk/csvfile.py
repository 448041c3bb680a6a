"""Read CSV and tab-separated text in the encodings that offices really use."""

import csv
import io
from collections.abc import Iterator

from lianqing_sdk.cells import Broken, Cell, Sheet
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.limits import Limits

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";", "，", "|")
_SNIFFED_LINES = 20


def read_csv(content: bytes, *, name: str, limits: Limits) -> list[Sheet]:
    """Return the one sheet of a text file; raises WholeFileError."""
    text = _decoded(content)
    delimiter = _delimiter(text)
    # The default of 128 KiB per field aborts the file in its middle; the file's own
    # size is the bound, and longer cells become the row's problem.
    csv.field_size_limit(limits.file_bytes)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [Sheet(name=name, rows=_bounded(reader, limits))]


def _bounded(reader: Iterator[list[str]], limits: Limits) -> Iterator[list[Cell]]:
    try:
        for row in reader:
            yield [
                value if len(value) <= limits.cell_chars else Broken.TOO_LONG
                for value in row[: limits.columns]
            ]
    except csv.Error as err:
        raise WholeFileError(
            "文本表格的格式已损坏，无法读到末尾。",
            "请在原系统重新导出，或用表格软件打开后另存为 .xlsx。",
        ) from err


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded_as(content, ("utf-16",))
    if b"\0" in content:
        raise WholeFileError(
            "这不是表格文件，或者文件已经损坏。",
            "请在原系统重新导出为 .xlsx 或 .csv。",
        )
    return _decoded_as(content, _ENCODINGS)


def _decoded_as(content: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WholeFileError(
        "文件的文字编码无法识别（既不是 UTF-8，也不是 GB18030）。",
        "请用表格软件打开，确认文字正常后另存为 .xlsx。",
    )


def _delimiter(text: str) -> str:
    """Pick the delimiter that splits the first lines most; comma when none does."""
    head = text[:20_000].splitlines()[:_SNIFFED_LINES]
    counts = [(sum(line.count(mark) for line in head), mark) for mark in _DELIMITERS]
    most, mark = max(counts, key=lambda pair: pair[0])
    return mark if most else ","
