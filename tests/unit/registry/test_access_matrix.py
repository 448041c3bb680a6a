"""Promise: every request has a row in the table, and nobody reaches past his own."""

from itertools import product

import pytest

from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.people import ADMINISTRATORS, Pending, Role
from lianqing_shared.contracts.topology import TOPICS, Kind, Principal, Topic
from lianqing_shared.errors import NotAllowedError
from lianqing_shared.security.access import (
    DUTIES,
    EVERY_UNIT,
    NO_ACTOR,
    ROLES,
    DutyPendingError,
    NoRoleError,
    Sphere,
    is_recused,
    may,
    only_unit,
    require,
)
from tests.unit.registry.builders import an_actor

REQUESTS = [
    topic for topic in TOPICS if topic.stream is None and topic.kind is not Kind.EVENT
]
OF_CASES = [
    topic
    for topic in REQUESTS
    if topic.owner in {Principal.INTAKE, Principal.GRADING, Principal.NOTIFY}
    and ".audit." not in topic.name
]
OF_AUDIT = [topic for topic in REQUESTS if ".audit." in topic.name]
DECIDING = {
    t.CONFIRM_CASE: {
        Role.CENTRE_DIRECTOR,
        Role.COMMISSION_SECRETARY,
        Role.UNIT_HEAD,
    },
    t.CONVENE_CASE: {Role.DEPUTY_SECRETARY},
    t.OPINE_CASE: {Role.UNIT_HEAD},
    t.SUBMIT_CASE: {
        Role.CENTRE_DIRECTOR,
        Role.COMMISSION_SECRETARY,
        Role.COUNTY_LIAISON,
    },
    t.DECIDE_CASE: {
        Role.DEPUTY_SECRETARY,
        Role.PARTY_SECRETARY,
        Role.COUNTY_LIAISON,
    },
}
"""As the plan says it, P3.2b to P3.2d; spelt out so that the table cannot drift.

The commission's secretary stands in for a recused director, the county takes over what
nobody of the town can submit (ADR 15); grading refuses both as long as neither is so.
"""


def by_name(topic: Topic) -> str:
    return topic.name


@pytest.mark.parametrize("topic", REQUESTS, ids=by_name)
def test_every_request_has_a_row_of_some_role_or_comes_before_log_in(
    topic: Topic,
) -> None:
    assert (topic in NO_ACTOR) != bool(ROLES.get(topic))


