"""Promise: only the body of a level sets it, with what the plan demands, once."""

import asyncio

import pytest

from lianqing_grading.errors import IncompleteError, NoPersonError, NotYoursError
from lianqing_grading.usecases.performing import CaseAct
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseState, WarningDecided
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import Subject, SubjectKind
from lianqing_shared.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from lianqing_shared.testing.databases import said
from tests.unit.grading.builders import (
    AGRI_HEAD,
    ANALYST,
    CLERK,
    COUNTY,
    COURT,
    DEPUTY,
    DIRECTOR,
    FACTS_OF,
    FINANCE,
    MILD,
    PARTY,
    POLICE,
    TOWN,
    Desk,
    a_confirmation,
    a_report,
    a_verification,
    an_actor,
)

HEAVY = FACTS_OF["P4.2.2"]
GRAVE = FACTS_OF["P4.1.3"]


async def warnings(desk: Desk) -> list[WarningDecided]:
    return [e for e in await said(desk.database) if isinstance(e, WarningDecided)]


# --- level 3


async def test_the_centre_confirms_level_three(desk: Desk) -> None:
    case_id = await desk.proposed()

    view = await desk.do(a_confirmation(case_id), DIRECTOR)

    (warning,) = await warnings(desk)
    assert (view.row.state, view.row.level) == (CaseState.WARNED, Level.THREE)
    assert warning.level is Level.THREE
    assert warning.circumstances == ("P4.3.2",)
    assert warning.addressee == "agri"
    assert warning.basis.body is Body.CENTRE
    assert warning.basis.decided_by == DIRECTOR.person_id
    assert warning.finding.reveal() == "经核实，账目不符情况属实。"


async def test_a_unit_confirms_level_three_about_a_person_of_its_own(
    desk: Desk,
) -> None:
    case_id = await desk.proposed(report=a_report(subject=CLERK))

    await desk.do(a_confirmation(case_id), AGRI_HEAD)

    (warning,) = await warnings(desk)
    assert warning.basis.body is Body.UNIT


async def test_a_unit_does_not_confirm_about_itself(desk: Desk) -> None:
    case_id = await desk.proposed()

    with pytest.raises(NotFoundError):
        await desk.do(a_confirmation(case_id), AGRI_HEAD)

    assert await warnings(desk) == []


async def test_another_level_than_proposed_needs_a_reason(desk: Desk) -> None:
    case_id = await desk.proposed(HEAVY)

    with pytest.raises(IncompleteError, match="规则建议为二级"):
        await desk.do(a_confirmation(case_id, "P4.3.5"), DIRECTOR)
    await desk.do(a_confirmation(case_id, "P4.3.5", reason="情节轻微"), DIRECTOR)

    (warning,) = await warnings(desk)
    assert warning.basis.reason == "情节轻微"


async def test_a_letter_names_a_circumstance_of_its_level_and_none_graver(
    desk: Desk,
) -> None:
    case_id = await desk.proposed(HEAVY)

    for codes in (("P4.2.2",), ("P4.2.2", "P4.3.5"), ()):
        with pytest.raises(IncompleteError):
            await desk.do(a_confirmation(case_id, *codes, reason="轻微"), DIRECTOR)


# --- level 2


async def test_the_deputy_secretary_decides_after_two_units_have_spoken(
    desk: Desk,
) -> None:
    case_id = await desk.studied(HEAVY)

    await desk.do(
        c.DecideCase(case_id=case_id, approves=True, questions=("为何发放？",)), DEPUTY
    )

    (warning,) = await warnings(desk)
    assert warning.level is Level.TWO
    assert warning.questions == ("为何发放？",)
    assert warning.basis.convened_units == ("court", "police")
    assert warning.basis.opinions == 2


async def test_without_two_opinions_there_is_no_decision(desk: Desk) -> None:
    case_id = await desk.proposed(HEAVY)
    await desk.do(c.ConveneCase(case_id=case_id, units=("court", "police")), DEPUTY)
    await desk.do(c.OpineCase(case_id=case_id, agrees=True, text="同意"), COURT)

    with pytest.raises(IncompleteError, match="现有1个"):
        await desk.do(c.DecideCase(case_id=case_id, approves=True), DEPUTY)

    assert await warnings(desk) == []


@pytest.mark.parametrize(
    "units",
    [
        pytest.param(("court",), id="one unit"),
        pytest.param(("court", "court"), id="one unit named twice"),
        pytest.param(("court", "civil"), id="one that is no member unit"),
        pytest.param(("court", "nowhere"), id="one that does not exist"),
    ],
)
async def test_too_few_or_wrong_units_cannot_be_convened(
    desk: Desk, units: tuple[str, ...]
) -> None:
    case_id = await desk.proposed(HEAVY)

    with pytest.raises(RefusedError):
        await desk.do(c.ConveneCase(case_id=case_id, units=units), DEPUTY)

    assert (await desk.show(case_id)).row.state is CaseState.PROPOSED


