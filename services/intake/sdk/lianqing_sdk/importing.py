"""Read a whole file of a unit: reports, rows not used and why, rows of no data."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lianqing_sdk.adapter import Adapter
from lianqing_sdk.cells import Cell, Sheet
from lianqing_sdk.errors import CellError, Problem, WholeFileError
from lianqing_sdk.limits import DEFAULT_LIMITS, Limits
from lianqing_sdk.mapping import Reading, in_scope, map_row
from lianqing_sdk.reading import SourceFile, open_sheets
from lianqing_sdk.rows import Skip, read_row, skipped
from lianqing_sdk.table import Header, Table, find_table
from lianqing_sdk.values import read_text
from lianqing_shared.contracts.reports import SubmitReport


@dataclass(frozen=True, slots=True)
class Usable:
    """A row that makes a report.

    `content_sha256` leaves out what changes when the same file is saved again: where
    the row stood and when it was read.
    """

    sheet: str
    row: int
    report: SubmitReport
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Unused:
    """A row, a sheet (`row` is None) or a file that could not be used."""

    sheet: str
    row: int | None
    problem: Problem


@dataclass(slots=True)
class Tally:
    """What became of a file's rows; complete once the reading has been walked."""

    usable: int = 0
    unused: int = 0
    skipped: Counter[Skip] = field(default_factory=Counter)
    tables: int = 0


def read_reports(
    adapter: Adapter,
    file: SourceFile,
    reading: Reading,
    *,
    tally: Tally,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Usable | Unused]:
    """Walk a file from its first row to its last, counting into `tally`.

    Raises:
        WholeFileError: The file cannot be read, or holds no table of this adapter.
    """
    idle: list[Unused] = []
    seen: dict[str, tuple[int, str]] = {}
    for sheet in open_sheets(file, limits=limits):
        match find_table(sheet, adapter.datasets, file_name=file.name):
            case Table() as table:
                tally.tables += 1
                yield from _table(table, sheet, reading, tally=tally, seen=seen)
            case Problem() as problem:
                idle.append(Unused(sheet.name, None, problem))
            case None:
                continue
    if tally.tables == 0:
        raise _no_table(idle)
    tally.unused += len(idle)
    yield from idle


def content_digest(report: SubmitReport) -> str:
    """Return the digest of what a report says, wherever and whenever it was read."""
    said = report.model_dump_json(exclude={"origin", "reported_at"})
    return hashlib.sha256(said.encode()).hexdigest()


def _table(
    table: Table,
    sheet: Sheet,
    reading: Reading,
    *,
    tally: Tally,
    seen: dict[str, tuple[int, str]],
) -> Iterator[Usable | Unused]:
    for number, cells in table.rows:
        why = skipped(table.header, cells)
        if why is not None:
            tally.skipped[why] += 1
            continue
        found = _row(table.header, number, cells, sheet=sheet.name, reading=reading)
        if isinstance(found, Usable):
            found = _once(found, seen)
        match found:
            case Skip():
                tally.skipped[found] += 1
            case Usable():
                tally.usable += 1
                yield found
            case Unused():
                tally.unused += 1
                yield found


def _row(
    header: Header, number: int, cells: Sequence[Cell], *, sheet: str, reading: Reading
) -> Usable | Unused | Skip:
    try:
        if not _concerns_us(header, cells):
            return Skip.OUT_OF_SCOPE
        row = read_row(header, number, cells, today=reading.today)
        report = map_row(header.dataset, row, reading, sheet=sheet)
    except CellError as err:
        return Unused(sheet, number, err.problem)
    return Usable(sheet, number, report, content_digest(report))


def _concerns_us(header: Header, cells: Sequence[Cell]) -> bool:
    """Look at the deciding column alone: a stranger's row is not even checked.

    An empty one is let through, so that its row is listed as not filled in.
    """
    if header.dataset.only_if is None:
        return True
    name = header.dataset.only_if[0]
    for index, column in header.columns.items():
        if column.name == name and index < len(cells):
            told = read_text(cells[index])
            return told is None or in_scope(header.dataset, told)
    return True


def _once(found: Usable, seen: dict[str, tuple[int, str]]) -> Usable | Unused:
    """Let the first of several rows with one key through; list the others."""
    name = found.report.submission_id
    if name not in seen:
        seen[name] = (found.row, found.content_sha256)
        return found
    first, content = seen[name]
    if content == found.content_sha256:
        problem = Problem(f"与第 {first} 行完全重复，只报送一次。", "无需处理。")
    else:
        problem = Problem(
            f"与第 {first} 行的编号相同，内容却不同。",
            "请核对编号；确是两件事的，请改用不同的编号。",
        )
    return Unused(found.sheet, found.row, problem)


def _no_table(idle: list[Unused]) -> WholeFileError:
    if not idle:
        return WholeFileError("表格里没有数据。", "请在原系统重新导出。")
    return WholeFileError(idle[0].problem.reason, idle[0].problem.advice)
