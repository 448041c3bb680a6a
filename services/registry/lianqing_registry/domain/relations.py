"""Turn declared relations into what a person takes no part in.

Source: 监察法 Art. 67; architecture P6. A unit's head is not recused from his own
unit's matters, for the plan lets the unit itself confirm level 3 (P3.2b); he is
recused where he is the subject, like everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lianqing_registry.domain.identities import Identity, all_of, keys_of
from lianqing_shared.contracts.conduct import RelationKind
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Role
from lianqing_shared.contracts.personal import Personal

_DECLARES_FOR_OTHERS = (
    Role.CENTRE_DIRECTOR,
    Role.COMMISSION_SECRETARY,
    Role.SECURITY_ADMINISTRATOR,
)
_SEES_ALL = (
    Role.COMMISSION_SECRETARY,
    Role.COUNTY_LIAISON,
    Role.SECURITY_ADMINISTRATOR,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationDraft:
    """A relation as somebody declares it: to a unit, or to one person in it."""

    kind: RelationKind
    unit: str
    named: Personal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One declared relation in force, to a whole unit or to one subject."""

    unit: str | None = None
    subject_key: str | None = None
    subject: Identity | None = None
    """Who the subject was when it was declared; None if that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person's keys as a subject, the present one first, and his recusals."""

    keys: tuple[str, ...]
    recused_units: tuple[str, ...] = ()
    recused_subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What relations are followed through: people's identities, merged units."""

    everybody: Sequence[Sequence[Identity]] = ()
    merged: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Unit to those that it was merged into or took in."""


def standing_of(
    own: Sequence[Identity],
    declared: Sequence[Relation],
    *,
    around: Surroundings,
    digest_key: bytes,
) -> Standing:
    """Return a person's keys and what these relations keep him from.

    A relation to somebody follows him: whoever goes or went by the declared name counts
    under all his names and units, so that no transfer lets anybody back in; a relation
    to a unit is one to what it was merged into and to what it took in.
    """
    subjects: set[str] = set()
    for one in declared:
        if one.subject_key is not None:
            subjects.add(one.subject_key)
        if one.subject is not None:
            found = all_of(one.subject, around.everybody)
            for unit in sorted(around.merged.get(one.subject.unit, ())):
                found.append(Identity(unit=unit, name=one.subject.name))
            subjects.update(keys_of(found, digest_key))
    units = {one.unit for one in declared if one.unit is not None}
    units = units.union(*(around.merged.get(one, ()) for one in units))
    keys = keys_of(own, digest_key)
    return Standing(
        keys=keys,
        recused_units=tuple(sorted(units)),
        recused_subjects=tuple(sorted(subjects.difference(keys))),
    )


def may_declare_for_others(actor: Actor) -> bool:
    """Return whether the actor may declare what another person has not declared."""
    return actor.holds(*_DECLARES_FOR_OTHERS)


def sees_all(actor: Actor) -> bool:
    """Return whether the actor's list holds everybody's relations."""
    return actor.holds(*_SEES_ALL)


def sees_names(actor: Actor) -> bool:
    """Return whether the actor may read to whom others are related.

    The security administrator keeps the order of the register and no more: that
    somebody is recused, never why.
    """
    return sees_all(actor) and not actor.holds(*ADMINISTRATORS)
