"""Say who may read the people of a unit: its leaders, contacts and clerks by name."""

from lianqing_shared.contracts.people import ADMINISTRATORS, CENTRE_ROLES, Actor

_EVERYWHERE = CENTRE_ROLES | ADMINISTRATORS


def reads_people(actor: Actor | None, unit: str | None = None) -> bool:
    """Return whether the actor reads the people of a unit; None asks for every unit."""
    if actor is None:
        return False
    return actor.holds(*_EVERYWHERE) or (unit is not None and actor.unit == unit)
