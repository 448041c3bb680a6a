"""What a cell can hold once a file is read, whatever the format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum


class Broken(Enum):
    """A cell that has something in it which the reader cannot give."""

    FORMULA = "formula"
    """A formula that was saved without its result."""
    TOO_LONG = "too_long"
    """More text than any report may carry."""


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken
"""An empty cell is the empty string."""


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range of cells; counted from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """One sheet of a file; `rows` can be walked once, first row of the sheet first."""

    name: str
    rows: Iterator[Sequence[Cell]]
    merged: tuple[Span, ...] = ()
