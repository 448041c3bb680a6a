"""Promise: people assess with reasons and history; rules are accepted to the word."""

from datetime import date, timedelta

import pytest

from lianqing_registry.errors.informants import (
    CountsUnavailableError,
    NotFiledError,
    ProposalMovedError,
    ReasonMissingError,
    RulesError,
    YearError,
)
from lianqing_registry.store import people
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgementView,
    AcknowledgeRules,
    Contributions,
    Result,
)
from lianqing_shared.contracts.informant_words import FindingKind
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from tests.unit.registry.informant_kit import (
    ANALYST,
    DIRECTOR,
    HEAD,
    TODAY,
    Office,
    because,
    informant_actor,
)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def with_account(office: Office, name: str = "申某", login: str = "shen") -> str:
    """File somebody with a log-in and return his id."""
    applied = await office.apply(name)
    await office.file(applied.person_id, login=login)
    return applied.person_id


async def account_of(office: Office, login: str = "shen") -> str:
    async with office.database.look() as session:
        person = await people.person_of_login(session, login)
        assert person is not None
        return person.person_id


async def test_the_score_comes_from_reports_and_trainings(office: Office) -> None:
    person = await with_account(office)
    account = await account_of(office)
    office.counter.by_account[account] = Contributions(
        person_id=account, submitted=3, accepted=3, verified=1
    )
    await office.do(
        i.TrainInformant(person_id=person, course=Personal("培训"), hours=4, on=TODAY)
    )

    proposal = await office.propose(person)

    assert proposal.score == 60 + 6 + 4 + 4
    assert proposal.person_id == person
    assert office.counter.asked == [(ANALYST.person_id, account, 2026)]


async def test_only_trainings_and_punishments_of_the_year_count(
    office: Office, clock: SetClock
) -> None:
    person = (await office.filed()).person_id
    training = i.TrainInformant(
        person_id=person, course=Personal("培训"), hours=4, on=TODAY
    )
    await office.do(training)
    clock.advance(days=60)
    await office.do(training.model_copy(update={"on": date(2027, 1, 20), "hours": 2.5}))
    await office.do(
        i.PunishInformant(person_id=person, on=date(2027, 1, 2), text=Personal("提醒"))
    )

    assert (await office.propose(person, 2026)).score == 64
    assert (await office.propose(person, 2027)).score == 60 + 3 - 15


