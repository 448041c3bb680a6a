"""What was read out of the books, before anything is concluded from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolBook:
    """One unit's own record: what it has to say and what the centre answered.

    `outcomes` maps each submission id to the receipted outcome, None while it waits.
    """

    unit: str
    outcomes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One submission as intake has it."""

    unit: str
    submission_id: str
    outcome: str

    @classmethod
    def read(cls, text: str) -> "Submission":
        """Read intake's `unit/submission_id/outcome`."""
        unit, _, rest = text.partition("/")
        submission_id, _, outcome = rest.rpartition("/")
        return cls(unit=unit, submission_id=submission_id, outcome=outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All books of one installation.

    `accepted_ids` and `graded_ids` are reports, `decided` and `lettered` cases: counts
    may agree by accident, names do not. `chains` says of each service what is wrong
    with its audit chain, None if it is whole; `problems` are those that a service found
    in its own books.
    """

    spools: tuple[SpoolBook, ...] = ()
    received: tuple[Submission, ...] = ()
    entered: int = 0
    graded: int = 0
    cases: int = 0
    decisions: int = 0
    letters: int = 0
    accepted_ids: frozenset[str] = frozenset()
    graded_ids: frozenset[str] = frozenset()
    decided: frozenset[str] = frozenset()
    lettered: frozenset[str] = frozenset()
    numbers_gap_free: bool = True
    chains: Mapping[str, str | None] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
