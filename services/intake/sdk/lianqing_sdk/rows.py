"""Turn the cells of a table into typed rows, or into what is wrong with them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lianqing_sdk.adapter import Column, ColumnKind
from lianqing_sdk.cells import Cell
from lianqing_sdk.errors import CellError
from lianqing_sdk.identity import read_credit_code, read_id_number
from lianqing_sdk.table import Header
from lianqing_sdk.values import (
    plain,
    read_count,
    read_date,
    read_money,
    read_text,
    read_truth,
)

Value = str | int | bool | date | None
_TOTAL = re.compile(
    r"(本页|本村|本组|全镇|全村|本月|本年|累计|总)?(合计|小计|总计|累计|共计)[::]?"
)
_FOOTER = re.compile(
    r"(制表|填表|填报|审核|复核|单位负责|负责|经办|联系|分管领导|主要领导|说明|备注|注)"
    r"(人|人员|单位|日期|时间|电话|签字)*[::].*"
)
_LEADING_CELLS = 3
_READERS: Mapping[ColumnKind, Callable[[Cell], Value]] = {
    ColumnKind.TEXT: read_text,
    ColumnKind.COUNT: read_count,
    ColumnKind.TRUTH: read_truth,
    ColumnKind.ID_NUMBER: read_id_number,
    ColumnKind.CREDIT_CODE: read_credit_code,
}


class Skip(StrEnum):
    """Rows that are no data and need no reason; they are only counted."""

    BLANK = "空行"
    TOTAL = "合计行"
    HEADER = "重复的表头"
    FOOTER = "表尾"
    OUT_OF_SCOPE = "不属于报送范围"


@dataclass(frozen=True, slots=True)
class Row:
    """One row, typed; a missing or empty column is None."""

    number: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str | None:
        """Return a column as text."""
        value = self.values.get(name)
        match value:
            case None | str():
                return value
            case bool():
                return "是" if value else "否"
            case date():
                return value.isoformat()
            case _:
                return str(value)

    def day(self, name: str) -> date | None:
        """Return a column of dates."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def number_of(self, name: str) -> int | None:
        """Return a column of money (in fen) or of counts."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def truth(self, name: str) -> bool | None:
        """Return a column of yes and no."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None


def skipped(header: Header, cells: Sequence[Cell]) -> Skip | None:
    """Return why a row is no data; None when it is."""
    filled = [cell for cell in cells if cell != ""]
    if not filled or all(isinstance(cell, str) and not cell.strip() for cell in filled):
        return Skip.BLANK
    leading = [plain(cell) for cell in filled[:_LEADING_CELLS] if isinstance(cell, str)]
    if any(_TOTAL.fullmatch(text) for text in leading):
        return Skip.TOTAL
    if _repeats(header, cells):
        return Skip.HEADER
    needed = [index for index, column in header.columns.items() if column.is_required]
    is_hollow = sum(1 for index in needed if cells[index : index + 1] in ([], [""]))
    if leading and _FOOTER.match(leading[0]) and is_hollow:
        return Skip.FOOTER
    return None


def _repeats(header: Header, cells: Sequence[Cell]) -> bool:
    """Return whether a row says the header again, as page breaks do."""
    told = 0
    for index in header.columns:
        cell = cells[index] if index < len(cells) else ""
        if not isinstance(cell, str) or not cell:
            continue
        if plain(cell).strip("*★:#") != header.names[index]:
            return False
        told += 1
    return told > 1


def read_row(header: Header, number: int, cells: Sequence[Cell], *, today: date) -> Row:
    """Return a row with each known column read; raises CellError with the column."""
    values: dict[str, Value] = {}
    for index, column in header.columns.items():
        cell = cells[index] if index < len(cells) else ""
        values[column.name] = None
        if cell == "":
            continue
        try:
            values[column.name] = _value(
                column, cell, unit=header.unit_of(index), today=today
            )
        except CellError as err:
            raise CellError(
                f"“{column.label}”列：{_safe(column, err.problem.reason)}",
                err.problem.advice,
            ) from err
    for column in header.dataset.required:
        if values[column.name] is None:
            raise CellError(f"“{column.label}”没有填写。", "请补填后重新放入。")
    return Row(number, values)


def _value(column: Column, cell: Cell, *, unit: str, today: date) -> Value:
    if column.kind is ColumnKind.DATE:
        return read_date(cell, today=today)
    if column.kind is ColumnKind.MONEY:
        return read_money(cell, unit=unit)
    return _READERS[column.kind](cell)


def _safe(column: Column, reason: str) -> str:
    """Star what a reason quotes when the column holds a person."""
    return re.sub("“[^”]*”", "“***”", reason) if column.is_sensitive else reason
