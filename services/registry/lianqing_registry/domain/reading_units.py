"""Say who may read the people of a unit: its leaders, contacts and clerks by name."""

from lianqing_registry.domain.scope import reach_of
from lianqing_shared.contracts.people import Actor


def reads_people(actor: Actor | None, unit: str | None = None) -> bool:
    """Return whether the actor reads the people of a unit; None asks for every unit."""
    if actor is None:
        return False
    return reach_of(actor) in {None, unit}
