"""Messages about counts, for the desk and for statistics. Source: plan P3.3."""

from typing import ClassVar

from pydantic import BaseModel

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Ask, HeardPart


class Count(HeardPart):
    """How many under one heading."""

    key: str
    count: int


class CaseCounts(HeardPart):
    """Counts over what the actor may see."""

    open: int
    by_suggested: tuple[Count, ...]
    by_state: tuple[Count, ...]
    by_level: tuple[Count, ...]
    """Verified cases by decided level: the warning database."""
    by_unit: tuple[Count, ...]
    by_class: tuple[Count, ...]
    by_circumstance: tuple[Count, ...]
    due_today: int
    overdue: int


class CountCases(Ask[CaseCounts]):
    """Count cases for the desk and for statistics."""

    topic: ClassVar = topology.COUNT_CASES
    answer: ClassVar[type[BaseModel]] = CaseCounts
