"""Promise: what cannot be reached is found, all of it and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.informant_checks import lacks
from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.level_checks import (
    bodies_of,
    levels_without_body,
    possible_subjects,
)
from lianqing_registry.domain.log_in import LogIn
from lianqing_registry.domain.network_checks import CHECKS, find_gaps, told
from lianqing_registry.domain.network_seen import (
    InformantSeen,
    NetworkFinding,
    NetworkSeen,
    PersonSeen,
    UnitSeen,
)
from lianqing_shared.contracts.informant_words import FindingKind, InformantState
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.network_gaps import (
    NetworkGapKind,
)
from lianqing_shared.contracts.people import ADMINISTRATORS, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.testing.databases import START

K = NetworkGapKind
R = Role
CODES = ("court", "police", "finance")
LONG_AGO = START - timedelta(days=30)


def a_unit(code: str, kind: UnitKind = UnitKind.MEMBER, **parts: object) -> UnitSeen:
    known: dict[str, object] = {
        "code": code,
        "name": f"镇{code}",
        "kind": kind,
        "status": UnitStatus.ACTIVE,
        "has_credential": True,
        "key": f"key-{code}",
    }
    return UnitSeen(**(known | parts))  # type: ignore[arg-type]  # as given


def a_person(
    login: str, *roles: Role, unit: str = "centre", **parts: object
) -> PersonSeen:
    known: dict[str, object] = {
        "person_id": f"pe_{login}",
        "name": Personal(login),
        "unit": unit,
        "roles": frozenset(roles),
        "log_in": LogIn(
            is_active=True, unit_status=UnitStatus.ACTIVE, last_at=LONG_AGO
        ),
        "added_at": LONG_AGO,
        "keys": frozenset({f"key-{login}"}),
    }
    return PersonSeen(**(known | parts))  # type: ignore[arg-type]  # as given


def a_town() -> NetworkSeen:
    """Return a network in which nothing is missing."""
    return NetworkSeen(
        now=START,
        today=date(2026, 11, 24),
        units=(
            a_unit("county", UnitKind.COUNTY),
            a_unit("centre", UnitKind.CENTRE),
            *map(a_unit, CODES),
        ),
        people=(
            a_person("director", R.CENTRE_DIRECTOR),
            a_person("deputy", R.DEPUTY_SECRETARY),
            a_person("second", R.DEPUTY_SECRETARY),
            a_person("commission", R.COMMISSION_SECRETARY),
            a_person("party", R.PARTY_SECRETARY),
            a_person("liaison", R.COUNTY_LIAISON, unit="county"),
            *(a_person(role.value, role) for role in sorted(ADMINISTRATORS)),
            *(a_person(f"head-{code}", R.UNIT_HEAD, unit=code) for code in CODES),
            *(
                a_person(f"clerk-{code}", R.ENTRY_CLERK, unit=code, is_clerk=True)
                for code in CODES
            ),
        ),
    )


def changed(seen: NetworkSeen, login: str, **parts: object) -> NetworkSeen:
    """Return the network with one person otherwise."""
    people = tuple(
        replace(one, **parts) if one.person_id == f"pe_{login}" else one  # type: ignore[arg-type]  # as given
        for one in seen.people
    )
    return replace(seen, people=people)


def without(seen: NetworkSeen, *logins: str) -> NetworkSeen:
    gone = {f"pe_{login}" for login in logins}
    left = tuple(one for one in seen.people if one.person_id not in gone)
    return replace(seen, people=left)


def keys(seen: NetworkSeen) -> list[str]:
    return [one.key for one in find_gaps(seen)]


SHUT = LogIn(is_active=False, unit_status=UnitStatus.ACTIVE, last_at=LONG_AGO)
NEVER = LogIn(is_active=True, unit_status=UnitStatus.ACTIVE)
EXPIRED = replace(NEVER, must_change_password=True, initial_until=START)


def test_a_town_in_order_has_no_gap() -> None:
    assert keys(a_town()) == []


def test_every_kind_of_gap_has_its_check() -> None:
    assert set(CHECKS) == set(NetworkGapKind)


@pytest.mark.parametrize("planted", ["no clerk", "a shut one"])
def test_a_unit_without_a_working_clerk_is_found(planted: str) -> None:
    town = a_town()
    if planted == "no clerk":
        town = without(town, "clerk-court")
    else:
        town = changed(town, "clerk-court", log_in=SHUT)

    assert keys(town) == ["clerk:court"]


def test_a_unit_that_no_letter_reaches_is_found() -> None:
    town = a_town()
    cut = replace(
        town,
        units=tuple(replace(one, has_credential=False) for one in town.units),
    )

    assert keys(cut) == []
    assert keys(changed(cut, "head-court", log_in=EXPIRED)) == [
        "unit:court",
        "person:pe_head-court",
    ]


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"log_in": NEVER}, True),
        ({"log_in": NEVER, "has_contact": True}, False),
        ({"log_in": NEVER, "added_at": START}, False),
        ({"log_in": EXPIRED, "has_contact": True}, True),
        ({"log_in": SHUT}, False),
    ],
)
def test_a_person_without_a_working_channel_is_found(
    parts: dict[str, object],
    found: bool,  # noqa: FBT001 - a column of the table
) -> None:
    town = changed(a_town(), "clerk-court", roles=frozenset(), **parts)

    assert ("person:pe_clerk-court" in keys(town)) is found


def test_an_office_held_by_a_shut_account_is_found() -> None:
    town = without(a_town(), "second")

    found = find_gaps(changed(town, "deputy", log_in=SHUT))

    sentences = [one.sentence.reveal() for one in found]
    assert any("镇纪委分管书记，但账号已停用" in one for one in sentences)
    assert "office:deputy_secretary" in [one.key for one in found]


@pytest.mark.parametrize(
    "role",
    [R.CENTRE_DIRECTOR, R.DEPUTY_SECRETARY, R.PARTY_SECRETARY, *sorted(ADMINISTRATORS)],
)
def test_a_vacant_office_is_found(role: Role) -> None:
    town = a_town()
    left = tuple(one for one in town.people if role not in one.roles)

    assert f"office:{role.value}" in keys(replace(town, people=left))


def test_too_few_member_units_with_a_head_are_found() -> None:
    town = without(a_town(), "head-court", "head-police")

    assert "office:member_heads" in keys(town)


def test_a_suspended_unit_is_left_alone() -> None:
    town = without(a_town(), "clerk-court")
    units = tuple(
        replace(one, status=UnitStatus.SUSPENDED) if one.code == "court" else one
        for one in town.units
    )

    assert "clerk:court" not in keys(replace(town, units=units))


def test_a_relation_that_leaves_two_units_too_few_is_found_for_that_unit() -> None:
    town = changed(a_town(), "head-police", recused_units=frozenset({"court"}))

    found = keys(town)

    # About the court or its head only finance is left; about others two are.
    assert "level:2:no_quorum:court" in found
    assert "level:2:no_quorum:pe_head-court" in found
    assert "level:2:no_quorum:finance" not in found


def test_a_recused_director_has_the_commissions_secretary_to_stand_in() -> None:
    recused = {"recused_units": frozenset({"court"})}
    town = changed(a_town(), "director", **recused)
    assert not [one for one in keys(town) if one.startswith("level:3")]

    both = changed(town, "commission", **recused)

    # The head of the court may confirm what concerns a person of his; not the court.
    assert [one for one in keys(both) if one.startswith("level:3")] == [
        "level:3:nobody_confirms:court",
        "level:3:nobody_confirms:pe_head-court",
    ]


def test_about_the_towns_heads_only_the_county_is_left() -> None:
    town = changed(a_town(), "liaison", recused_subjects=frozenset({"key-party"}))

    assert "level:1:no_county:pe_party" in keys(town)
    assert "level:1:no_county:pe_commission" not in keys(town)


def test_what_fails_for_everybody_is_told_once() -> None:
    found = list(levels_without_body(without(a_town(), "deputy", "second")))

    assert [one.key for one in found] == ["level:2:nobody_convenes"]
    assert "任何单位和人员" in found[0].sentence.reveal()
    assert found[0].people == ()


def test_findings_of_one_cause_are_told_in_one_sentence() -> None:
    town = changed(a_town(), "head-police", recused_units=frozenset({"court"}))
    group = [one for one in find_gaps(town) if one.group == "level:2:no_quorum"]

    sentence = told(group).reveal()

    assert sentence.startswith("以镇court、")
    assert "head-court" in sentence
    assert "{whom}" not in sentence


def test_a_long_list_of_names_is_cut() -> None:
    one = NetworkFinding(
        key="k",
        kind=K.LEVEL_WITHOUT_BODY,
        sentence=Personal("以{whom}为对象。"),
        advice="",
        group="g",
        label=Personal("甲"),
    )

    assert told([one] * 30).reveal() == f"以{'、'.join('甲' * 8)}等30个对象为对象。"


OFFICERS = [
    "director",
    "deputy",
    "second",
    "commission",
    "party",
    "liaison",
    *(f"head-{code}" for code in CODES),
]


@st.composite
def towns(draw: st.DrawFn) -> NetworkSeen:
    """Draw a town whose officers are related to units and to each other, or gone."""
    town = without(a_town(), *draw(st.sets(st.sampled_from(OFFICERS), max_size=3)))
    for login in OFFICERS:
        town = changed(
            town,
            login,
            recused_units=draw(st.frozensets(st.sampled_from(CODES), max_size=2)),
            recused_subjects=frozenset(
                f"key-{other}"
                for other in draw(st.sets(st.sampled_from(OFFICERS), max_size=2))
            ),
        )
    return town


def by_trying(seen: NetworkSeen) -> set[tuple[int, str]]:
    """Return level and subject of every matter that no set of people can decide.

    Written the long way round: take every choice of people who are not out, and see
    whether one of them makes a body.
    """
    found = set()
    for about in possible_subjects(seen):
        able = [
            one
            for one in seen.people
            if one.in_office
            and not (
                one.keys & about.keys
                or one.recused_subjects & about.keys
                or about.unit in one.recused_units
            )
        ]
        is_head = bool(about.holds & {R.PARTY_SECRETARY, R.COMMISSION_SECRETARY})
        is_county = is_head or R.DEPUTY_SECRETARY in about.holds
        directors = any(R.CENTRE_DIRECTOR in one.roles for one in seen.people)
        for level in (1, 2, 3):
            if is_head and level > 1:
                continue
            bodies = _bodies(able, level, about.unit, is_county=is_county)
            if level == 3 and not directors:
                bodies = [b for b in bodies if R.COMMISSION_SECRETARY not in b[0].roles]
            if level == 3 and not about.is_person:
                bodies = [b for b in bodies if R.UNIT_HEAD not in b[0].roles]
            if not bodies:
                found.add((level, about.id))
    return found


def _bodies(
    able: Sequence[PersonSeen], level: int, unit: str, *, is_county: bool
) -> list[tuple[PersonSeen, ...]]:
    if level == 1:
        wanted = (
            {R.COUNTY_LIAISON} if is_county else {R.COUNTY_LIAISON, R.PARTY_SECRETARY}
        )
        return [(one,) for one in able if one.roles & wanted]
    if level == 3:
        centre = {R.CENTRE_DIRECTOR, R.COMMISSION_SECRETARY}
        return [
            (one,)
            for one in able
            if one.roles & centre or (R.UNIT_HEAD in one.roles and one.unit == unit)
        ]
    return [
        three
        for three in combinations(able, 3)
        if any(R.DEPUTY_SECRETARY in one.roles for one in three)
        and len({o.unit for o in three if R.UNIT_HEAD in o.roles} - {unit}) == 2
    ]


@given(towns())
def test_the_levels_without_body_are_exactly_those_that_no_choice_of_people_decides(
    seen: NetworkSeen,
) -> None:
    expected = by_trying(seen)
    found = list(levels_without_body(seen))

    one_by_one = {(one.key.split(":")[1], one.key.split(":")[-1]) for one in found}
    for level, subject in expected:
        told_alone = (str(level), subject) in one_by_one
        told_of_all = any(
            one.key.count(":") == 2 and one.key.startswith(f"level:{level}:")
            for one in found
        )
        assert told_alone or told_of_all
    for one in found:
        if one.group:
            _, number, *_, whom = one.key.split(":")
            assert (int(number), whom) in expected
        else:
            _, number, _ = one.key.split(":")
            assert any(failed == int(number) for failed, _ in expected)


@given(towns())
def test_no_finding_about_a_person_hides_whom_it_concerns(seen: NetworkSeen) -> None:
    for one in levels_without_body(seen):
        if one.group:
            assert one.keys
            assert one.unit
            assert one.key.endswith((*one.people, one.targets[0].id))


def test_a_mutant_that_forgets_the_subject_himself_is_caught() -> None:
    """The planted fault: bodies that do not ask who is out."""
    town = changed(a_town(), "liaison", recused_subjects=frozenset({"key-party"}))
    bodies = bodies_of(town)
    about = next(one for one in possible_subjects(town) if one.id == "pe_party")

    assert not bodies.can(R.COUNTY_LIAISON, about)
    assert not bodies.can(R.PARTY_SECRETARY, about)
    assert bodies.can(R.CENTRE_DIRECTOR, about)


def an_informant(**parts: object) -> InformantSeen:
    known: dict[str, object] = {
        "person_id": "pe_i",
        "name": Personal("丁某"),
        "recruiter": "court",
        "recruiter_name": "镇court",
        "recruiter_status": UnitStatus.ACTIVE,
        "state": InformantState.ACTIVE,
        "ends_on": date(2027, 6, 1),
        "key": "key-i",
    }
    return InformantSeen(**(known | parts))  # type: ignore[arg-type]  # as given


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        pytest.param({}, [], id="in order"),
        pytest.param({"ends_on": date(2027, 1, 23)}, ["term_ending"], id="60 days"),
        pytest.param({"ends_on": date(2027, 1, 24)}, [], id="61 days"),
        pytest.param(
            {"ends_on": date(2027, 1, 23), "waits_since": date(2026, 11, 20)},
            [],
            id="renewal asked for",
        ),
        pytest.param(
            {"ends_on": date(2026, 12, 1), "state": InformantState.SUSPENDED},
            ["term_ending"],
            id="suspended",
        ),
        pytest.param({"rules_since": date(2026, 10, 25)}, [], id="due today"),
        pytest.param({"rules_since": date(2026, 10, 24)}, ["rules_unread"], id="due"),
        pytest.param(
            {"rules_since": date(2026, 1, 1), "state": InformantState.EXPIRED},
            [],
            id="rules of one out of office",
        ),
        pytest.param(
            {"has_channel": False}, ["person_unreachable"], id="no telephone, no log-in"
        ),
        pytest.param(
            {"has_channel": False, "state": InformantState.APPLIED},
            [],
            id="not yet filed",
        ),
        pytest.param(
            {"recruiter_status": UnitStatus.MERGED}, ["recruiter_gone"], id="merged"
        ),
        pytest.param(
            {"recruiter_status": UnitStatus.SUSPENDED}, ["recruiter_gone"], id="paused"
        ),
        pytest.param(
            {
                "recruiter_status": UnitStatus.REVOKED,
                "state": InformantState.DISMISSED,
                "has_channel": False,
                "rules_since": date(2026, 1, 1),
            },
            [],
            id="life ended",
        ),
    ],
)
def test_informants_whom_nobody_looks_after_are_found(
    parts: dict[str, object], found: list[str]
) -> None:
    seen = replace(a_town(), informants=(an_informant(**parts),))

    gaps = find_gaps(seen)

    assert [one.key for one in gaps] == [f"{kind}:pe_i" for kind in found]
    # Who is close to him is told nothing of him.
    assert all(one.keys == ("key-i",) for one in gaps)
    assert all("丁某" in told([one]).reveal() for one in gaps)


def test_the_days_are_those_of_the_rule() -> None:
    informant = an_informant(
        ends_on=date(2026, 12, 1),
        rules_since=date(2026, 11, 23),
        waits_since=date(2026, 11, 23),
    )
    ready = replace(informant, waits_since=None)
    strict = InformantRule(term_warning_days=7, acknowledge_days=1, filing_wait_days=1)
    short = InformantRule(term_warning_days=6, acknowledge_days=0, filing_wait_days=0)

    assert lacking(ready, strict) == [FindingKind.TERM_ENDS_SOON]
    assert lacking(informant, strict) == []
    assert lacking(informant, short) == [
        FindingKind.FILING_WAITS,
        FindingKind.RULES_NOT_ACKNOWLEDGED,
    ]


def lacking(informant: InformantSeen, rule: InformantRule) -> list[FindingKind | None]:
    found = lacks((informant,), today=date(2026, 11, 24), rule=rule)
    return [one.finding for one in found]


def test_many_informants_of_one_cause_are_told_in_one_sentence() -> None:
    many = tuple(
        an_informant(
            person_id=f"pe_{number}",
            name=Personal(f"丁{number}"),
            rules_since=date(2026, 10, 1),
        )
        for number in range(30)
    )

    gaps = find_gaps(replace(a_town(), informants=many))

    assert len({one.group for one in gaps}) == 1
    sentence = told(gaps).reveal()
    assert sentence.startswith("信息员丁0、丁1、")
    assert sentence.endswith("等30人应于2026-10-31前签收现行的管理办法，已逾期。")
