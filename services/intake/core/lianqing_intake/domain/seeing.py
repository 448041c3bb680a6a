"""Whose reports a person may see. Source: P1.3.1, P1.3.2; domain 8 (19)."""

from dataclasses import dataclass, replace

from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.security.access import Sphere, only_unit, own_subjects

_CLERKS = (Role.ENTRY_CLERK, Role.VILLAGE_CLERK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The reports that somebody may see; None in both means all of them.

    With a unit: what it reported, but of what informants typed in only his own.
    Without one but with a writer: what he typed in himself, and nothing else.
    """

    unit: str | None = None
    writer: str | None = None
    hidden_units: tuple[str, ...] = ()
    """Units in whose matters he takes no part. Source: 监察法 Art. 67."""
    hidden_subjects: tuple[str, ...] = ()
    """Keys of himself and of those close to him."""

    @property
    def is_everywhere(self) -> bool:
        """Whether every unit's reports are in sight, but for recusals."""
        return self.unit is None and self.writer is None

    def shows(self, *, unit: str, writer: str | None, is_by_informant: bool) -> bool:
        """Return whether one report may be seen, recusals aside."""
        is_own = writer is not None and writer == self.writer
        if self.unit is None:
            return self.writer is None or is_own
        return unit == self.unit and (is_own or not is_by_informant)


def is_only_informant(actor: Actor) -> bool:
    """Return whether the person reports as an informant, and not as a unit's clerk."""
    return actor.holds(Role.INFORMANT) and not actor.holds(*_CLERKS, *CENTRE_ROLES)


def sight_of(actor: Actor) -> Sight:
    """Return what a person may see: all, his unit's, or only what he typed in.

    An informant who saw his unit's reports, or a clerk who saw an informant's, would
    learn who had reported on whom.
    """
    sight = Sight(hidden_units=actor.recused_units, hidden_subjects=own_subjects(actor))
    unit = only_unit(actor, Sphere.REPORTS)
    if unit is None:
        return sight
    if is_only_informant(actor):
        return replace(sight, writer=actor.person_id)
    return replace(sight, unit=unit, writer=actor.person_id)
