"""Find out for whom a level would have no body, before a case stands still.

Every unit and every office holder is tried as a subject, with the relations as they
are declared now. The rules are grading's (P3.2b to P3.2d, its `officers` and
`authority`); grading itself looks at the open cases. Source: 监察法 Art. 67.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lianqing_registry.domain.network_seen import (
    NetworkFinding,
    NetworkSeen,
    PersonSeen,
)
from lianqing_registry.domain.reach_checks import LEAST_MEMBERS, OFFICES
from lianqing_shared.contracts.duties import (
    Target,
    TargetKind,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level

_HEADS = frozenset({Role.PARTY_SECRETARY, Role.COMMISSION_SECRETARY})
_COUNTY_ALONE = _HEADS | {Role.DEPUTY_SECRETARY}
_R = Role


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleSubject:
    """A unit, or an office holder in it, whom a report might be about."""

    id: str
    label: Personal
    unit: str
    keys: frozenset[str]
    holds: frozenset[Role] = frozenset()
    is_person: bool = False

    @property
    def goes_to_county(self) -> bool:
        """Whether matters about him leave the town at every level."""
        return not _HEADS.isdisjoint(self.holds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bodies:
    """Who holds which office, looked up once for all subjects."""

    of_role: dict[Role, list[PersonSeen]]
    members: frozenset[str]

    def can(self, role: Role, about: PossibleSubject) -> bool:
        """Return whether somebody in the office may act on the matter."""
        found = self.of_role.get(role, ())
        return any(not one.is_out(about.keys, about.unit) for one in found)

    def heads(self, about: PossibleSubject) -> set[str]:
        """Return the units whose head may act on the matter."""
        found = self.of_role.get(_R.UNIT_HEAD, ())
        return {one.unit for one in found if not one.is_out(about.keys, about.unit)}


@dataclass(frozen=True, slots=True)
class _Why:
    """Why there is no body, and what to do; `code` stays the same."""

    code: str
    level: Level
    text: str
    advice: str


_NO_CENTRE = _Why(
    "nobody_confirms",
    Level.THREE,
    "中心主任空缺或须回避，也没有可以代行的镇纪委书记或可以确认的单位负责人",
    "请增补一名与其无利害关系的中心主任。",
)
_NO_DEPUTY = _Why(
    "nobody_convenes",
    Level.TWO,
    "没有可以召集研究的镇纪委分管书记",
    "请增补一名与其无利害关系的分管书记。",
)
_FEW_MEMBERS = _Why(
    "no_quorum",
    Level.TWO,
    f"负责人可以参加研究的成员单位不足{LEAST_MEMBERS}家",
    "请为更多成员单位配备负责人，或改由无利害关系的人员担任。",
)
_NOBODY = _Why(
    "nobody_decides",
    Level.ONE,
    "镇党委书记和县纪委联络员都空缺或须回避",
    "请配备一名与其无利害关系的县纪委联络员。",
)
_NO_COUNTY = _Why(
    "no_county",
    Level.ONE,
    "按规定只能报县纪委常委会，但没有可以办理的县纪委联络员",
    "请配备一名与其无利害关系的县纪委联络员。",
)


def _level_three(bodies: Bodies, about: PossibleSubject) -> _Why | None:
    if about.goes_to_county or bodies.can(_R.CENTRE_DIRECTOR, about):
        return None
    is_vacant = not bodies.of_role.get(_R.CENTRE_DIRECTOR)
    if not is_vacant and bodies.can(_R.COMMISSION_SECRETARY, about):
        return None
    if about.is_person and about.unit in bodies.heads(about):
        return None
    return _NO_CENTRE


def _level_two(bodies: Bodies, about: PossibleSubject) -> _Why | None:
    if about.goes_to_county:
        return None
    if not bodies.can(_R.DEPUTY_SECRETARY, about):
        return _NO_DEPUTY
    able = (bodies.heads(about) & bodies.members) - {about.unit}
    return None if len(able) >= LEAST_MEMBERS else _FEW_MEMBERS


def _level_one(bodies: Bodies, about: PossibleSubject) -> _Why | None:
    if bodies.can(_R.COUNTY_LIAISON, about):
        return None
    if not _COUNTY_ALONE.isdisjoint(about.holds):
        return _NO_COUNTY
    return None if bodies.can(_R.PARTY_SECRETARY, about) else _NOBODY


_LEVELS: tuple[Callable[[Bodies, PossibleSubject], _Why | None], ...] = (
    _level_three,
    _level_two,
    _level_one,
)


def levels_without_body(seen: NetworkSeen) -> Iterator[NetworkFinding]:
    """Find each subject and level that nobody could decide.

    Where a level lacks its body whoever the subject is, that is told once.
    """
    bodies = bodies_of(seen)
    subjects = possible_subjects(seen)
    for level in _LEVELS:
        found = [(about, why) for about in subjects if (why := level(bodies, about))]
        for why in dict.fromkeys(why for _, why in found):
            about_whom = [about for about, one in found if one is why]
            if len(about_whom) == len(_concerned(subjects, why)):
                yield _for_everybody(why)
            else:
                yield from (_for_one(about, why) for about in about_whom)


def bodies_of(seen: NetworkSeen) -> Bodies:
    """Return who holds which office and can act in it."""
    return Bodies(
        of_role={role: seen.holders(role) for role in OFFICES},
        members=frozenset(
            unit.code for unit in seen.active_units() if unit.kind is UnitKind.MEMBER
        ),
    )


def possible_subjects(seen: NetworkSeen) -> Sequence[PossibleSubject]:
    """Return every unit in use but the county, and everybody in an office."""
    units = [
        PossibleSubject(
            id=unit.code,
            label=Personal(unit.name),
            unit=unit.code,
            keys=frozenset({unit.key}),
        )
        for unit in seen.active_units()
        if unit.kind is not UnitKind.COUNTY
    ]
    county = {one.code for one in seen.units if one.kind is UnitKind.COUNTY}
    people = [
        PossibleSubject(
            id=person.person_id,
            label=person.name,
            unit=person.unit,
            keys=person.keys,
            holds=person.roles,
            is_person=True,
        )
        for person in seen.people
        if person.in_office
        and not person.roles.isdisjoint(OFFICES)
        and person.unit not in county
    ]
    return [*units, *people]


def _concerned(
    subjects: Sequence[PossibleSubject], why: _Why
) -> Sequence[PossibleSubject]:
    """Return the subjects for whom this reason could arise at all."""
    if why is _NO_COUNTY:
        return [one for one in subjects if not _COUNTY_ALONE.isdisjoint(one.holds)]
    if why is _NOBODY:
        return [one for one in subjects if _COUNTY_ALONE.isdisjoint(one.holds)]
    return [one for one in subjects if not one.goes_to_county]


def _for_everybody(why: _Why) -> NetworkFinding:
    whom = "镇党委、镇纪委书记和分管书记" if why is _NO_COUNTY else "任何单位和人员"
    return NetworkFinding(
        key=f"level:{why.level.value}:{why.code}",
        kind=NetworkGapKind.LEVEL_WITHOUT_BODY,
        sentence=Personal(
            f"以{whom}为对象的{why.level.label}预警无法决定：{why.text}。"
        ),
        advice=why.advice,
    )


def _for_one(about: PossibleSubject, why: _Why) -> NetworkFinding:
    kind = TargetKind.PERSON if about.is_person else TargetKind.UNIT
    return NetworkFinding(
        key=f"level:{why.level.value}:{why.code}:{about.id}",
        kind=NetworkGapKind.LEVEL_WITHOUT_BODY,
        # The place of the names; told in one sentence with others of the same cause.
        sentence=Personal(
            f"以{{whom}}为对象的{why.level.label}预警无法决定：{why.text}。"
        ),
        advice=why.advice,
        targets=(Target(kind=kind, id=about.id),),
        group=f"level:{why.level.value}:{why.code}",
        label=about.label,
        people=(about.id,) if about.is_person else (),
        unit=about.unit,
        keys=tuple(sorted(about.keys)),
    )
