"""What a sheet looks like before it has a file format."""

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlan:
    """One sheet: titles, a header of one or two rows, rows, a total, a footer.

    With `groups` the header has two rows: each group stands above the columns it spans,
    as (heading, first column, last column) from 0. `hidden` are columns nobody sees.
    """

    name: str
    titles: Sequence[str] = ()
    header: Sequence[str]
    groups: Sequence[tuple[str, int, int]] = ()
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    footer: Sequence[str] = ()
    hidden: Sequence[int] = ()

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.header)

    def lines(self) -> list[list[Cell]]:
        """Return the sheet row by row, a blank one after every twentieth of data."""
        found: list[list[Cell]] = [[title] for title in self.titles]
        if self.groups:
            found.append(self._upper())
            found.append(self._lower())
        else:
            found.append(list(self.header))
        for number, row in enumerate(self.rows, start=1):
            found.append(list(row))
            if number % 20 == 0 and number < len(self.rows):
                found.append([])
        if self.total:
            found.append(list(self.total))
        found += [[line] for line in self.footer]
        return found

    @property
    def header_row(self) -> int:
        """Where the header begins, from 0."""
        return len(self.titles)

    def _grouped(self) -> set[int]:
        return {
            column
            for _, first, last in self.groups
            for column in range(first, last + 1)
        }

    def _upper(self) -> list[Cell]:
        grouped = self._grouped()
        line: list[Cell] = [
            None if column in grouped else heading
            for column, heading in enumerate(self.header)
        ]
        for heading, first, _ in self.groups:
            line[first] = heading
        return line

    def _lower(self) -> list[Cell]:
        grouped = self._grouped()
        return [
            heading if column in grouped else None
            for column, heading in enumerate(self.header)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """One file of one unit; the suffix of the name is its format."""

    unit: str
    name: str
    sheets: Sequence[SheetPlan]
    encoding: str = "utf-8"
    """For text files."""
    delimiter: str = ","
