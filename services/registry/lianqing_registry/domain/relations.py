"""Turn declared relations into what a person takes no part in.

Source: 监察法 Art. 67; architecture P6. A unit's head is not recused from his own
unit's matters, for the plan lets the unit itself confirm level 3 (P3.2b); he is
recused where he is the subject, like everybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lianqing_registry.errors.conduct import RelationError
from lianqing_shared.contracts.conduct import RelationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One declared relation, to a whole unit or to one subject; never to both."""

    kind: RelationKind
    unit: str | None = None
    subject_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recusal:
    """What a person takes no part in, each sorted and without doubles."""

    units: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def check_relation(relation: Relation) -> None:
    """Refuse a relation to nobody, or to a unit and a subject at once.

    Raises:
        RelationError: It names neither or both.
    """
    if (relation.unit is None) == (relation.subject_key is None):
        raise RelationError


def recusal_of(relations: Iterable[Relation]) -> Recusal:
    """Return the units and subjects that these relations keep a person from."""
    declared = list(relations)
    return Recusal(
        units=tuple(sorted({r.unit for r in declared if r.unit is not None})),
        subjects=tuple(
            sorted({r.subject_key for r in declared if r.subject_key is not None})
        ),
    )
