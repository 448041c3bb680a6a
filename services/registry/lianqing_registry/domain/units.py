"""Say which unit may stand where in the tree. Source: P1.0, P1.1.2, P1.2."""

from collections.abc import Mapping
from dataclasses import dataclass

from lianqing_registry.domain.areas import check_area_code
from lianqing_registry.errors.units import LeaderMissingError, UnitPlaceError
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.personal import Personal

_K = UnitKind
_PARENTS: Mapping[UnitKind, frozenset[UnitKind | None]] = {
    _K.COUNTY: frozenset({None}),
    _K.CENTRE: frozenset({_K.COUNTY}),
    _K.REPORTING_POINT: frozenset({_K.CENTRE}),
    _K.MEMBER: frozenset({_K.CENTRE, _K.COUNTY}),
    _K.TOWN: frozenset({_K.CENTRE, _K.REPORTING_POINT}),
    _K.VILLAGE: frozenset({_K.CENTRE, _K.REPORTING_POINT, _K.TOWN}),
    # The plan's "and others" stays open: such a unit may stand anywhere.
    _K.OTHER: frozenset(set(_K)),
}
ROOTS = frozenset({_K.COUNTY, _K.CENTRE})
"""Units that the installation stands on; they are never revoked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDraft:
    """A unit as somebody wants to add it."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None = None
    area_code: str | None = None
    leader: Personal | None = None
    aliases: tuple[str, ...] = ()


def check_place(
    draft: UnitDraft, *, parent_kind: UnitKind | None, parent_area: str | None
) -> None:
    """Refuse a unit under the wrong kind of parent or outside the parent's area.

    Raises:
        UnitPlaceError: The parent may not have such a child.
        LeaderMissingError: A reporting point without its answerable leader (P1.2.1).
        AreaCodeError: The area code is none, or lies elsewhere.
    """
    if parent_kind not in _PARENTS[draft.kind]:
        above = parent_kind.label if parent_kind else "最高一级"
        raise UnitPlaceError(draft.kind.label, above)
    if draft.kind is UnitKind.REPORTING_POINT and draft.leader is None:
        raise LeaderMissingError
    check_area_code(draft.area_code, parent=parent_area)


def tidy_aliases(name: str, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Return other spellings without blanks, doubles and the name itself, in order."""
    trimmed = (alias.strip() for alias in aliases)
    return tuple(dict.fromkeys(a for a in trimmed if a and a != name))


def path_of(code: str, parent_path: str | None) -> str:
    """Return the way from the root; sorting by it puts parents before children."""
    return code if parent_path is None else f"{parent_path}/{code}"
