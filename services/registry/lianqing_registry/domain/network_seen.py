"""The network as the nightly check sees it: plain facts, read once. Source: P1.0."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.log_in import LogIn
from lianqing_shared.contracts.duties import (
    Target,
)
from lianqing_shared.contracts.informant_words import InformantState
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal

_NOBODY = Personal("")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSeen:
    """A unit; `key` is that of reports about the unit itself."""

    code: str
    name: str
    kind: UnitKind
    status: UnitStatus
    has_credential: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSeen:
    """A person with his offices, his ways in, and what he is recused from."""

    person_id: str
    name: Personal
    unit: str
    roles: frozenset[Role]
    log_in: LogIn
    added_at: datetime
    has_contact: bool = False
    is_clerk: bool = False
    keys: frozenset[str] = frozenset()
    recused_units: frozenset[str] = frozenset()
    recused_subjects: frozenset[str] = frozenset()

    @property
    def in_office(self) -> bool:
        """Whether he can act: his account and his unit are in use."""
        is_used = self.log_in.unit_status is UnitStatus.ACTIVE
        return self.log_in.is_active and is_used

    def holds(self, role: Role) -> bool:
        """Return whether he holds a role and can act in it."""
        return self.in_office and role in self.roles

    def is_out(self, keys: Collection[str], unit: str) -> bool:
        """Return whether he takes no part in a matter; the rule of `is_recused`."""
        return unit in self.recused_units or not (
            self.keys.isdisjoint(keys) and self.recused_subjects.isdisjoint(keys)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class InformantSeen:
    """An invited informant as far as somebody must look after him."""

    person_id: str
    name: Personal
    recruiter: str
    recruiter_name: str
    recruiter_status: UnitStatus
    state: InformantState
    """As of today: a term that has run out has ended."""
    ends_on: date | None = None
    waits_since: date | None = None
    """The day on which a term was asked for that waits to be filed."""
    rules_since: date | None = None
    """Since when he has had the rules in force before him; None once he accepted."""
    has_channel: bool = True
    """Whether he has a log-in or a telephone."""
    key: str = ""
    """That of relations to him; added by the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSeen:
    """All of it at one moment."""

    now: datetime
    today: date
    units: tuple[UnitSeen, ...] = ()
    people: tuple[PersonSeen, ...] = ()
    informants: tuple[InformantSeen, ...] = ()
    rule: InformantRule = field(default_factory=InformantRule)

    def active_units(self) -> list[UnitSeen]:
        """Return the units that take part."""
        return [one for one in self.units if one.status is UnitStatus.ACTIVE]

    def unit_names(self) -> dict[str, str]:
        """Return names by code."""
        return {one.code: one.name for one in self.units}

    def holders(self, role: Role) -> list[PersonSeen]:
        """Return who holds a role and can act in it."""
        return [one for one in self.people if one.holds(role)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkFinding:
    """One thing that is missing; `key` is the same as long as it is the same thing.

    Findings of one `group` are told in one sentence, which is then about all `label`s;
    without a group `sentence` stands for itself. Whoever is among `people`, or recused
    from `keys` or `unit`, is not told.
    """

    key: str
    kind: NetworkGapKind
    sentence: Personal
    advice: str
    targets: tuple[Target, ...] = ()
    group: str = ""
    label: Personal = _NOBODY
    noun: str = "个对象"
    """What a long list of labels counts."""
    people: tuple[str, ...] = ()
    unit: str = ""
    keys: tuple[str, ...] = field(default=())
