"""Keep people to their own unit's matters, where their role has no wider reach."""

from lianqing_registry.errors.units import ForeignUnitError
from lianqing_shared.contracts.people import Actor
from lianqing_shared.security.access import Sphere, only_unit


def reaches(actor: Actor, unit: str) -> bool:
    """Return whether a unit's matters lie within what the actor may handle."""
    return reach_of(actor) in {None, unit}


def check_reach(actor: Actor, unit: str) -> None:
    """Refuse a matter of a unit that is not the actor's.

    Raises:
        ForeignUnitError: Neither his unit, nor a role that reaches every unit.
    """
    if not reaches(actor, unit):
        raise ForeignUnitError


def reach_of(actor: Actor) -> str | None:
    """Return the one unit that the actor's lists are kept to, None for every unit."""
    return only_unit(actor, Sphere.NETWORK)
