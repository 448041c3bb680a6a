"""Lay the returns of many units out as tables: a row a unit, a column a period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lianqing_shared.contracts.duties import ReturnStatus, ReturnView
from lianqing_shared.contracts.schedule import Rhythm

TONES: Mapping[ReturnStatus, str] = {
    ReturnStatus.OPEN: "todo",
    ReturnStatus.REPORTED: "good",
    ReturnStatus.NIL: "ended",
    ReturnStatus.LATE: "sent",
    ReturnStatus.MISSED: "missed",
}
"""The mark of each status; the word always stands beside it."""
_MONTH_PARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One unit's periods, in the order of the table's columns; None owed nothing."""

    unit: str
    name: str
    cells: tuple[ReturnView | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The units of one rhythm."""

    rhythm: Rhythm
    periods: tuple[tuple[str, str], ...]
    """Each period's key and its whole name, newest first."""
    rows: tuple[UnitRow, ...]


def grids(returns: Sequence[ReturnView]) -> tuple[Grid, ...]:
    """Return a table for each rhythm that any of the returns follows."""
    found = (_grid(rhythm, returns) for rhythm in Rhythm)
    return tuple(grid for grid in found if grid.rows)


def rhythm_of(period: str) -> Rhythm:
    """Return the rhythm by the form of a period's key."""
    if "W" in period:
        return Rhythm.WEEKLY
    is_month = len(period.split("-")) == _MONTH_PARTS
    return Rhythm.MONTHLY if is_month else Rhythm.DAILY


def _grid(rhythm: Rhythm, returns: Iterable[ReturnView]) -> Grid:
    own = [one for one in returns if rhythm_of(one.period) is rhythm]
    labels = {one.period: one.label for one in own}
    periods = sorted(labels, reverse=True)
    by_unit: dict[str, dict[str, ReturnView]] = {}
    for one in own:
        by_unit.setdefault(one.unit, {})[one.period] = one
    return Grid(
        rhythm=rhythm,
        periods=tuple((period, labels[period]) for period in periods),
        rows=tuple(
            UnitRow(
                unit=unit,
                name=next(iter(found.values())).unit_name,
                cells=tuple(found.get(period) for period in periods),
            )
            for unit, found in by_unit.items()
        ),
    )
