"""The network as a tree whose lower branches may be fetched when they are opened."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_shared.contracts.network import UnitView


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A unit and what hangs under it; `is_whole` is False where nobody asked yet."""

    unit: UnitView
    below: tuple["Branch", ...] = ()
    is_whole: bool = True

    @property
    def is_leaf(self) -> bool:
        """Whether it is known that nothing hangs under it."""
        return self.is_whole and not self.below


def whole_tree(units: Sequence[UnitView]) -> tuple[Branch, ...]:
    """Return all units as trees; those whose parent is not among them are roots."""
    known = {unit.code for unit in units}
    below: dict[str, list[UnitView]] = {}
    for unit in units:
        parent = unit.parent if unit.parent in known else ""
        below.setdefault(parent or "", []).append(unit)

    def grow(unit: UnitView) -> Branch:
        found = below.get(unit.code, ())
        return Branch(unit=unit, below=tuple(grow(one) for one in found))

    return tuple(grow(unit) for unit in below.get("", ()))


def buds(units: Sequence[UnitView]) -> tuple[Branch, ...]:
    """Return units as branches that are fetched when somebody opens them."""
    return tuple(Branch(unit=unit, is_whole=False) for unit in units)