async def test_the_unit_concerned_is_not_convened(desk: Desk) -> None:
    finance = Subject(kind=SubjectKind.UNIT, unit="finance", unit_name="镇财政所")
    case_id = await desk.proposed(HEAVY, report=a_report(HEAVY, subject=finance))

    with pytest.raises(NotAllowedError, match="应当回避"):
        await desk.do(
            c.ConveneCase(case_id=case_id, units=("court", "finance")), DEPUTY
        )


async def test_a_unit_speaks_once_and_only_if_convened(desk: Desk) -> None:
    case_id = await desk.studied(HEAVY)
    opinion = c.OpineCase(case_id=case_id, agrees=False, text="不同意")

    with pytest.raises(ConflictError, match="已经发表过"):
        await desk.do(opinion, COURT)
    with pytest.raises(NotFoundError):
        await desk.do(opinion, FINANCE)


async def test_a_refusal_sends_the_case_back_for_a_new_round(desk: Desk) -> None:
    case_id = await desk.studied(HEAVY)

    await desk.do(
        c.DecideCase(case_id=case_id, approves=False, reason="事实不清"), DEPUTY
    )

    view = await desk.show(case_id)
    assert view.row.state is CaseState.PROPOSED
    assert view.convened_units == ()
    assert view.opinions == ()
    assert await warnings(desk) == []


# --- level 1


async def test_the_party_secretary_approves_level_one(desk: Desk) -> None:
    case_id = await desk.submitted(GRAVE)

    await desk.do(c.DecideCase(case_id=case_id, approves=True), PARTY)

    (warning,) = await warnings(desk)
    assert warning.level is Level.ONE
    assert warning.basis.body is Body.PARTY_SECRETARY


async def test_the_county_resolves_with_the_number_of_its_resolution(
    desk: Desk,
) -> None:
    case_id = await desk.submitted(GRAVE, to=Body.COUNTY_COMMITTEE)

    with pytest.raises(IncompleteError, match="决议文号"):
        await desk.do(c.DecideCase(case_id=case_id, approves=True), COUNTY)
    await desk.do(
        c.DecideCase(case_id=case_id, approves=True, resolution_no="县纪常〔2026〕9号"),
        COUNTY,
    )

    (warning,) = await warnings(desk)
    assert warning.basis.resolution_no == "县纪常〔2026〕9号"


async def test_a_matter_of_the_party_secretary_goes_to_the_county_only(
    desk: Desk,
) -> None:
    himself = Subject(
        kind=SubjectKind.PERSON,
        unit="agri",
        unit_name="镇党委",
        person_name=Personal("戊某"),
        position="镇党委书记",
    )
    case_id = await desk.proposed(GRAVE, report=a_report(GRAVE, subject=himself))

    with pytest.raises(NotAllowedError, match="涉及镇党委书记本人"):
        await desk.do(c.SubmitCase(case_id=case_id, to=Body.PARTY_SECRETARY), DIRECTOR)
    view = await desk.do(
        c.SubmitCase(case_id=case_id, to=Body.COUNTY_COMMITTEE), DIRECTOR
    )

    assert view.row.state is CaseState.SUBMITTED


async def test_the_party_secretary_never_decides_about_himself(desk: Desk) -> None:
    case_id = await desk.submitted(GRAVE)
    himself = PARTY.model_copy(update={"subject_key": "a" * 64})

    with pytest.raises(NotFoundError):
        await desk.do(c.DecideCase(case_id=case_id, approves=True), himself)
    redirect = c.SubmitCase(case_id=case_id, to=Body.COUNTY_COMMITTEE)
    view = await desk.do(redirect, DIRECTOR)

    assert view.row.state is CaseState.SUBMITTED
    with pytest.raises(NotFoundError):
        await desk.do(c.DecideCase(case_id=case_id, approves=True), PARTY)


async def test_level_one_is_submitted_to_one_of_its_two_bodies_only(
    desk: Desk,
) -> None:
    case_id = await desk.proposed(GRAVE)

    with pytest.raises(IncompleteError, match="只能提交"):
        await desk.do(c.SubmitCase(case_id=case_id, to=Body.DEPUTY_SECRETARY), DIRECTOR)


# --- whoever else, twice, machines


async def test_a_machine_decides_nothing(desk: Desk) -> None:
    case_id = await desk.proposed()

    with pytest.raises(NoPersonError, match="必须由人作出"):
        await desk.do(a_confirmation(case_id), None)

    assert await warnings(desk) == []


