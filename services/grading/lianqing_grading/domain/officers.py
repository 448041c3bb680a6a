"""Who of those in office may act on one case, and what is left if somebody may not.

Whoever is the subject or is recused is out, whatever his office. What then becomes of
the case is ADR 15. Source: P3.2b to P3.2d; 监察法 Art. 67; architecture P6.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from lianqing_shared.contracts.people import Role

HEADS = frozenset({Role.PARTY_SECRETARY, Role.COMMISSION_SECRETARY})
"""Matters about them leave the town: no body of the town stands above them."""
_COUNTY_AT_LEVEL_ONE = HEADS | {Role.DEPUTY_SECRETARY}
"""Level 1 about them is the county's: they are the bodies of the town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Somebody in office, without his name: his keys and what he keeps out of."""

    person_id: str
    unit: str
    roles: frozenset[Role]
    keys: frozenset[str]
    recused_units: frozenset[str] = frozenset()
    recused_subjects: frozenset[str] = frozenset()

    def is_out(self, *, subject_key: str, units: Collection[str]) -> bool:
        """Return whether he must take no part in a matter; the rule of `is_recused`."""
        return (
            subject_key in self.keys
            or subject_key in self.recused_subjects
            or not self.recused_units.isdisjoint(units)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Who can act on one case, as far as the registry has told us.

    `out` are offices all of whose holders are out; an office that nobody holds is not
    among them but in `vacant`. Empty while the registry has told nothing.
    """

    subject_holds: frozenset[Role] = frozenset()
    out: frozenset[Role] = frozenset()
    vacant: frozenset[Role] = frozenset()
    units_out: frozenset[str] = frozenset()
    """Units all of whose heads are out."""
    units_without_head: frozenset[str] = frozenset()
    people_out: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_about_a_head(self) -> bool:
        """Whether the subject heads the town or its commission."""
        return not HEADS.isdisjoint(self.subject_holds)

    @property
    def needs_county(self) -> bool:
        """Whether level 1 about the subject is the county's alone."""
        return not _COUNTY_AT_LEVEL_ONE.isdisjoint(self.subject_holds)

    @property
    def town_cannot_submit(self) -> bool:
        """Whether neither the director nor who stands in for him can submit it."""
        return Role.CENTRE_DIRECTOR in self.out and self.cannot(
            Role.COMMISSION_SECRETARY
        )

    def cannot(self, role: Role) -> bool:
        """Return whether nobody in this office can act on the case."""
        return role in self.out or role in self.vacant


def bench_of(
    officers: Sequence[Officer],
    *,
    subject_key: str,
    units: Collection[str],
    members: Iterable[str] = (),
) -> Bench:
    """Return who can act on a matter about a subject and these units.

    `members` are the units that could be convened.
    """
    if not officers:
        return Bench()
    in_office = [one for one in officers if one.roles]
    able = [
        one for one in in_office if not one.is_out(subject_key=subject_key, units=units)
    ]
    held = _roles(in_office)
    headed = _headed(in_office)
    return Bench(
        subject_holds=_roles(one for one in in_office if subject_key in one.keys),
        out=held - _roles(able),
        vacant=frozenset(Role) - held,
        units_out=headed - _headed(able),
        units_without_head=frozenset(members) - headed,
        people_out=frozenset(
            one.person_id for one in officers if one not in able and one.roles
        ),
    )


def _roles(officers: Iterable[Officer]) -> frozenset[Role]:
    return frozenset(role for one in officers for role in one.roles)


def _headed(officers: Iterable[Officer]) -> frozenset[str]:
    return frozenset(one.unit for one in officers if Role.UNIT_HEAD in one.roles)
