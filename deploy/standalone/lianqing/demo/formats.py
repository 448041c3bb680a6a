"""Write sheets as .xlsx, old .xls and CSV, the same bytes on every run."""

import csv
import io
import zipfile
from datetime import datetime

import xlwt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lianqing.demo.sheets import FilePlan, SheetPlan

_MADE = datetime(2026, 10, 8, 8, 30)  # noqa: DTZ001 - Excel's own times have no zone
_ZIP_TIME = (2026, 10, 8, 8, 30, 0)


def render(plan: FilePlan) -> bytes:
    """Return a file's bytes in the format of its name."""
    suffix = plan.name.rsplit(".", 1)[-1]
    return {"xlsx": _xlsx, "xls": _xls, "csv": _csv, "txt": _csv}[suffix](plan)


def _xlsx(plan: FilePlan) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in plan.sheets:
        _fill(book.create_sheet(sheet.name), sheet)
    book.properties.creator = "镇廉政风险预警防控中心示例"
    book.properties.created = book.properties.modified = _MADE
    out = io.BytesIO()
    book.save(out)
    return _same_every_time(out.getvalue())


def _fill(page: Worksheet, sheet: SheetPlan) -> None:
    for line in sheet.lines():
        page.append(line)
    last = get_column_letter(sheet.width)
    for row in range(1, sheet.header_row + 1):
        page.merge_cells(f"A{row}:{last}{row}")
        page.cell(row, 1).alignment = Alignment(horizontal="center")
    if sheet.titles:
        page.cell(1, 1).font = Font(bold=True, size=16)
    top = sheet.header_row + 1
    for _, first, final in sheet.groups:
        page.merge_cells(
            start_row=top, end_row=top, start_column=first + 1, end_column=final + 1
        )
    for column in sheet.hidden:
        page.column_dimensions[get_column_letter(column + 1)].hidden = True


def _same_every_time(content: bytes) -> bytes:
    """Pack the archive anew with one fixed time; openpyxl stamps the hour."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            body = old.read(entry)
            if entry.filename == "docProps/core.xml":
                body = _with_fixed_times(body)
            fresh = zipfile.ZipInfo(entry.filename, _ZIP_TIME)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fresh, body)
    return out.getvalue()


def _with_fixed_times(core: bytes) -> bytes:
    """Put our time where openpyxl has put its own while saving."""
    text = core.decode()
    begin, _, rest = text.partition("<dcterms:modified")
    if not rest:
        return core
    tag, _, after = rest.partition(">")
    _, _, end = after.partition("</dcterms:modified>")
    when = f"{_MADE:%Y-%m-%dT%H:%M:%S}Z"
    return f"{begin}<dcterms:modified{tag}>{when}</dcterms:modified>{end}".encode()


def _xls(plan: FilePlan) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyxf("font: bold on; align: horiz center")
    for sheet in plan.sheets:
        page = book.add_sheet(sheet.name)
        for number, title in enumerate(sheet.titles):
            page.write_merge(number, number, 0, sheet.width - 1, title, bold)
        for number, line in enumerate(sheet.lines()):
            if number < len(sheet.titles):
                continue
            for column, value in enumerate(line):
                if value is not None:
                    page.write(number, column, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(plan: FilePlan) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=plan.delimiter, lineterminator="\r\n")
    for sheet in plan.sheets:
        for line in sheet.lines():
            writer.writerow(["" if value is None else value for value in line])
    return out.getvalue().encode(plan.encoding)
