"""Promise: nobody finds a case that he may not know of, in any way of asking."""

import pytest

from lianqing_grading.usecases.count_cases import count_cases
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.errors import NotFoundError
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
    PARTY,
    TOWN,
    Desk,
    a_confirmation,
    a_report,
    an_actor,
)


async def sees(desk: Desk, actor: Actor, case_id: str) -> bool:
    """Ask in all three ways, which must agree."""
    page = await desk.search(actor)
    counts = await count_cases(desk.database, actor)
    found = any(row.case_id == case_id for row in page.cases)
    assert page.total == len(page.cases) == sum(n.count for n in counts.by_state)
    try:
        await desk.show(case_id, actor)
    except NotFoundError:
        assert not found
        return False
    assert found
    return True


async def test_the_centre_sees_all_and_administrators_and_clerks_nothing(
    desk: Desk,
) -> None:
    case_id = await desk.opened()

    for login in ("director", "analyst", "deputy", "secretary"):
        assert await sees(desk, TOWN[login], case_id)
    for login in ("sysadmin", "secadmin", "auditadmin", "liuhe-clerk", "court-clerk"):
        assert not await sees(desk, TOWN[login], case_id)


async def test_a_unit_sees_its_case_from_the_warning_on(desk: Desk) -> None:
    case_id = await desk.proposed()
    before = await sees(desk, AGRI_HEAD, case_id)

    await desk.do(a_confirmation(case_id), DIRECTOR)

    assert not before
    assert await sees(desk, AGRI_HEAD, case_id)
    assert not await sees(desk, FINANCE, case_id)


async def test_a_unit_sees_what_it_may_confirm(desk: Desk) -> None:
    mild = await desk.proposed(report=a_report(subject=CLERK))
    grave = await desk.proposed(
        FACTS_OF["P4.1.3"], report=a_report(FACTS_OF["P4.1.3"], subject=CLERK)
    )

    assert await sees(desk, AGRI_HEAD, mild)
    assert not await sees(desk, AGRI_HEAD, grave)
    assert (await desk.show(mild, AGRI_HEAD)).allowed == ("confirm",)


async def test_a_convened_unit_sees_the_case_until_the_round_is_over(
    desk: Desk,
) -> None:
    case_id = await desk.studied(FACTS_OF["P4.2.2"])
    while_studying = await sees(desk, COURT, case_id)

    await desk.do(c.DecideCase(case_id=case_id, approves=False, reason="再核"), DEPUTY)

    assert while_studying
    assert not await sees(desk, COURT, case_id)


async def test_each_body_of_level_one_sees_what_was_submitted_to_it(
    desk: Desk,
) -> None:
    to_party = await desk.submitted()
    to_county = await desk.submitted(FACTS_OF["P4.1.4"], to=Body.COUNTY_COMMITTEE)

    assert await sees(desk, PARTY, to_party)
    assert not await sees(desk, PARTY, to_county)
    assert await sees(desk, COUNTY, to_county)
    assert not await sees(desk, COUNTY, to_party)


@pytest.mark.parametrize(
    "recusal",
    [
        pytest.param({"subject_key": "a" * 64}, id="it is about himself"),
        pytest.param({"recused_subjects": ("a" * 64,)}, id="it is about his kin"),
        pytest.param({"recused_units": ("agri",)}, id="a relation is declared"),
    ],
)
async def test_who_is_recused_finds_nothing_and_can_do_nothing(
    desk: Desk, recusal: dict[str, object]
) -> None:
    case_id = await desk.proposed()
    actor = DIRECTOR.model_copy(update=recusal)

    assert not await sees(desk, actor, case_id)
    assert (await desk.search(actor)).total == 0
    with pytest.raises(NotFoundError) as refused:
        await desk.do(a_confirmation(case_id), actor)
    with pytest.raises(NotFoundError) as absent:
        await desk.do(a_confirmation("ca_" + "9" * 26), actor)

    assert refused.value.sentence == absent.value.sentence


async def test_a_warned_unit_reads_its_own_words_but_no_reports(desk: Desk) -> None:
    case_id = await desk.warned()
    await desk.do(c.NoteCase(case_id=case_id, text="已着手整改"), AGRI_HEAD)
    await desk.do(c.NoteCase(case_id=case_id, text="内部备注"), ANALYST)

    view = await desk.show(case_id, AGRI_HEAD)

    assert view.reports == ()
    assert "已着手整改" in [step.detail for step in view.history]
    assert "内部备注" not in [step.detail for step in view.history]
    assert view.allowed == ("note",)


async def test_a_unit_cannot_guess_words_of_reports_by_searching(desk: Desk) -> None:
    case_id = await desk.warned()

    assert (await desk.search(DIRECTOR, text="账目管理")).total == 1
    assert (await desk.search(AGRI_HEAD, text="账目管理")).total == 0
    number = (await desk.show(case_id)).row.case_no
    assert (await desk.search(AGRI_HEAD, text=number)).total == 1


async def test_search_finds_by_words_numbers_and_filters(desk: Desk) -> None:
    await desk.hear(
        a_report(title="反映低保复核拖延"),
        a_report(FACTS_OF["P4.1.3"], title="反映截留防汛专款", subject=CLERK),
    )

    async def found(**wanted: object) -> int:
        return (await desk.search(DIRECTOR, **wanted)).total

    assert await found(text="低保") == 1
    assert await found(text="防汛 农业服务") == 1
    assert await found(text="未某某") == 1
    assert await found(text="汛") == 1
    assert await found(text="保低") == 0
    assert await found(text="，") == 0
    assert await found(text='"低保" OR *') == 0
    assert await found(level=1) == 1
    assert await found(unit="agri") == 2
    assert await found(state="warned") == 0
    assert await found(source="petition", content_class="P2.1.3", open_only=True) == 2
    assert await found(verified_only=True) == 0


async def test_pages_run_through_all_cases_gravest_first(desk: Desk) -> None:
    reports = [a_report(subject_key=f"{number:064d}") for number in range(5)]
    await desk.hear(
        *reports, a_report(FACTS_OF["P4.1.3"]), a_report(FACTS_OF["P4.2.2"])
    )

    seen: list[Level | None] = []
    ids = set()
    after = None
    while True:
        page = await desk.search(after=after, limit=2)
        seen += [row.suggested for row in page.cases]
        ids |= {row.case_id for row in page.cases}
        after = page.next
        if after is None:
            break

    assert seen == [Level.ONE, Level.TWO, *[Level.THREE] * 5]
    assert len(ids) == page.total == 7


async def test_counts_tell_what_is_due(desk: Desk) -> None:
    await desk.warned()
    await desk.opened(a_report(FACTS_OF["P4.1.3"]))

    counts = await count_cases(desk.database, ANALYST)

    assert counts.open == 2
    assert {n.key: n.count for n in counts.by_suggested} == {"1": 1, "3": 1}
    assert {n.key: n.count for n in counts.by_level} == {"3": 1}
    assert {n.key: n.count for n in counts.by_circumstance} == {
        "P4.1.3": 1,
        "P4.3.2": 1,
    }
    assert {n.key: n.count for n in counts.by_unit} == {"agri": 2}
    assert (counts.due_today, counts.overdue) == (0, 0)


async def test_commands_shown_are_those_that_work(desk: Desk) -> None:
    opened = await desk.opened()

    assert (await desk.show(opened, ANALYST)).allowed == ("begin", "note")
    assert (await desk.show(opened, DEPUTY)).allowed == ()
    view = await desk.show(opened, an_actor(Role.COMMISSION_SECRETARY))
    assert view.row.state is CaseState.OPENED
