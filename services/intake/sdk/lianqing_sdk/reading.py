"""Open a file of a unit, whatever format it really has, as sheets of cells."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from lianqing_sdk.cells import Sheet
from lianqing_sdk.csvfile import read_csv
from lianqing_sdk.errors import WholeFileError
from lianqing_sdk.limits import DEFAULT_LIMITS, Limits

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"%PDF", "这是 PDF 文件，不是表格。", "请提供原始表格；扫描件请人工录入。"),
    (b"Rar!", "这是压缩包，不是表格文件。", "请先解压，把里面的表格逐个放入。"),
    (b"\x89PNG", "这是图片，不是表格。", "请提供原始表格；图片请人工录入。"),
    (b"\xff\xd8\xff", "这是图片，不是表格。", "请提供原始表格；图片请人工录入。"),
)
_MB = 1024 * 1024
_WEB_PAGE = (b"<html", b"<table", b"<!doctype", b"<?xml", b"<meta", b"<head")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A unit's file as it lay in the inbox."""

    name: str
    content: bytes
    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "SourceFile":
        """Take the content under a name and compute its digest."""
        return cls(name, content, hashlib.sha256(content).hexdigest())


def load_file(path: Path, *, limits: Limits = DEFAULT_LIMITS) -> SourceFile:
    """Read a file from disk; raises WholeFileError when it is too large."""
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise WholeFileError(
                f"文件太大（{size // _MB} MB，最大 {limits.file_bytes // _MB} MB）。",
                "请分成几个文件放入。",
            )
        return SourceFile.of(path.name, path.read_bytes())
    except OSError as err:
        raise WholeFileError(
            "文件无法打开，可能正被其他程序占用，或者没有读取权限。",
            "请关闭正在使用它的程序，确认权限后重新放入。",
        ) from err


def open_sheets(file: SourceFile, *, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """Return the sheets of a file by what it holds, never by its extension.

    Raises:
        WholeFileError: With a sentence for the clerk and what to do.
    """
    content = file.content
    if not content.strip():
        raise WholeFileError("文件是空的。", "请在原系统重新导出。")
    if content.startswith((_ZIP, _OLE)):
        return _workbook(content, limits)
    for start, reason, advice in _FOREIGN:
        if content.startswith(start):
            raise WholeFileError(reason, advice)
    if content.lstrip(b"\xef\xbb\xbf \r\n\t")[:16].lower().startswith(_WEB_PAGE):
        raise WholeFileError(
            "这是网页文件改名成的表格，不是真正的表格。",
            "请用表格软件打开后另存为 .xlsx 再放入。",
        )
    return read_csv(content, name=Path(file.name).stem, limits=limits)


def _workbook(content: bytes, limits: Limits) -> list[Sheet]:
    try:
        # Spreadsheets are an extra: an adapter that reads CSV only installs without it.
        from lianqing_sdk import workbook  # noqa: PLC0415
    except ImportError as err:
        raise WholeFileError(
            "本机没有安装读取 .xlsx/.xls 的组件。",
            "请运行 pip install 'lianqing-sdk[sheets]'。",
        ) from err
    if content.startswith(_ZIP):
        return workbook.read_xlsx(content, limits=limits)
    return workbook.read_xls(content, limits=limits)
