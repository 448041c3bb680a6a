"""Messages about the policy: what it says of a case, and why. Source: plan P3.2a."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel

from lianqing_shared.contracts import topology
from lianqing_shared.contracts.base import Ask, HeardPart
from lianqing_shared.contracts.plan import Level


class CellView(HeardPart):
    """One cell of the policy against the facts: what was wanted, what was found."""

    column: str
    label: str
    wanted: str
    found: str
    is_met: bool


class RuleView(HeardPart):
    """One row of the policy with each of its cells, matched or failed."""

    code: str
    level: Level
    text: str
    is_reconstructed: bool = False
    is_met: bool
    cells: tuple[CellView, ...]


class Proposal(HeardPart):
    """What the policy says. A suggestion: it sets no level (PIPL Art. 24).

    `level` is None when no row is met. `if_verified` is the level the same facts would
    give once verified; until then `level` stays None, because every row demands it.
    """

    policy: str
    """Version and digest, e.g. `2026.11#1f0c5a2b9d3e`."""
    level: Level | None
    circumstances: tuple[str, ...]
    if_verified: Level | None
    rules: tuple[RuleView, ...] = ()
    """Every row with every cell; empty in lists."""


class PolicyView(HeardPart):
    """The policy in force."""

    policy: str
    in_force_from: date
    columns: tuple[tuple[str, str], ...]
    rules: tuple[RuleView, ...]


class ShowPolicy(Ask[PolicyView]):
    """Show the policy in force."""

    topic: ClassVar = topology.SHOW_POLICY
    answer: ClassVar[type[BaseModel]] = PolicyView
