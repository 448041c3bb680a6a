"""Files with the quirks of real exports, made on the spot."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from lianqing_sdk.errors import CellError, Problem, WholeFileError
from lianqing_sdk.reading import SourceFile

Value = str | int | float | date | datetime | None
HEADER: tuple[str, ...] = (
    "序号", "问题编号", "被检查单位", "责任人", "职务", "问题类别", "问题描述", "金额",
    "问题发生时间", "检查日期", "造成后果", "危害程度",
)  # fmt: skip
ROW: tuple[Value, ...] = (
    1, "CW-1", "柳河村", "甲某", "会计", "财务账目混乱", "多笔支出未入账", 1.5,
    "2026.3.5", "20260401", "群众有反映", "较轻",
)  # fmt: skip


def row(**changes: Value) -> tuple[Value, ...]:
    """Return a good row with some columns changed, by header."""
    found: dict[str, Value] = dict(zip(HEADER, ROW, strict=True))
    assert set(changes) <= set(found)
    return tuple(({**found, **changes})[name] for name in HEADER)


def sheet_of(book: openpyxl.Workbook) -> Worksheet:
    """Return the first sheet, typed."""
    sheet = book.worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: openpyxl.Workbook, name: str = "问题清单.xlsx") -> SourceFile:
    """Return a workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return SourceFile.of(name, out.getvalue())


def xlsx(rows: Sequence[Sequence[Value]], *, name: str = "问题清单.xlsx") -> SourceFile:
    """Return rows as an .xlsx file."""
    book = openpyxl.Workbook()
    for values in rows:
        sheet_of(book).append(list(values))
    return saved(book, name)


def xls(rows: Sequence[Sequence[Value]], *, name: str = "问题清单.xls") -> SourceFile:
    """Return rows as an old .xls file."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("清单")
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            sheet.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return SourceFile.of(name, out.getvalue())


def text(
    rows: Sequence[Sequence[Value]], *, encoding: str = "gb18030", mark: str = ","
) -> SourceFile:
    """Return rows as a text file."""
    lines = [
        mark.join("" if one is None else str(one) for one in each) for each in rows
    ]
    return SourceFile.of("问题清单.csv", "\r\n".join(lines).encode(encoding))


def problem_of(call: Callable[[], object]) -> Problem | None:
    """Return what a reading complains of; None when it is content."""
    try:
        call()
    except (CellError, WholeFileError) as err:
        return err.problem
    return None