def test_the_table_has_no_row_that_is_no_request() -> None:
    assert set(ROLES) | NO_ACTOR == set(REQUESTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("topic", REQUESTS, ids=by_name)
def test_a_role_may_what_its_row_says_and_else_hears_who_may(
    topic: Topic, role: Role
) -> None:
    actor = an_actor(role)

    if may(actor, topic):
        require(actor, topic)
        assert role in ROLES[topic]
    else:
        with pytest.raises(NotAllowedError) as caught:
            require(actor, topic)
        allowed = ROLES.get(topic, frozenset())
        assert all(one.label in caught.value.sentence for one in allowed)


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("topic", OF_CASES, ids=by_name)
def test_administrators_touch_no_report_no_case_and_no_letter(
    topic: Topic, role: Role
) -> None:
    assert not may(an_actor(role), topic)


@pytest.mark.parametrize("topic", OF_AUDIT, ids=by_name)
def test_the_audit_log_is_open_to_the_audit_administrator_alone(topic: Topic) -> None:
    assert ROLES[topic] == {Role.AUDIT_ADMINISTRATOR}


@pytest.mark.parametrize("topic", DECIDING, ids=by_name)
def test_only_the_bodies_of_the_plan_decide(topic: Topic) -> None:
    assert ROLES[topic] == DECIDING[topic]


def test_no_business_role_makes_accounts_or_units() -> None:
    for topic in (t.ADD_PERSON, t.ADD_UNIT, t.REVOKE_UNIT, t.RECORD_CREDENTIAL):
        assert ROLES[topic] <= ADMINISTRATORS


def test_somebody_without_any_role_may_look_after_his_account_alone() -> None:
    nobody = an_actor().model_copy(update={"roles": ()})

    assert {topic for topic in REQUESTS if may(nobody, topic)} == DUTIES
    for topic in REQUESTS:
        if topic in DUTIES:
            require(nobody, topic)
        else:
            with pytest.raises(NoRoleError) as caught:
                require(nobody, topic)
            assert caught.value.code == "no_role"
            assert "我的账号" in caught.value.sentence


@pytest.mark.parametrize("duty", Pending)
@pytest.mark.parametrize("topic", REQUESTS, ids=by_name)
def test_with_a_duty_pending_nothing_goes_but_ones_own_account(
    topic: Topic, duty: Pending
) -> None:
    everything = an_actor(*Role).model_copy(update={"pending": (duty,)})

    assert may(everything, topic) == (topic in DUTIES)
    if topic in DUTIES:
        require(everything, topic)
    else:
        with pytest.raises(DutyPendingError, match=duty.label) as caught:
            require(everything, topic)
        assert caught.value.code == "duty_pending"
        assert "我的账号" in caught.value.sentence


def test_a_duty_is_done_and_a_session_ended_while_one_is_pending() -> None:
    assert {t.CHANGE_PASSWORD, t.BEGIN_SECOND_FACTOR, t.CONFIRM_SECOND_FACTOR} <= DUTIES
    assert {t.LIST_SESSIONS, t.REVOKE_SESSION, t.REVOKE_SESSIONS} <= DUTIES
    assert {topic.owner for topic in DUTIES} == {Principal.REGISTRY}
    assert t.DROP_SECOND_FACTOR not in DUTIES


@pytest.mark.parametrize("sphere", Sphere)
@pytest.mark.parametrize("role", Role)
def test_a_role_reaches_every_unit_or_its_own_alone(sphere: Sphere, role: Role) -> None:
    actor = an_actor(role)

    expected = None if role in EVERY_UNIT[sphere] else actor.unit
    assert only_unit(actor, sphere) == expected


def test_people_of_units_reach_their_own_unit_alone() -> None:
    of_units = {Role.UNIT_HEAD, Role.UNIT_RESPONDER, Role.ENTRY_CLERK}
    of_units |= {Role.VILLAGE_CLERK, Role.INFORMANT}

    assert all(EVERY_UNIT[sphere].isdisjoint(of_units) for sphere in Sphere)
    matters = {*Sphere} - {Sphere.NETWORK}
    assert all(EVERY_UNIT[one].isdisjoint(ADMINISTRATORS) for one in matters)


def test_recusal_follows_the_person_his_relations_and_his_units() -> None:
    actor = an_actor().model_copy(
        update={
            "subject_key": "own",
            "recused_subjects": ("kin",),
            "recused_units": ("court",),
        }
    )

    for unit, key in product((None, "court", "police"), (None, "own", "kin", "far")):
        expected = unit == "court" or key in {"own", "kin"}
        assert is_recused(actor, unit=unit, subject_key=key) == expected


def test_a_matter_without_a_known_subject_recuses_nobody() -> None:
    assert not is_recused(an_actor(), unit=None, subject_key="")
    assert not is_recused(an_actor(), unit="police", subject_key=None)


@pytest.mark.parametrize(
    "topic",
    [t.LIST_PEOPLE, t.SHOW_PERSON, t.LIST_CLERKS, t.LIST_INFORMANTS, t.SHOW_INFORMANT],
    ids=by_name,
)
def test_the_audit_administrator_cannot_look_up_whose_an_id_is(topic: Topic) -> None:
    """He sees which id entered which report; somebody else must name the person."""
    assert Role.AUDIT_ADMINISTRATOR not in ROLES[topic]
