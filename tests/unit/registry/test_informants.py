"""Promise: who recruits answers, somebody else files, and a term ends by itself."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lianqing_registry.domain.role_changes import RoleDelta, check_delta
from lianqing_registry.errors.accounts import LoginTakenError
from lianqing_registry.errors.informants import (
    AccountError,
    CloseRelationError,
    InformantByFilingError,
    InformantRecordError,
    NotFiledError,
    NothingWaitsError,
    OwnFilingError,
    RenewalWaitsError,
    TermError,
    WrongMoveError,
)
from lianqing_registry.errors.units import ForeignUnitError, UnitRevokedError
from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRow, SessionRow
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.open_session import open_session
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import informants as i
from lianqing_shared.contracts.informant_words import (
    Background,
    FindingKind,
    InformantState,
    LifeMove,
    RecordKind,
)
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.digests import subject_key
from lianqing_shared.testing.databases import said
from tests.unit.registry.builders import (
    DIGEST_KEY,
    a_draft,
    a_gate,
    a_person,
    an_actor,
)
from tests.unit.registry.informant_kit import (
    ANALYST,
    DIRECTOR,
    HEAD,
    SECRETARY,
    TODAY,
    Office,
    because,
    informant_actor,
)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


async def roles_of(office: Office, login: str) -> tuple[Role, ...]:
    async with office.database.look() as session:
        person = await people.person_of_login(session, login)
        assert person is not None
        return await people.roles(session, person.person_id)


async def test_filing_gives_the_next_number_of_the_year_and_a_term(
    office: Office, clock: SetClock
) -> None:
    first = await office.filed("申某")
    second = await office.filed("酉某")
    clock.advance(days=60)
    third = await office.filed("戌某")

    assert first.filing_no == "备〔2026〕1号"
    assert second.filing_no == "备〔2026〕2号"
    assert third.filing_no == "备〔2027〕1号"
    assert first.state is InformantState.ACTIVE
    assert (first.starts_on, first.ends_on) == (TODAY, date(2029, 11, 23))


async def test_filing_by_the_applicant_is_refused_and_takes_no_number(
    office: Office,
) -> None:
    his_own = await office.apply("申某", DIRECTOR)

    with pytest.raises(OwnFilingError, match="另一名人员"):
        await office.file(his_own.person_id)

    other = await office.filed("酉某")
    assert other.filing_no == "备〔2026〕1号"
    by_another = await office.file(his_own.person_id, SECRETARY)
    assert by_another.informant.filing_no == "备〔2026〕2号"


async def test_applying_and_filing_twice_change_nothing(office: Office) -> None:
    applied = await office.apply()
    assert await office.apply() == applied

    filed = await office.file(applied.person_id)

    assert await office.file(applied.person_id) == filed
    assert (await office.show(applied.person_id)).terms[1:] == ()


async def test_a_refused_applicant_may_be_applied_for_anew(office: Office) -> None:
    applied = await office.apply()
    refused = await office.do(
        i.RefuseInformant(person_id=applied.person_id, **because("材料不全"))
    )
    again = await office.apply()

    assert refused.state is InformantState.REFUSED
    assert again.person_id != applied.person_id
    with pytest.raises(NothingWaitsError):
        await office.file(applied.person_id)


async def test_other_backgrounds_are_told_in_words(office: Office) -> None:
    with pytest.raises(InformantRecordError, match="具体身份"):
        await office.apply(background=Background.OTHER)
    with pytest.raises(InformantRecordError, match="其他"):
        await office.apply(background_text="退休教师")

    other = await office.apply(background=Background.OTHER, background_text="退休教师")

    assert other.background_text == "退休教师"


async def test_a_units_head_recruits_and_sees_his_own_units_only(
    office: Office,
) -> None:
    with pytest.raises(ForeignUnitError, match="本单位"):
        await office.apply(recruiter="police")
    theirs = await office.apply("酉某", DIRECTOR, recruiter="police")
    his = await office.apply("申某")

    page = await office.list(HEAD)

    assert [one.person_id for one in page.informants] == [his.person_id]
    with pytest.raises(NotFoundError):
        await office.show(theirs.person_id, HEAD)
    with pytest.raises(NotFoundError):
        await office.do(i.RenewInformant(person_id=theirs.person_id), HEAD)


async def test_the_list_shows_who_waits_first_then_filings_newest_first(
    office: Office,
) -> None:
    for name in ("申某", "酉某", "戌某"):
        await office.filed(name)
    await office.apply("亥某")

    page = await office.list()
    first = await office.list(limit=3)
    rest = await office.list(limit=3, after=first.next)

    assert [one.filing_no for one in page.informants] == [
        None,
        "备〔2026〕3号",
        "备〔2026〕2号",
        "备〔2026〕1号",
    ]
    assert (*first.informants, *rest.informants) == page.informants
    assert (first.total, rest.next) == (4, None)
    assert (await office.list(state=InformantState.APPLIED)).total == 1


async def test_a_log_in_is_made_at_filing_under_the_centre_and_told_once(
    office: Office,
) -> None:
    applied = await office.apply()

    filed = await office.file(applied.person_id, login="shen")
    again = await office.file(applied.person_id, login="shen")

    assert filed.initial_password is not None
    assert (again.login, again.initial_password) == ("shen", None)
    assert await roles_of(office, "shen") == (Role.INFORMANT,)
    opened = await open_session(
        office.database,
        a_gate(),
        login="shen",
        password=filed.initial_password.get_secret_value(),
    )
    assert opened.must_change_password
    assert opened.actor.unit == "centre"


async def test_a_log_in_can_be_his_own_of_before_but_nobody_elses(
    office: Office,
) -> None:
    await a_person(office.database, "sun", roles=(Role.UNIT_RESPONDER,))
    his = await office.apply("孙某sun")
    others = await office.apply("酉某")

    with pytest.raises(AccountError, match="姓名"):
        await office.file(others.person_id, login="sun", links_account=True)
    with pytest.raises(AccountError, match="没有可用的账号"):
        await office.file(others.person_id, login="nobody", links_account=True)
    with pytest.raises(LoginTakenError):
        await office.file(others.person_id, login="sun")
    filed = await office.file(his.person_id, login="sun", links_account=True)

    assert (filed.login, filed.initial_password) == ("sun", None)
    assert Role.INFORMANT in await roles_of(office, "sun")
    with pytest.raises(AccountError, match="中心或选聘单位"):
        await office.file(others.person_id, login="you", account_unit="police")
    assert (await office.show(others.person_id)).terms[0].filed_at is None


@pytest.mark.parametrize("how", ["suspended", "dismissed", "expired"])
async def test_who_may_not_work_loses_the_role_and_his_sessions_at_once(
    office: Office, clock: SetClock, how: str
) -> None:
    applied = await office.apply(months=1)
    filed = await office.file(applied.person_id, login="shen")
    assert filed.initial_password is not None
    await open_session(
        office.database,
        a_gate(),
        login="shen",
        password=filed.initial_password.get_secret_value(),
    )

    if how == "suspended":
        await office.do(i.SuspendInformant(person_id=applied.person_id, **because()))
    elif how == "dismissed":
        await office.do(i.DismissInformant(person_id=applied.person_id, **because()))
    else:
        clock.advance(days=31)
        assert await office.expire() == 1

    assert await roles_of(office, "shen") == ()
    async with office.database.look() as session:
        open_ones = await session.scalars(
            select(SessionRow).where(SessionRow.closed_at.is_(None))
        )
        assert open_ones.all() == []
    assert (await office.show(applied.person_id)).informant.state == how


async def test_going_on_and_a_new_term_give_the_role_back(
    office: Office, clock: SetClock
) -> None:
    applied = await office.apply(months=1)
    person = applied.person_id
    await office.file(person, login="shen")
    await office.do(i.SuspendInformant(person_id=person, **because()))
    await office.do(i.ResumeInformant(person_id=person, **because()))
    assert await roles_of(office, "shen") == (Role.INFORMANT,)

    clock.advance(days=40)
    await office.expire()
    await office.do(i.RenewInformant(person_id=person), HEAD)
    await office.file(person)

    assert await roles_of(office, "shen") == (Role.INFORMANT,)


async def test_a_term_that_has_run_out_shows_as_ended_before_the_clock_looks(
    office: Office, clock: SetClock
) -> None:
    applied = await office.apply(months=1)
    filed = await office.file(applied.person_id)
    assert filed.informant.ends_on == date(2026, 12, 23)
    clock.advance(days=29)
    assert (await office.list()).informants[0].state is InformantState.ACTIVE
    clock.advance(days=1)

    assert (await office.list()).informants[0].state is InformantState.EXPIRED
    with pytest.raises(WrongMoveError, match="聘期届满"):
        await office.do(i.SuspendInformant(person_id=applied.person_id, **because()))
    assert await office.expire() == 1
    assert await office.expire() == 0
    steps = (await office.show(applied.person_id)).steps
    assert (steps[-1].move, steps[-1].by) == (LifeMove.EXPIRE, "system")


async def test_a_new_term_is_asked_for_by_one_and_filed_by_another(
    office: Office,
) -> None:
    filed = await office.filed()
    person = filed.person_id
    asked = await office.do(i.RenewInformant(person_id=person, months=12), DIRECTOR)
    assert asked.asks_renewal

    with pytest.raises(RenewalWaitsError):
        await office.do(i.RenewInformant(person_id=person), HEAD)
    with pytest.raises(OwnFilingError):
        await office.file(person)
    with pytest.raises(TermError, match="次日"):
        await office.file(person, SECRETARY, starts_on=TODAY)
    renewed = (await office.file(person, SECRETARY)).informant

    assert renewed.filing_no == "备〔2026〕2号"
    assert (renewed.starts_on, renewed.ends_on) == (
        date(2029, 11, 24),
        date(2030, 11, 23),
    )
    assert not renewed.asks_renewal


async def test_a_refused_renewal_leaves_him_in_his_term(office: Office) -> None:
    filed = await office.filed()
    await office.do(i.RenewInformant(person_id=filed.person_id), HEAD)

    kept = await office.do(i.RefuseInformant(person_id=filed.person_id, **because()))

    assert (kept.state, kept.asks_renewal) == (InformantState.ACTIVE, False)
    assert kept.filing_no == filed.filing_no


async def test_a_dismissal_refuses_the_new_term_that_waited(office: Office) -> None:
    person = (await office.filed()).person_id
    await office.do(i.RenewInformant(person_id=person), HEAD)

    await office.do(i.DismissInformant(person_id=person, **because("通风报信")))

    found = await office.show(person)
    assert found.terms[1].refused_by == DIRECTOR.person_id
    assert not found.informant.asks_renewal
    assert found.moves == ()
    with pytest.raises(NothingWaitsError):
        await office.file(person, SECRETARY)


async def test_somebody_long_in_office_may_be_filed_for_the_record(
    office: Office,
) -> None:
    applied = await office.apply(months=12)

    filed = await office.file(applied.person_id, starts_on=date(2025, 10, 1))

    assert filed.informant.state is InformantState.EXPIRED
    assert filed.informant.ends_on == date(2026, 9, 30)
    other = await office.apply("酉某")
    with pytest.raises(TermError, match="晚于"):
        await office.file(other.person_id, starts_on=TODAY + timedelta(days=1))


async def test_what_is_sent_twice_is_recorded_once(office: Office) -> None:
    person = (await office.filed()).person_id
    training = i.TrainInformant(
        person_id=person, course=Personal("岗前培训"), hours=3.5, on=TODAY
    )
    reward = i.RewardInformant(
        person_id=person,
        on=TODAY - timedelta(days=9),
        text=Personal("通报表扬"),
        amount=50_000,
        rule_reference="县纪发〔2025〕3号",
    )
    punishment = i.PunishInformant(person_id=person, on=TODAY, text=Personal("提醒"))
    for ask in (training, reward, punishment, training, reward, punishment):
        await office.do(ask)

    records = (await office.show(person)).records

    assert [one.kind for one in records] == [
        RecordKind.REWARD,
        RecordKind.TRAINING,
        RecordKind.PUNISHMENT,
    ]
    assert records[1].hours == 3.5
    assert records[0].amount == 50_000


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"amount": 50_000}, "奖励规定"),
        ({"rule_reference": "县纪发〔2025〕3号"}, "没有金额"),
        ({"amount": 0, "rule_reference": "县纪发〔2025〕3号"}, "大于零"),
        ({"on": TODAY + timedelta(days=1)}, "晚于今天"),
    ],
)
async def test_money_needs_the_countys_rule_and_no_day_lies_ahead(
    office: Office, more: dict[str, object], why: str
) -> None:
    person = (await office.filed()).person_id

    with pytest.raises(InformantRecordError, match=why):
        await office.do(
            i.RewardInformant.model_validate(
                {"person_id": person, "on": TODAY, "text": "表扬", **more}
            )
        )


async def test_nothing_is_recorded_on_somebody_unknown_or_out_of_office(
    office: Office,
) -> None:
    applied = await office.apply()
    unknown = "pe_" + "9" * 26
    for person, error in ((applied.person_id, NotFiledError), (unknown, NotFoundError)):
        with pytest.raises(error):
            await office.do(
                i.PunishInformant(person_id=person, on=TODAY, text=Personal("提醒"))
            )


def close_to(name: str, actor: Actor, unit: str = "court") -> Actor:
    key = subject_key(DIGEST_KEY, unit=unit, person_name=name)
    return actor.model_copy(update={"recused_subjects": (key,)})


async def test_whoever_is_close_to_him_finds_him_nowhere_and_decides_nothing(
    office: Office,
) -> None:
    person = (await office.filed("申某")).person_id
    await office.filed("酉某")
    kin = close_to("申某", DIRECTOR)

    page = await office.list(kin)
    unknown = "pe_" + "9" * 26
    sentences = set()
    for wanted in (person, unknown):
        for attempt in (
            office.show(wanted, kin),
            office.file(wanted, kin),
            office.do(i.DismissInformant(person_id=wanted, **because()), kin),
        ):
            with pytest.raises(NotFoundError) as caught:
                await attempt
            sentences.add(caught.value.sentence)

    assert [one.name.reveal() for one in page.informants] == ["酉某"]
    assert page.total == 1
    assert len(sentences) == 1
    with pytest.raises(CloseRelationError):
        await office.apply("戌某", close_to("戌某", HEAD))


async def test_nobody_keeps_the_file_of_the_informant_who_he_is(
    office: Office,
) -> None:
    person = (await office.filed(login="shen")).person_id
    account = (await a_login(office, "shen")).person_id
    himself = an_actor(Role.CENTRE_DIRECTOR, person=account)
    reward = i.RewardInformant(person_id=person, on=TODAY, text=Personal("表扬"))

    with pytest.raises(NotFoundError):
        await office.do(reward, himself)

    assert (await office.show(None, himself)).is_own


async def test_a_head_sees_neither_scores_nor_counts_nor_rewards(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    await office.assess(person, 60, proposed=60)

    for record in (
        i.RewardInformant(person_id=person, on=TODAY, text=Personal("反映法庭的漏洞")),
        i.PunishInformant(person_id=person, on=TODAY, text=Personal("提醒")),
    ):
        await office.do(record)

    his = await office.show(person, HEAD)
    centres = await office.show(person, ANALYST)

    assert his.assessments == ()
    # What somebody was rewarded for tells what he reported.
    assert [one.kind for one in his.records] == [RecordKind.PUNISHMENT]
    assert len(centres.records) == 2
    assert his.informant.result is None
    assert [one.score for one in centres.assessments] == [60]
    assert (await office.list(HEAD)).informants[0].result is None


async def test_his_telephone_and_background_can_be_corrected(office: Office) -> None:
    person = (await office.filed(phone=Personal("13900000000"))).person_id

    def asked(**given: object) -> i.ChangeInformant:
        return i.ChangeInformant.model_validate({"person_id": person, **given})

    with pytest.raises(InformantRecordError, match="具体身份"):
        await office.do(asked(background="other"), HEAD)
    with pytest.raises(InformantRecordError, match="只有"):
        await office.do(asked(background_text="退休教师"), HEAD)
    other = await office.do(asked(background="other", background_text="教师"), HEAD)
    moved = await office.do(asked(phone="13900000001"), HEAD)
    again = await office.do(asked(phone="13900000001"), HEAD)
    phone = (await office.show(person)).phone
    await office.do(asked(phone=" "), HEAD)

    assert other.background_text == "教师"
    assert moved == again
    assert phone == Personal("13900000001")
    assert (await office.show(person)).phone is None
    elsewhere = an_actor(Role.UNIT_HEAD, unit="police", person="pe_" + "8" * 26)
    with pytest.raises(NotFoundError):
        await office.do(asked(phone="13900000002"), elsewhere)
    async with office.database.look() as session:
        rows = await session.execute(
            select(office.database.journal.audit.c.action).where(
                office.database.journal.audit.c.action == "informant.changed"
            )
        )
    assert len(rows.all()) == 3


async def test_a_file_names_who_asked_and_who_filed(office: Office) -> None:
    head = await a_person(office.database, "head")
    director = await a_person(office.database, "boss", unit="centre")
    asking = an_actor(Role.UNIT_HEAD, unit="court", person=head.person_id)
    applied = await office.apply(actor=asking)
    await office.file(applied.person_id, an_actor(person=director.person_id))

    found = await office.show(applied.person_id)

    (term,) = found.terms
    assert (term.asked_by_name, term.filed_by_name) == (head.name, director.name)
    assert [step.by_name for step in found.steps] == [head.name, director.name]
    assert not found.is_own


async def test_an_informant_opens_his_own_file_and_no_other(office: Office) -> None:
    his = await office.apply("申某")
    other = await office.filed("酉某")
    await office.file(his.person_id, login="shen")
    account = (await a_login(office, "shen")).person_id
    actor = informant_actor(account)

    own = await office.show(None, actor)

    assert own.informant.person_id == his.person_id
    assert own.is_own
    assert own.moves == ()
    assert not any(step.by_name for step in own.steps)
    assert (await office.show(his.person_id, actor)) == own
    for wanted in (other.person_id, "pe_" + "9" * 26):
        with pytest.raises(NotFoundError):
            await office.show(wanted, actor)
    with pytest.raises(NotFoundError):
        await office.do(
            i.ConsentInformant(person_id=other.person_id, consents=True), actor
        )
    consenting = await office.do(
        i.ConsentInformant(person_id=his.person_id, consents=True), actor
    )
    assert consenting.consents_to_publication


async def a_login(office: Office, login: str) -> PersonRow:
    async with office.database.look() as session:
        person = await people.person_of_login(session, login)
        assert person is not None
        return person


async def test_a_recruiter_that_is_gone_is_a_finding_until_another_answers(
    office: Office,
) -> None:
    person = (await office.filed()).person_id
    async with office.database.work() as work:
        await revoke_unit(work, "court", reason="撤销")

    (finding,) = (await office.list()).findings
    assert finding.kind is FindingKind.RECRUITER_GONE
    assert "停用" in finding.sentence
    with pytest.raises(UnitRevokedError):
        await office.do(i.RenewInformant(person_id=person))
    moved = await office.do(
        i.TransferInformant(person_id=person, recruiter="police", **because())
    )

    assert moved.recruiter == "police"
    assert (await office.list()).findings == ()


async def test_a_merged_recruiters_informants_follow_to_the_successor(
    office: Office,
) -> None:
    kept = await office.filed("申某")
    gone = await office.filed("酉某")
    await office.do(i.DismissInformant(person_id=gone.person_id, **because()))

    async with office.database.work() as work:
        await merge_unit(work, "court", into="police", reason="机构改革")

    by_id = {one.person_id: one for one in (await office.list()).informants}
    assert by_id[kept.person_id].recruiter == "police"
    assert by_id[gone.person_id].recruiter == "court"


async def test_filings_that_wait_and_terms_that_end_are_findings(
    office: Office, clock: SetClock
) -> None:
    await office.apply("申某")
    ending = await office.apply("酉某", months=2)
    await office.file(ending.person_id)
    clock.advance(days=11)

    kinds = {one.kind for one in (await office.list()).findings}

    assert kinds == {FindingKind.FILING_WAITS, FindingKind.TERM_ENDS_SOON}


async def test_no_name_no_phone_and_no_reason_leaves_the_tables(
    office: Office,
) -> None:
    applied = await office.apply("欧阳某", phone="13912345678")
    person = applied.person_id
    await office.file(person, login="ouyang")
    await office.do(i.SuspendInformant(person_id=person, **because("泄露了秘密")))
    await office.do(i.DismissInformant(person_id=person, **because("通风报信")))

    events = "".join(event.model_dump_json() for event in await said(office.database))
    async with office.database.look() as session:
        audit = (await session.execute(select(office.database.journal.audit))).all()
    rows = "".join(map(str, audit))

    for secret in ("欧阳某", "13912345678", "泄露了秘密", "通风报信"):
        assert secret not in events
        assert secret not in rows
    assert person in rows
    assert person not in events


@pytest.mark.parametrize("how", [{"add": True}, {"drop": True}])
def test_nobody_becomes_or_ceases_to_be_an_informant_by_a_role(
    how: dict[str, bool],
) -> None:
    roles = frozenset({Role.INFORMANT})
    delta = RoleDelta(
        add=roles if how.get("add") else frozenset(),
        drop=roles if how.get("drop") else frozenset(),
    )

    with pytest.raises(InformantByFilingError, match="备案"):
        check_delta(delta, held=delta.drop, unit_kind=UnitKind.CENTRE)


async def test_no_account_is_added_with_an_informants_role(office: Office) -> None:
    draft = a_draft("shen", roles=(Role.INFORMANT,))

    with pytest.raises(InformantByFilingError):
        await add_person(
            office.database, a_gate(), an_actor(Role.SYSTEM_ADMINISTRATOR), draft=draft
        )