async def test_confirming_needs_no_reason_changing_and_correcting_do(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    with pytest.raises(ReasonMissingError, match="不同"):
        await office.assess(person, 90)

    first = await office.assess(person, 60)
    again = await office.assess(person, 60)
    with pytest.raises(ReasonMissingError, match="更正"):
        await office.assess(person, 95)
    second = await office.assess(person, 95, reason="避免了损失")

    assert again == first
    assert (first.version, second.version) == (1, 2)
    assert second.result is Result.EXCELLENT
    history = (await office.show(person)).assessments
    assert [(one.score, one.is_current) for one in history] == [(95, True), (60, False)]
    assert (await office.list()).informants[0].result is Result.EXCELLENT


async def test_a_proposal_that_has_moved_is_not_confirmed_unseen(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    await office.do(
        i.PunishInformant(person_id=person, on=TODAY, text=Personal("提醒"))
    )

    with pytest.raises(ProposalMovedError, match="45"):
        await office.assess(person, 60, proposed=60)

    assert (await office.show(person)).assessments == ()


async def test_nothing_is_stored_while_intake_is_away(office: Office) -> None:
    person = await with_account(office)
    office.counter.is_away = True

    for attempt in (
        office.propose(person),
        office.assess(person, 45, proposed=45),
        office.assess(person, 80, proposed=45, reason="印象"),
    ):
        with pytest.raises(CountsUnavailableError, match="未保存任何内容"):
            await attempt

    assert (await office.show(person)).assessments == ()


async def test_only_years_in_office_are_assessed(
    office: Office, clock: SetClock
) -> None:
    applied = await office.apply()
    with pytest.raises(NotFiledError):
        await office.propose(applied.person_id)
    await office.file(applied.person_id)

    with pytest.raises(YearError, match="不在聘期"):
        await office.propose(applied.person_id, 2025)
    with pytest.raises(YearError, match="尚未开始"):
        await office.propose(applied.person_id, 2027)
    clock.advance(days=60)
    assert (await office.propose(applied.person_id, 2027)).year == 2027


async def test_a_year_after_the_dismissal_is_not_assessed(
    office: Office, clock: SetClock
) -> None:
    person = (await office.filed()).person_id
    await office.do(i.DismissInformant(person_id=person, **because("泄露秘密")))
    clock.advance(days=60)

    with pytest.raises(YearError, match="2027 年不在聘期"):
        await office.propose(person, 2027)
    assert (await office.propose(person, 2026)).year == 2026


@pytest.mark.parametrize(
    ("started", "reason", "score"),
    [
        pytest.param(date(2026, 8, 27), "1年，每年减15分", 45, id="ninety days"),
        pytest.param(date(2026, 8, 28), "在聘89天，不足90天", 60, id="a day less"),
    ],
)
async def test_not_having_reported_counts_after_ninety_days_of_the_year(
    office: Office, started: date, reason: str, score: int
) -> None:
    person = (await office.filed(starts_on=started, login="shen")).person_id

    found = await office.propose(person)

    (line,) = [one for one in found.lines if one.item == "none_submitted"]
    assert reason in line.reason
    assert found.score == score


def accept(version: str = "2026-1", **paper: object) -> AcknowledgeRules:
    return AcknowledgeRules.model_validate({"version": version, **paper})


async def test_a_published_text_stands_and_the_newest_is_in_force(
    office: Office,
) -> None:
    first = await office.publish("2026-1", "第一条 旧")
    assert await office.publish("2026-1", "第一条 旧") == first
    with pytest.raises(RulesError, match="不能改动"):
        await office.publish("2026-1", "第一条 改")
    await office.publish("2026-2", "第一条 新")

    page = await office.rules()

    assert [(one.version, one.is_in_force) for one in page.rules] == [
        ("2026-2", True),
        ("2026-1", False),
    ]
    assert page.rules[0].text_sha256 != page.rules[1].text_sha256
    assert page.draft is None


async def test_a_town_begins_with_a_draft_that_says_it_is_one(office: Office) -> None:
    page = await office.rules()

    assert page.draft is not None
    assert "草案" in page.draft.splitlines()[0]
    for said in ("谁选聘、谁负责", "培训", "考核", "奖", "保密", "回避", "退出"):
        assert said in page.draft


async def test_an_informant_accepts_by_his_log_in_and_once(office: Office) -> None:
    person = await with_account(office)
    rules = await office.publish()
    actor = informant_actor(await account_of(office))
    assert (await office.rules(actor)).acknowledged is None

    first: AcknowledgementView = await office.do(accept(), actor)

    assert await office.do(accept(), actor) == first
    assert (first.is_on_paper, first.text_sha256) == (False, rules.text_sha256)
    assert (await office.rules(actor)).acknowledged == "2026-1"
    assert (await office.show(person)).acknowledgements == (first,)
    assert (await office.rules()).outstanding == ()


async def test_a_new_version_is_to_be_accepted_anew(
    office: Office, clock: SetClock
) -> None:
    person = await with_account(office)
    await office.publish()
    actor = informant_actor(await account_of(office))
    await office.do(accept(), actor)
    clock.advance(days=5)
    await office.publish("2027-1", "第一条 新")

    with pytest.raises(RulesError, match="现行版本为“2027-1”"):
        await office.do(accept("2026-1"), actor)
    (lacking,) = (await office.rules()).outstanding

    assert lacking.person_id == person
    assert lacking.due_on == TODAY + timedelta(days=35)


async def test_who_does_not_accept_in_time_is_a_finding(
    office: Office, clock: SetClock
) -> None:
    await office.filed()
    await office.publish()
    assert (await office.list()).findings == ()
    clock.advance(days=31)

    (finding,) = (await office.list()).findings

    assert finding.kind is FindingKind.RULES_NOT_ACKNOWLEDGED
    assert (await office.rules()).outstanding[0].is_overdue


async def test_the_centre_records_a_signed_paper_with_its_day(office: Office) -> None:
    person = (await office.filed()).person_id
    await office.publish()

    with pytest.raises(RulesError, match="签字日期"):
        await office.do(accept(person_id=person))
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(RulesError, match="发布之日至今天"):
            await office.do(accept(person_id=person, signed_on=day))
    kept = await office.do(accept(person_id=person, signed_on=TODAY))

    assert (kept.is_on_paper, kept.recorded_by) == (True, DIRECTOR.person_id)


@pytest.mark.parametrize("actor", [HEAD, informant_actor("pe_" + "8" * 26)])
async def test_nobody_but_the_centre_accepts_for_another(
    office: Office, actor: Actor
) -> None:
    person = (await office.filed()).person_id
    await office.publish()

    with pytest.raises(NotFoundError):
        await office.do(accept(person_id=person, signed_on=TODAY), actor)


async def test_an_informant_reads_the_rules_in_force_and_no_list(
    office: Office,
) -> None:
    await with_account(office)
    await office.filed("酉某")
    await office.publish("2026-1", "旧")
    await office.publish("2026-2", "新")

    page = await office.rules(informant_actor(await account_of(office)))

    assert [one.version for one in page.rules] == ["2026-2"]
    assert page.outstanding == ()


async def test_an_informant_can_read_what_he_accepted_when_it_is_no_longer_in_force(
    office: Office,
) -> None:
    await with_account(office)
    actor = informant_actor(await account_of(office))
    await office.publish("2026-1", "他签收的")
    await office.do(accept("2026-1"), actor)
    await office.publish("2026-2", "没有签收就换了的")
    await office.publish("2026-3", "现行的")

    page = await office.rules(actor)

    assert [one.version for one in page.rules] == ["2026-3", "2026-1"]
    assert page.acknowledged is None


async def test_a_head_learns_only_of_his_own_units_people(office: Office) -> None:
    mine = await office.filed("申某")
    theirs = await office.apply("酉某", DIRECTOR, recruiter="police")
    await office.file(theirs.person_id, ANALYST)
    await office.publish()

    page = await office.rules(HEAD)

    assert [one.person_id for one in page.outstanding] == [mine.person_id]
    assert page.outstanding_total == 1
