"""Read and write spreadsheets of units row by row: xlsx, csv in either encoding."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from lianqing_registry.domain.unit_plan import unused
from lianqing_registry.domain.unit_sheet import (
    SheetColumn,
    UnitLine,
    as_meant,
    cells_of,
    heads,
)
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.errors.units import SheetError

MOST_ROWS = 100_000
_MOST_COLUMNS = 64
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO = 200
_HEAD_ROWS = 10
_NEEDED = (SheetColumn.CODE, SheetColumn.NAME)
_SHEET = "单位"
_WIDTHS = (20, 28, 12, 20, 16, 8, 12, 12, 14, 18, 24, 12, 28, 28)
_HELP = (
    ("怎样填写",),
    ("每个单位一行；第一行是列名，不要改动。多出的列不会读取。",),
    ("新单位须填写单位代码、单位名称和类型；上级可以写在下级之后。",),
    ("留空表示不改动已登记的内容；要去掉已登记的内容，填写“清空”。",),
    (
        "类型：县纪委、预警防控中心、信息专报点、成员单位、镇直单位、村，或其他任何名称。",
    ),
    ("区划代码：6、9 或 12 位数字，并在上级单位的区划之内。",),
    ("多个联系人、电话、邮箱、职务、别名之间用分号隔开，各列次序一致。",),
    ("整个文件要么全部导入，要么一行也不导入；有错时逐行说明。",),
)

Cells = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a file holds; `unused` are headers of columns that nobody reads."""

    lines: tuple[UnitLine, ...]
    unused: tuple[str, ...] = ()


def read_units(name: str, data: bytes) -> Sheet:
    """Read the first sheet of a file whose columns are named in any usual way.

    Raises:
        SheetError: No spreadsheet, too large, or without the columns that are needed.
    """
    rows = _xlsx(data) if data.startswith(b"PK") else _csv(name, data)
    numbered = enumerate(rows, start=1)
    for _, cells in islice(numbered, _HEAD_ROWS):
        columns = heads(cells)
        if all(column in columns.values() for column in _NEEDED):
            lines = tuple(_lines(numbered, columns))
            return Sheet(lines=lines, unused=unused(cells, columns))
    needed = "、".join(_NEEDED)
    raise SheetError(f"前 {_HEAD_ROWS} 行里没有同时含有“{needed}”的列名行")


def write_units(drafts: Iterable[UnitDraft]) -> bytes:
    """Return an xlsx with a row for each unit, and a sheet that says how to fill it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "C2"
    for number, width in enumerate(_WIDTHS):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append([column.value for column in SheetColumn])
    for draft in drafts:
        sheet.append([cell or None for cell in cells_of(draft)])
    notes = book.create_sheet("填写说明")
    notes.column_dimensions["A"].width = 90
    for line in _HELP:
        notes.append(line)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _lines(
    numbered: Iterable[tuple[int, Cells]], columns: dict[int, SheetColumn]
) -> Iterator[UnitLine]:
    for count, (number, cells) in enumerate(numbered):
        if count >= MOST_ROWS:
            raise SheetError(f"超过 {MOST_ROWS} 行，请分成几个文件")
        filled = {
            column: text
            for at, column in columns.items()
            if at < len(cells) and (text := as_meant(cells[at]))
        }
        if filled:
            yield UnitLine(number, filled)


def _xlsx(data: bytes) -> Iterator[Cells]:
    _check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS):
            yield [_text(value) for value in row]
    except (InvalidFileException, KeyError, ValueError, IndexError, SyntaxError) as err:
        raise SheetError("不是完好的 xlsx 文件，请用表格软件打开后另存") from err


def _check_archive(data: bytes) -> None:
    """Refuse what unpacks to more than a spreadsheet of units can be."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as err:
        raise SheetError("文件已损坏") from err
    if unpacked > min(_MOST_UNPACKED, _MOST_RATIO * len(data)):
        raise SheetError("展开后过大")


def _csv(name: str, data: bytes) -> Iterator[Cells]:
    if not name.lower().endswith((".csv", ".txt")):
        raise SheetError("只接受 xlsx 和 csv 文件")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as err:
            raise SheetError("既不是 UTF-8 也不是 GB18030 编码") from err
    try:
        for row in csv.reader(io.StringIO(text, newline="")):
            yield row[:_MOST_COLUMNS]
    except csv.Error as err:
        raise SheetError("不是完好的 csv 文件") from err


def _text(value: object) -> str:
    """Return a cell as it is shown: a number typed as one has no decimal point."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
