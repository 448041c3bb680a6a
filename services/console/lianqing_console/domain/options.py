"""Turn the plan's closed sets into things to choose."""

from collections.abc import Iterable, Sequence

from lianqing_console.domain.forms import Option
from lianqing_shared.contracts.network import UnitKind, UnitStatus, UnitView
from lianqing_shared.contracts.plan import (
    CIRCUMSTANCES,
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Level,
    Source,
    SourceGroup,
)

SOURCE_GROUPS = {
    SourceGroup.FOUND: "（一）镇纪委在工作中发现",
    SourceGroup.RECEIVED: "（二）各方面提供",
}
"""The plan's two groups of sources. Source: P2.2."""
_NO_LETTERS = frozenset({UnitKind.COUNTY, UnitKind.CENTRE})


def content_classes() -> tuple[Option, ...]:
    """Return the nine classes, with the plan's own words as hint."""
    return tuple(
        Option(item.value, item.label, hint=item.original) for item in ContentClass
    )


def sources() -> tuple[Option, ...]:
    """Return the sources in their two groups."""
    return tuple(
        Option(item.value, item.label, group=SOURCE_GROUPS[item.group])
        for item in Source
    )


def behaviours() -> tuple[Option, ...]:
    """Return the behaviours of part 4."""
    return tuple(Option(item.value, item.label) for item in Behaviour)


def consequences() -> tuple[Option, ...]:
    """Return what can have come of a behaviour."""
    return tuple(Option(item.value, item.label) for item in Consequence)


def harms() -> tuple[Option, ...]:
    """Return the three weights of harm, lightest first."""
    return tuple(Option(item.value, item.label) for item in Harm)


def circumstances(level: Level) -> tuple[Option, ...]:
    """Return the five circumstances of one level."""
    return tuple(
        Option(row.code, f"{row.code[1:]}　{row.text}")
        for row in CIRCUMSTANCES
        if row.level is level
    )


def units(
    views: Iterable[UnitView], *, only: Sequence[UnitKind] = ()
) -> tuple[Option, ...]:
    """Return units that take part, named; `only` keeps some kinds."""
    return tuple(
        Option(view.code, view.name)
        for view in views
        if view.status is UnitStatus.ACTIVE and (not only or view.kind in only)
    )


def addressees(views: Iterable[UnitView]) -> tuple[Option, ...]:
    """Return units that a letter can go to: neither the centre nor the county."""
    return tuple(
        Option(view.code, view.name)
        for view in views
        if view.status is UnitStatus.ACTIVE and view.kind not in _NO_LETTERS
    )