WRONG_HANDS: list[tuple[str, str, Actor]] = [
    ("proposed", "confirm", ANALYST),
    ("proposed", "confirm", DEPUTY),
    ("proposed", "convene", DIRECTOR),
    ("proposed", "submit", DEPUTY),
    ("studying", "decide", DIRECTOR),
    ("studying", "decide", PARTY),
    ("submitted", "decide", DEPUTY),
    ("submitted", "decide", COUNTY),
    ("submitted", "decide", DIRECTOR),
    ("submitted", "decide", TOWN["secretary"]),
    ("proposed", "confirm", TOWN["sysadmin"]),
    ("submitted", "decide", TOWN["secadmin"]),
    ("studying", "decide", TOWN["auditadmin"]),
    ("studying", "decide", TOWN["court-clerk"]),
]


@pytest.mark.parametrize(("state", "command", "actor"), WRONG_HANDS)
async def test_no_level_is_set_by_the_wrong_hands(
    desk: Desk, state: str, command: str, actor: Actor
) -> None:
    case_id = await {
        "proposed": lambda: desk.proposed(HEAVY),
        "studying": lambda: desk.studied(HEAVY),
        "submitted": lambda: desk.submitted(GRAVE),
    }[state]()
    asks: dict[str, CaseAct] = {
        "confirm": a_confirmation(case_id, "P4.3.5", reason="理由"),
        "convene": c.ConveneCase(case_id=case_id, units=("court", "police")),
        "submit": c.SubmitCase(case_id=case_id, to=Body.PARTY_SECRETARY, reason="理由"),
        "decide": c.DecideCase(case_id=case_id, approves=True, resolution_no="1号"),
    }

    with pytest.raises((NotAllowedError, NotFoundError)):
        await desk.do(asks[command], actor)

    assert await warnings(desk) == []
    assert (await desk.show(case_id)).row.state.value == state


async def test_there_is_no_second_decision(desk: Desk) -> None:
    case_id = await desk.warned()

    with pytest.raises(ConflictError, match="已预警"):
        await desk.do(a_confirmation(case_id), DIRECTOR)

    assert len(await warnings(desk)) == 1


async def test_of_two_who_decide_at_once_one_wins(desk: Desk) -> None:
    case_id = await desk.proposed()
    other = an_actor(Role.CENTRE_DIRECTOR, number=99)

    results = await asyncio.gather(
        desk.do(a_confirmation(case_id), DIRECTOR),
        desk.do(a_confirmation(case_id), other),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == [
        "CaseView",
        "WrongStateError",
    ]
    assert len(await warnings(desk)) == 1


async def test_nothing_unverified_can_be_decided(desk: Desk) -> None:
    case_id = await desk.opened()

    with pytest.raises(ConflictError):
        await desk.do(a_confirmation(case_id), DIRECTOR)
    await desk.do(c.BeginCase(case_id=case_id), ANALYST)
    with pytest.raises(ConflictError):
        await desk.do(c.SubmitCase(case_id=case_id, to=Body.PARTY_SECRETARY), DIRECTOR)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"facts": None}, "核实后的事实", id="no facts"),
        pytest.param({"addressee": None}, "发给哪个单位", id="no addressee"),
        pytest.param({"addressee": "nowhere"}, "nowhere", id="unknown addressee"),
        pytest.param({"finding": Personal(" ")}, "核实情况", id="no finding"),
    ],
)
async def test_a_true_matter_needs_facts_addressee_and_finding(
    desk: Desk, changes: dict[str, object], sentence: str
) -> None:
    case_id = await desk.opened()
    await desk.do(c.BeginCase(case_id=case_id), ANALYST)
    ask = a_verification(case_id, MILD).model_copy(update=changes)

    with pytest.raises(RefusedError, match=sentence):
        await desk.do(ask, ANALYST)


async def test_an_untrue_matter_ends_without_a_warning(desk: Desk) -> None:
    case_id = await desk.opened()
    await desk.do(c.BeginCase(case_id=case_id), ANALYST)

    view = await desk.do(
        c.VerifyCase(
            case_id=case_id, is_substantiated=False, finding=Personal("查无此事。")
        ),
        ANALYST,
    )

    assert view.row.state is CaseState.UNSUBSTANTIATED
    assert view.row.suggested is None
    assert (await desk.search(verified_only=True)).total == 0


async def test_a_refusal_names_who_may(desk: Desk) -> None:
    case_id = await desk.submitted(GRAVE, to=Body.COUNTY_COMMITTEE)
    both = an_actor(Role.PARTY_SECRETARY, Role.CENTRE_DIRECTOR, number=98)

    with pytest.raises(NotYoursError, match="县纪委常委会"):
        await desk.do(c.DecideCase(case_id=case_id, approves=True), both)


async def test_police_and_court_see_what_they_study_but_not_who_reported(
    desk: Desk,
) -> None:
    case_id = await desk.studied(HEAVY)

    view = await desk.show(case_id, POLICE)

    assert view.reports == ()
    assert len(view.opinions) == 2
    assert "反映" not in view.row.title.reveal()
