"""Find the table in a sheet: its dataset, its header, its rows.

Sheets begin with titles and a line `单位：万元`, have headers of one or two rows with
merged cells, end in totals and signatures. Source: domain section 6.2.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import chain, islice

from lianqing_sdk.adapter import Column, ColumnKind, Dataset
from lianqing_sdk.cells import Broken, Cell, Sheet, Span
from lianqing_sdk.errors import Problem
from lianqing_sdk.values import MONEY_UNITS, plain

_HEAD_ROWS = 40
_UNIT_WORDS = "|".join(sorted(MONEY_UNITS, key=len, reverse=True))
_SHEET_UNIT = re.compile(rf"单位[::](?:人民币)?({_UNIT_WORDS})")
_HEADER_UNIT = re.compile(rf"[(/,_]?({_UNIT_WORDS})\)?$")
_BRACKETS = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a dataset's columns stand; `units` are those that the header names."""

    dataset: Dataset
    columns: dict[int, Column]
    units: dict[int, str]
    last_row: int
    """Row of the header's end, from 0."""
    names: tuple[str, ...]
    """The header's own texts, by position; a page break repeats them."""
    sheet_unit: str | None = None

    def unit_of(self, index: int) -> str:
        """Return the unit of money of a column: header, then sheet, then dataset."""
        return self.units.get(index) or self.sheet_unit or self.columns[index].unit


@dataclass(frozen=True, slots=True)
class Table:
    """A header with the rows below it; a row's number is the one that Excel shows."""

    header: Header
    rows: Iterator[tuple[int, Sequence[Cell]]]


def find_table(
    sheet: Sheet, datasets: Sequence[Dataset], *, file_name: str
) -> Table | Problem | None:
    """Return the table of a sheet, what is wrong with it, or None when it is empty."""
    head = list(islice(sheet.rows, _HEAD_ROWS))
    if not any(_is_filled(row) for row in head):
        return None
    header = _best_header(head, sheet.merged, datasets, file_name=file_name)
    if header is None:
        return _missing(head, datasets)
    below = chain(head[header.last_row + 1 :], sheet.rows)
    numbered = enumerate(below, start=header.last_row + 2)
    return Table(header, _filled_down(numbered, sheet.merged, after=header.last_row))


def _best_header(
    head: Sequence[Sequence[Cell]],
    merged: Sequence[Span],
    datasets: Sequence[Dataset],
    *,
    file_name: str,
) -> Header | None:
    """Pick the header that knows most columns; the file's name breaks a tie."""
    best: Header | None = None
    best_score: tuple[int, int, int] = (0, 0, 0)
    for index, row in enumerate(head):
        for depth, names in _readings(head, index, merged):
            for dataset in datasets:
                header = _header(dataset, names, last_row=index + depth - 1)
                if header is None:
                    continue
                fits = any(fnmatch(file_name, form) for form in dataset.file_patterns)
                score = (len(header.columns), int(fits), -depth)
                if score > best_score:
                    best, best_score = header, score
        if best is not None and index > best.last_row + 1 and _is_filled(row):
            break
    if best is None:
        return None
    return _with_sheet_unit(best, head)


def _readings(
    head: Sequence[Sequence[Cell]], index: int, merged: Sequence[Span]
) -> Iterator[tuple[int, tuple[tuple[str, ...], ...]]]:
    """Read a header of one row, then of two; each column with its possible names."""
    top = [_name(cell) for cell in head[index]]
    if sum(1 for name in top if name) < 2:  # noqa: PLR2004 - titles stand alone
        return
    yield 1, tuple((name,) if name else () for name in top)
    if index + 1 < len(head):
        below = [_name(cell) for cell in head[index + 1]]
        yield 2, tuple(_paired(top, below, row=index, merged=merged))


def _paired(
    top: Sequence[str], below: Sequence[str], *, row: int, merged: Sequence[Span]
) -> Iterator[tuple[str, ...]]:
    """Give each column its own name and the one of the merged cell above it."""
    across = {
        column: top[span.left]
        for span in merged
        if span.top == row and 0 <= span.left < len(top)
        for column in range(span.left, span.right + 1)
    }
    above = ""
    for column in range(max(len(top), len(below))):
        own = below[column] if column < len(below) else ""
        parent = top[column] if column < len(top) else ""
        above = parent or (across.get(column) or above if own else "")
        if own:
            yield (f"{above}{own}", own)
        else:
            yield (parent,) if parent else ()


