"""Promise: nobody who is recused decides or studies, the town's heads are left to the
county, and no case stands still unseen.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_grading.domain.officers import HEADS, Bench, Officer, bench_of
from lianqing_grading.usecases.hold_meeting import hold_meeting, list_meetings
from lianqing_grading.usecases.learn_officers import learn_officers
from lianqing_grading.usecases.list_gaps import list_gaps
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts import conduct
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.gaps import GapKind
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.errors import (
    NotAllowedError,
    NotFoundError,
    RefusedError,
)
from lianqing_shared.security.access import is_recused
from tests.unit.grading.builders import (
    AGRI,
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
    an_actor,
)

SUBJECT = "a" * 64
SECRETARY = TOWN["secretary"]
HEAVIER, GRAVE = FACTS_OF["P4.2.2"], FACTS_OF["P4.1.3"]
EVERYBODY = (
    DIRECTOR,
    DEPUTY,
    SECRETARY,
    PARTY,
    COUNTY,
    COURT,
    POLICE,
    FINANCE,
    AGRI_HEAD,
)


def as_officer(
    actor: Actor,
    *,
    keys: tuple[str, ...] = (),
    recused_units: tuple[str, ...] = (),
    recused_subjects: tuple[str, ...] = (),
    roles: tuple[Role, ...] | None = None,
    version: int = 1,
) -> conduct.Officer:
    own = f"{int(actor.person_id[3:]):064d}"
    return conduct.Officer(
        person_id=actor.person_id,
        unit=actor.unit,
        roles=actor.roles if roles is None else roles,
        keys=keys or (own,),
        recused_units=recused_units,
        recused_subjects=recused_subjects,
        version=version,
    )


async def learn(desk: Desk, *officers: conduct.Officer) -> None:
    async with desk.database.work() as work:
        await learn_officers(
            work, conduct.OfficersChanged(officers=officers, at=work.now)
        )


async def in_office(desk: Desk, *changed: conduct.Officer) -> None:
    """Let everybody be in office, some of them as given."""
    given = {one.person_id for one in changed}
    rest = [as_officer(one) for one in EVERYBODY if one.person_id not in given]
    await learn(desk, *rest, *changed)


def convene(case_id: str, *units: str) -> c.ConveneCase:
    return c.ConveneCase(case_id=case_id, units=units, reason="研究")


def submit(case_id: str, to: Body) -> c.SubmitCase:
    return c.SubmitCase(case_id=case_id, to=to, reason="重大")


async def gaps(
    desk: Desk, actor: Actor = DIRECTOR
) -> list[tuple[GapKind, Body | None]]:
    page = await list_gaps(desk.database, actor)
    return [(gap.kind, gap.body) for gap in page.gaps]


async def test_the_highest_version_of_an_officer_counts(desk: Desk) -> None:
    case_id = await desk.proposed(GRAVE)
    party_out = as_officer(PARTY, recused_units=("agri",), version=3)
    await in_office(desk, party_out)

    await learn(desk, as_officer(PARTY, version=2))
    await learn(desk, party_out)

    with pytest.raises(NotAllowedError):
        await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    await learn(desk, as_officer(PARTY, version=4))
    view = await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    assert view.row.state is CaseState.SUBMITTED


async def test_who_is_the_party_secretary_is_known_by_his_key_not_by_his_title(
    desk: Desk,
) -> None:
    await in_office(desk, as_officer(PARTY, keys=("b" * 64, SUBJECT)))
    case_id = await desk.proposed(GRAVE, report=a_report(GRAVE, subject=CLERK))

    with pytest.raises(NotAllowedError, match="县纪委常委会"):
        await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    view = await desk.do(submit(case_id, Body.COUNTY_COMMITTEE), DIRECTOR)

    assert view.row.state is CaseState.SUBMITTED


@pytest.mark.parametrize("head", [PARTY, SECRETARY], ids=["party", "commission"])
async def test_of_the_towns_heads_only_the_county_decides(
    desk: Desk, head: Actor
) -> None:
    await in_office(desk, as_officer(head, keys=(SUBJECT,)))
    mild = await desk.proposed(MILD)
    heavier = await desk.proposed(HEAVIER)

    for act, actor in (
        (a_confirmation(mild), DIRECTOR),
        (convene(heavier, "court", "police"), DEPUTY),
        (submit(heavier, Body.PARTY_SECRETARY), DIRECTOR),
    ):
        with pytest.raises(NotAllowedError, match="县纪委常委会"):
            await desk.do(act, actor)

    assert (await desk.show(mild, DIRECTOR)).allowed == ("submit", "note")
    assert sorted(await gaps(desk)) == [
        (GapKind.NOBODY_CONFIRMS, Body.CENTRE),
        (GapKind.NOBODY_CONVENES, Body.DEPUTY_SECRETARY),
    ]
    await desk.do(submit(mild, Body.COUNTY_COMMITTEE), DIRECTOR)


@pytest.mark.parametrize("head", [PARTY, SECRETARY], ids=["party", "commission"])
async def test_whose_matter_is_studied_when_he_becomes_a_head_goes_to_the_county(
    desk: Desk, head: Actor
) -> None:
    await in_office(desk)
    case_id = await desk.studied(HEAVIER)
    await learn(desk, as_officer(head, keys=(SUBJECT,), version=2))

    for act, actor in (
        (c.OpineCase(case_id=case_id, agrees=True, text="同意"), COURT),
        (
            c.DecideCase(case_id=case_id, approves=True, circumstances=("P4.2.2",)),
            DEPUTY,
        ),
    ):
        with pytest.raises(NotAllowedError, match="县纪委常委会"):
            await desk.do(act, actor)

    (gap,) = (await list_gaps(desk.database, DIRECTOR)).gaps
    assert (gap.kind, gap.body) == (GapKind.NOBODY_DECIDES, Body.DEPUTY_SECRETARY)
    assert "退回" in gap.way_out
    back = c.DecideCase(case_id=case_id, approves=False, reason="应由县纪委研究")
    await desk.do(back, DEPUTY)
    view = await desk.do(submit(case_id, Body.COUNTY_COMMITTEE), DIRECTOR)
    assert view.row.state is CaseState.SUBMITTED


async def test_what_lies_with_the_party_secretary_when_its_subject_becomes_a_head(
    desk: Desk,
) -> None:
    await in_office(desk)
    case_id = await desk.proposed(GRAVE)
    await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    await learn(desk, as_officer(SECRETARY, keys=(SUBJECT,), version=2))

    for approves in (True, False):
        decide = c.DecideCase(
            case_id=case_id, approves=approves, circumstances=("P4.1.3",), reason="无"
        )
        with pytest.raises(NotAllowedError, match="县纪委常委会"):
            await desk.do(decide, PARTY)

    assert await gaps(desk) == [(GapKind.NOBODY_DECIDES, Body.PARTY_SECRETARY)]
    assert "decide" not in (await desk.show(case_id, PARTY)).allowed
    view = await desk.do(submit(case_id, Body.COUNTY_COMMITTEE), DIRECTOR)
    assert view.row.state is CaseState.SUBMITTED


@pytest.mark.parametrize(
    ("position", "is_head"),
    [
        ("镇党委书记", True),
        ("柳园镇党委书记", True),
        ("柳园镇党委书记、人大主席", True),
        ("镇纪委书记", True),
        ("乡党委书记", True),
        ("镇党委副书记、纪委书记", True),
        ("镇党委副书记", False),
        ("大桥村党委书记", False),
        ("柳园镇大桥村党委书记", False),
        ("中心校党委书记", False),
        ("办公室主任", False),
        (None, False),
    ],
)
async def test_a_head_without_an_account_is_known_by_his_position(
    desk: Desk, position: str | None, *, is_head: bool
) -> None:
    await in_office(desk)
    subject = CLERK.model_copy(update={"position": position})
    case_id = await desk.proposed(MILD, report=a_report(MILD, subject=subject))

    if is_head:
        with pytest.raises(NotAllowedError, match="县纪委常委会"):
            await desk.do(a_confirmation(case_id), DIRECTOR)
        assert await gaps(desk) == [(GapKind.NOBODY_CONFIRMS, Body.CENTRE)]
    else:
        await desk.do(a_confirmation(case_id), DIRECTOR)


async def test_a_deputys_own_matter_is_another_deputys_and_at_level_one_the_countys(
    desk: Desk,
) -> None:
    other = an_actor(Role.DEPUTY_SECRETARY, number=77)
    himself = DEPUTY.model_copy(update={"subject_key": SUBJECT})
    await in_office(desk, as_officer(DEPUTY, keys=(SUBJECT,)))
    case_id = await desk.proposed(HEAVIER)
    alone = await gaps(desk)

    with pytest.raises(NotFoundError):
        await desk.do(convene(case_id, "court", "police"), himself)
    with pytest.raises(NotAllowedError):
        await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    await learn(desk, as_officer(other))
    helped = await gaps(desk)
    view = await desk.do(convene(case_id, "court", "police"), other)

    assert alone == [(GapKind.NOBODY_CONVENES, Body.DEPUTY_SECRETARY)]
    assert helped == []
    assert view.row.state is CaseState.STUDYING


async def test_a_unit_whose_only_head_is_recused_cannot_be_convened(
    desk: Desk,
) -> None:
    await in_office(desk, as_officer(COURT, recused_subjects=(SUBJECT,)))
    case_id = await desk.proposed(HEAVIER)

    with pytest.raises(NotAllowedError) as refused:
        await desk.do(convene(case_id, "court", "police"), DEPUTY)
    await learn(desk, as_officer(an_actor(Role.UNIT_HEAD, unit="court", number=78)))
    view = await desk.do(convene(case_id, "court", "police"), DEPUTY)

    sentence = refused.value.sentence
    assert sentence == "柳园人民法庭不能参加本案研究，请改召集其他成员单位。"
    assert view.row.state is CaseState.STUDYING


async def test_an_opinion_of_somebody_recused_since_does_not_count(desk: Desk) -> None:
    await in_office(desk)
    case_id = await desk.studied(HEAVIER)
    await learn(desk, as_officer(COURT, recused_units=("agri",), version=2))
    decide = c.DecideCase(case_id=case_id, approves=True, circumstances=("P4.2.2",))

    with pytest.raises(RefusedError, match="现有1个"):
        await desk.do(decide, DEPUTY)

    assert await gaps(desk) == [(GapKind.NO_QUORUM, Body.DEPUTY_SECRETARY)]
    recused = COURT.model_copy(update={"recused_units": ("agri",)})
    with pytest.raises(NotFoundError):
        await desk.do(c.OpineCase(case_id=case_id, agrees=True, text="同意"), recused)


async def test_a_body_whose_holder_is_recused_is_refused_with_the_other_path(
    desk: Desk,
) -> None:
    await in_office(desk, as_officer(PARTY, recused_units=("agri",)))
    case_id = await desk.proposed(GRAVE)

    with pytest.raises(NotAllowedError) as refused:
        await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)
    await learn(desk, as_officer(COUNTY, recused_units=("agri",), version=2))
    with pytest.raises(NotAllowedError, match="另行指定联络员"):
        await desk.do(submit(case_id, Body.COUNTY_COMMITTEE), DIRECTOR)

    assert refused.value.sentence == "镇党委书记不能审批本案，请提交县纪委常委会。"


async def test_the_secretary_stands_in_only_where_every_director_is_recused(
    desk: Desk,
) -> None:
    await in_office(desk)
    mild, grave = await desk.proposed(MILD), await desk.proposed(GRAVE)
    with pytest.raises(NotAllowedError):
        await desk.do(a_confirmation(mild), SECRETARY)
    with pytest.raises(NotAllowedError):
        await desk.do(submit(grave, Body.PARTY_SECRETARY), SECRETARY)

    await learn(desk, as_officer(DIRECTOR, recused_units=("agri",), version=2))

    assert await gaps(desk, SECRETARY) == []
    view = await desk.do(a_confirmation(mild), SECRETARY)
    assert view.row.state is CaseState.WARNED
    await desk.do(submit(grave, Body.PARTY_SECRETARY), SECRETARY)


async def test_the_county_takes_over_what_nobody_of_the_town_can_submit(
    desk: Desk,
) -> None:
    await in_office(desk)
    case_id = await desk.proposed(GRAVE)
    with pytest.raises(NotFoundError):
        await desk.show(case_id, COUNTY)

    for actor in (DIRECTOR, SECRETARY):
        await learn(desk, as_officer(actor, recused_units=("agri",), version=2))

    assert (await desk.show(case_id, COUNTY)).allowed == ("submit",)
    assert await gaps(desk, COUNTY) == [(GapKind.NOBODY_SUBMITS, Body.CENTRE)]
    view = await desk.do(submit(case_id, Body.COUNTY_COMMITTEE), COUNTY)
    assert view.row.state is CaseState.SUBMITTED


async def test_a_submitted_case_whose_body_is_recused_later_is_a_gap(
    desk: Desk,
) -> None:
    await in_office(desk)
    await desk.submitted()
    before = await gaps(desk)

    await learn(desk, as_officer(PARTY, recused_units=("agri",), version=2))

    assert before == []
    assert await gaps(desk) == [(GapKind.NOBODY_DECIDES, Body.PARTY_SECRETARY)]


async def test_too_few_member_units_are_a_gap_before_anybody_convenes(
    desk: Desk,
) -> None:
    heads = (COURT, POLICE, FINANCE)
    await in_office(
        desk, *(as_officer(one, recused_subjects=(SUBJECT,)) for one in heads)
    )
    await desk.proposed(HEAVIER)

    assert await gaps(desk) == [(GapKind.NO_QUORUM, Body.DEPUTY_SECRETARY)]


async def test_gaps_are_kept_from_whom_the_case_is_kept(desk: Desk) -> None:
    await in_office(desk, as_officer(DEPUTY, recused_units=("agri",)))
    await desk.proposed(HEAVIER)
    recused = DIRECTOR.model_copy(update={"recused_units": ("agri",)})

    assert len(await gaps(desk)) == 1
    assert await gaps(desk, recused) == []


async def test_before_the_registry_has_spoken_nothing_is_refused_for_it(
    desk: Desk,
) -> None:
    case_id = await desk.proposed(GRAVE)

    assert await gaps(desk) == []
    await desk.do(submit(case_id, Body.PARTY_SECRETARY), DIRECTOR)


async def test_nobody_verifies_into_a_unit_that_he_is_recused_from(desk: Desk) -> None:
    other = AGRI.model_copy(update={"unit": "finance", "unit_name": "财政所"})
    case_id = await desk.opened(a_report(subject=other))
    recused = ANALYST.model_copy(update={"recused_units": ("agri",)})
    await desk.do(c.BeginCase(case_id=case_id), recused)

    with pytest.raises(NotAllowedError, match="回避"):
        await desk.do(
            c.VerifyCase.model_validate(
                {
                    "case_id": case_id,
                    "is_substantiated": True,
                    "facts": MILD,
                    "finding": "属实",
                    "addressee": "agri",
                }
            ),
            recused,
        )


@pytest.mark.parametrize("words", ["case_no", "case_id", "name"])
async def test_a_meeting_that_speaks_of_a_matter_is_not_there_for_the_recused(
    desk: Desk, words: str
) -> None:
    case_id = await desk.opened(a_report(subject=CLERK))
    row = (await desk.show(case_id)).row
    said = {"case_no": row.case_no, "case_id": case_id, "name": "未 某某"}[words]
    ask = c.HoldMeeting(
        held_on=date(2026, 11, 24),
        topic_text="例会",
        units=("court",),
        minutes=f"研究了{said}一事",
    )
    async with desk.database.work() as work:
        await hold_meeting(work, ask, DIRECTOR)
    recused = ANALYST.model_copy(update={"recused_subjects": (SUBJECT,)})

    async def listed(actor: Actor) -> int:
        page = await list_meetings(desk.database, c.ListMeetings(), actor)
        return len(page.meetings)

    assert await listed(ANALYST) == 1
    assert await listed(recused) == 0


OFFICERS = st.builds(
    Officer,
    person_id=st.uuids().map(str),
    unit=st.sampled_from(["centre", "court", "police"]),
    roles=st.frozensets(st.sampled_from(list(Role)), max_size=2),
    keys=st.frozensets(st.sampled_from("abc"), max_size=2),
    recused_units=st.frozensets(st.sampled_from(["agri", "court"]), max_size=2),
    recused_subjects=st.frozensets(st.sampled_from("abc"), max_size=2),
)


@given(st.lists(OFFICERS, max_size=6), st.sampled_from("abc"))
def test_an_office_is_out_exactly_when_all_its_holders_are(
    officers: list[Officer], key: str
) -> None:
    bench = bench_of(officers, subject_key=key, units=("agri",))

    for role in Role:
        holders = [one for one in officers if role in one.roles]
        out = [one for one in holders if one.is_out(subject_key=key, units=("agri",))]
        assert (role in bench.out) == bool(holders and len(out) == len(holders))
        if officers:
            assert (role in bench.vacant) == (not holders)
    assert bench.is_about_a_head == any(
        one.roles & HEADS and key in one.keys for one in officers
    )
    if not officers:
        assert bench == Bench()


@given(OFFICERS, st.sampled_from("abc"), st.sampled_from(["agri", "court", "police"]))
def test_grading_and_the_token_agree_on_who_is_out(
    officer: Officer, key: str, unit: str
) -> None:
    actor = an_actor(Role.ANALYST, recused_units=tuple(officer.recused_units))
    actor = actor.model_copy(
        update={"recused_subjects": (*officer.keys, *officer.recused_subjects)}
    )

    assert officer.is_out(subject_key=key, units=(unit,)) == is_recused(
        actor, unit=unit, subject_key=key
    )
