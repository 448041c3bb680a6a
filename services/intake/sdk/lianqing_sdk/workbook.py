"""Read .xlsx and old .xls workbooks, after checking that they are safe to open."""

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence

import python_calamine as calamine

from lianqing_sdk.cells import Broken, Cell, Sheet, Span
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.limits import Limits
from lianqing_sdk.probe import survives
from lianqing_sdk.sheetxml import SheetScan, scan_sheets

_SAVE_AGAIN = "请用表格软件打开，确认内容无误后另存为 .xlsx 再放入。"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    ValueError,
)
_NOT_SHEETS = {
    "word/": "这是文字文档（Word），不是表格。",
    "ppt/": "这是演示文稿，不是表格。",
    "content.xml": "这是 .ods 表格，暂不能直接读取。",
    "xl/workbook.bin": "这是 .xlsb 表格，暂不能直接读取。",
}


def read_xlsx(content: bytes, *, limits: Limits) -> list[Sheet]:
    """Return the visible sheets of an .xlsx file; raises WholeFileError."""
    scans = _checked_archive(content, limits)
    return _sheets(content, scans=scans, limits=limits)


def read_xls(content: bytes, *, limits: Limits) -> list[Sheet]:
    """Return the visible sheets of an old .xls file; raises WholeFileError."""
    if _ENCRYPTED_PART in content:
        raise _locked()
    return _sheets(content, scans={}, limits=limits)


def _checked_archive(content: bytes, limits: Limits) -> dict[str, SheetScan]:
    """Look into the archive without unpacking it whole."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, len(content), limits)
            _check_kind(archive)
            return scan_sheets(archive, max_cells=limits.cells)
    except _DAMAGES as err:
        raise _broken() from err
    except RuntimeError as err:  # zipfile's way of saying "password needed"
        raise _locked() from err


def _check_size(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    expanded = sum(item.file_size for item in archive.infolist())
    worst = max(
        (item.file_size / max(item.compress_size, 1) for item in archive.infolist()),
        default=0,
    )
    small = 4 * 1024 * 1024
    if expanded > limits.expanded_bytes or (
        expanded > small and worst > limits.expansion
    ):
        raise WholeFileError(
            f"文件展开后异常巨大（{expanded // 1_048_576} MB，"
            f"原文件 {size // 1024} KB），可能已损坏或被做了手脚，没有打开。",
            "请在原系统重新导出；数据确实很多时请分成几个文件。",
        )


def _check_kind(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return
    for start, reason in _NOT_SHEETS.items():
        if any(name.startswith(start) for name in names):
            raise WholeFileError(reason, "请另存为 .xlsx 再放入。")
    raise WholeFileError(
        "这是压缩包，不是表格文件。", "请先解压，把里面的表格逐个放入。"
    )


def _sheets(
    content: bytes, *, scans: dict[str, SheetScan], limits: Limits
) -> list[Sheet]:
    if not survives(content):
        raise _broken()
    book = _opened(content)
    visible = [
        item.name
        for item in book.sheets_metadata
        if item.visible is calamine.SheetVisibleEnum.Visible
        and item.typ is calamine.SheetTypeEnum.WorkSheet
    ]
    if len(visible) > limits.sheets:
        raise WholeFileError(
            f"工作表太多（{len(visible)} 张，最多 {limits.sheets} 张）。",
            "请分成几个文件放入。",
        )
    return [
        _sheet(book, name, scan=scans.get(name, SheetScan()), limits=limits)
        for name in visible
    ]


def _opened(content: bytes) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.PasswordError as err:
        raise _locked() from err
    except (calamine.CalamineError, OSError, ValueError) as err:
        raise _broken() from err


def _sheet(
    book: calamine.CalamineWorkbook, name: str, *, scan: SheetScan, limits: Limits
) -> Sheet:
    try:
        found = book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError) as err:
        raise _broken() from err
    left = found.start[1] if found.start else 0
    merged = tuple(
        Span(top=start[0], left=start[1] - left, bottom=end[0], right=end[1] - left)
        for start, end in found.merged_cell_ranges or ()
    )
    rows = _bounded(found, left=left, scan=scan, limits=limits)
    return Sheet(name=name, rows=rows, merged=merged)


def _bounded(
    sheet: calamine.CalamineSheet, *, left: int, scan: SheetScan, limits: Limits
) -> Iterator[Sequence[Cell]]:
    """Walk the rows; replace what must not be used by what is wrong with it."""
    for number, found in enumerate(sheet.iter_rows()):
        row: list[Cell] = [*found[: limits.columns]]
        for index, value in enumerate(row):
            if type(value) is str and len(value) > limits.cell_chars:
                row[index] = Broken.TOO_LONG
        for column in scan.unsaved.get(number, ()):
            if 0 <= column - left < len(row) and row[column - left] == "":
                row[column - left] = Broken.FORMULA
        yield row


def _broken() -> WholeFileError:
    return WholeFileError("表格文件打不开，可能没有传完整或已经损坏。", _SAVE_AGAIN)


def _locked() -> WholeFileError:
    return WholeFileError("表格文件设了密码，无法读取。", "请取消密码后另存再放入。")