def _header(
    dataset: Dataset, names: tuple[tuple[str, ...], ...], *, last_row: int
) -> Header | None:
    """Match names to columns; None unless every required column is there."""
    known = {
        plain(alias): (rank, column)
        for column in dataset.columns
        for rank, alias in reversed(list(enumerate(column.aliases)))
    }
    taken: dict[str, tuple[int, int, str | None]] = {}
    for index, candidates in enumerate(names):
        for name, unit in chain.from_iterable(_forms(text) for text in candidates):
            if (found := known.get(name)) is None:
                continue
            rank, column = found
            if column.name not in taken or rank < taken[column.name][0]:
                taken[column.name] = (rank, index, unit)
            break
    if any(column.name not in taken for column in dataset.required):
        return None
    by_name = {column.name: column for column in dataset.columns}
    return Header(
        dataset=dataset,
        columns={index: by_name[name] for name, (_, index, _) in taken.items()},
        units={index: unit for _, index, unit in taken.values() if unit},
        last_row=last_row,
        names=tuple(texts[-1] if texts else "" for texts in names),
    )


def _forms(name: str) -> Iterator[tuple[str, str | None]]:
    """Give a header's text whole, then without its unit, then without brackets."""
    yield name, None
    if found := _HEADER_UNIT.search(name):
        yield name[: found.start()], found[1]
    if found := _BRACKETS.search(name):
        yield name[: found.start()], None


def _name(cell: Cell) -> str:
    if isinstance(cell, Broken) or not isinstance(cell, str):
        return ""
    return plain(cell).strip("*★:：#")


def _with_sheet_unit(header: Header, head: Sequence[Sequence[Cell]]) -> Header:
    for row in head[: header.last_row + 1]:
        for cell in row:
            if isinstance(cell, str) and (found := _SHEET_UNIT.search(plain(cell))):
                return Header(
                    dataset=header.dataset,
                    columns=header.columns,
                    units=header.units,
                    last_row=header.last_row,
                    names=header.names,
                    sheet_unit=found[1],
                )
    return header


def _missing(head: Sequence[Sequence[Cell]], datasets: Sequence[Dataset]) -> Problem:
    """Say which columns the nearest dataset misses."""
    present = {
        form for row in head for cell in row for form, _ in _forms(_name(cell)) if form
    }

    def absent(dataset: Dataset) -> list[str]:
        return [
            column.label
            for column in dataset.required
            if not any(plain(alias) in present for alias in column.aliases)
        ]

    nearest = min(datasets, key=lambda dataset: len(absent(dataset)))
    missing = "、".join(absent(nearest)) or "（表头跨了三行以上）"
    return Problem(
        f"没有找到可用的表头：与《{nearest.title}》最接近，缺少列：{missing}。",
        "请补上这些列，或把列名改成清单里的写法；与报送无关的工作表可以不管。",
    )


def _filled_down(
    rows: Iterator[tuple[int, Sequence[Cell]]], merged: Sequence[Span], *, after: int
) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Repeat the value of a cell that is merged over several rows in each of them."""
    tall = [span for span in merged if span.bottom > span.top and span.top > after]
    starts: dict[int, list[Span]] = {}
    for span in tall:
        starts.setdefault(span.top + 1, []).append(span)
    held: list[tuple[Span, Cell]] = []
    for number, row in rows:
        held = [(span, value) for span, value in held if span.bottom + 1 >= number]
        if held and _is_filled(row):
            row = list(row)  # noqa: PLW2901 - the reader's list must stay as it is
            for span, value in held:
                if 0 <= span.left < len(row) and row[span.left] == "":
                    row[span.left] = value
        for span in starts.get(number, ()):
            if 0 <= span.left < len(row):
                held.append((span, row[span.left]))
        yield number, row


def _is_filled(row: Sequence[Cell]) -> bool:
    return any(cell != "" for cell in row)


def money_columns(header: Header) -> dict[int, str]:
    """Return the unit of each column of money."""
    return {
        index: header.unit_of(index)
        for index, column in header.columns.items()
        if column.kind is ColumnKind.MONEY
    }
