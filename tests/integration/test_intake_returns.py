"""Promise: a unit's reports and nil returns are set against what it owed, once each."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.errors import (
    NilElsewhereError,
    NilNotDueError,
    NilTooLateError,
    NothingOwedError,
    UnitNotYetKnownError,
)
from lianqing_intake.store.tables import Base, NilReturnRow
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.give_nil import enter_nil, give_nil
from lianqing_intake.usecases.learn_calendar import learn_calendar
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_intake.usecases.look_at_returns import count_returns, list_returns
from lianqing_intake.usecases.receive_nils import NilComing, receive_nils
from lianqing_shared.clock import BEIJING, SetClock
from lianqing_shared.contracts.duties import (
    CountReturns,
    EnterNil,
    ListReturns,
    ReturnStatus,
    ReturnView,
    SubmitNil,
)
from lianqing_shared.contracts.network import (
    CalendarPublished,
    UnitChanged,
    UnitKind,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.reports import Outcome, Receipt, ReportsReceipted
from lianqing_shared.contracts.schedule import Rhythm, ScheduleTerm, UnitSchedule
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.signing import Signer, verify
from lianqing_shared.testing.databases import START, opened, said
from lianqing_shared.testing.reports import a_report

SIGNER = Signer.new()
OFFICE = Office(
    terms=Terms(now=START, managed_above=(), late_clock=timedelta(days=400)),
    digest_key=bytes(32),
    signer=SIGNER,
)
# START is 24 November 2026, 09:00 in Beijing: November was cut on the 20th and is due
# on the 27th; October was due on the 27th of October.
MONTHLY = ScheduleTerm(valid_from=date(2026, 9, 21), rhythm=Rhythm.MONTHLY)
S = ReturnStatus


def told(
    code: str = "court",
    *terms: ScheduleTerm,
    version: int = 1,
    status: UnitStatus = UnitStatus.ACTIVE,
) -> UnitChanged:
    return UnitChanged(
        unit=UnitView(
            code=code,
            name=f"镇{code}",
            kind=UnitKind.MEMBER,
            status=status,
            schedule=UnitSchedule(terms=terms or (MONTHLY,)),
        ),
        version=version,
        at=START,
    )


@pytest.fixture
async def intake(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        database_url, Base.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        await learn(database, told("court"), told("police"))
        yield database


async def learn(database: Database, *events: UnitChanged) -> None:
    async with database.work() as work:
        for one in events:
            await learn_unit(one, work=work)


def a_clerk(unit: str = "court", role: Role = Role.ENTRY_CLERK) -> Actor:
    return Actor(
        person_id="pe_" + "0" * 26,
        name="甲某",
        roles=(role,),
        unit=unit,
        session_id="se_1",
        issued_at=START,
        expires_at=START + timedelta(days=900),
    )


DIRECTOR = a_clerk("centre", Role.CENTRE_DIRECTOR)


async def report(database: Database, unit: str = "court", *, informant: bool = False):  # type: ignore[no-untyped-def]  # noqa: ANN201 - judged reports are of no interest here
    said_ = a_report(submission_id=f"s-{unit}-{database.clock.now():%m%d%H%M%S%f}")
    incoming = Incoming(
        unit=unit,
        submission_id=said_.submission_id,
        body=said_.model_dump_json().encode(),
        report=said_,
        is_by_informant=informant,
    )
    async with database.work() as work:
        return await accept_reports([incoming], work=work, office=OFFICE)


async def nil(
    database: Database, period: str | None = None, *, actor: Actor | None = None
) -> ReturnView:
    who = actor or a_clerk()
    async with database.work(actor=who.person_id) as work:
        return await enter_nil(EnterNil(period=period), actor=who, work=work)


async def standing(
    database: Database, period: str, *, unit: str = "court"
) -> ReturnView:
    page = await list_returns(
        ListReturns(unit=unit, latest=60), actor=DIRECTOR, database=database
    )
    return next(one for one in page.returns if one.period == period)


def at(clock: SetClock, text: str) -> None:
    clock.at = datetime.fromisoformat(text).replace(tzinfo=BEIJING)


async def test_a_report_speaks_for_the_period_in_which_it_comes(
    intake: Database, clock: SetClock
) -> None:
    at(clock, "2026-10-05T09:00")

    await report(intake)

    at(clock, "2026-11-24T09:00")
    assert (await standing(intake, "2026-10")).status is S.REPORTED
    assert (await standing(intake, "2026-11")).status is S.OPEN
    assert (await standing(intake, "2026-10", unit="police")).status is S.LATE


async def test_what_an_informant_tells_is_not_his_units_word(intake: Database) -> None:
    await report(intake, informant=True)

    assert (await standing(intake, "2026-11")).status is S.OPEN


async def test_a_nil_return_stands_until_a_report_comes(
    intake: Database, clock: SetClock
) -> None:
    given = await nil(intake, "2026-11")
    assert given.status is S.NIL
    assert given.nil_by == "pe_" + "0" * 26

    clock.advance(hours=1)
    await report(intake)

    found = await standing(intake, "2026-11")
    assert found.status is S.REPORTED
    assert found.nil_superseded_at == clock.now()


async def test_without_a_period_the_oldest_that_may_be_answered_is_meant(
    intake: Database,
) -> None:
    first = await nil(intake)
    second = await nil(intake)
    third = await nil(intake)

    assert (first.period, first.status) == ("2026-10", S.LATE)
    assert (second.period, second.status) == ("2026-11", S.NIL)
    assert (third.period, third.status) == ("2026-12", S.NIL)


async def test_the_same_nil_return_twice_is_kept_once(intake: Database) -> None:
    first = await nil(intake, "2026-11")
    intake.clock.advance(hours=2)  # type: ignore[attr-defined]  # a set clock
    second = await nil(intake, "2026-11")

    assert second.nil_at == first.nil_at
    assert await count_nils(intake) == 1


async def count_nils(database: Database) -> int:
    async with database.look() as session:
        return await session.scalar(select(func.count(NilReturnRow.id))) or 0


async def test_two_clerks_at_once_give_one_nil_return(intake: Database) -> None:
    await asyncio.gather(*(nil(intake, "2026-11") for _ in range(6)))

    assert await count_nils(intake) == 1


async def test_what_is_reported_closed_or_unknown_takes_no_nil_return(
    intake: Database, clock: SetClock
) -> None:
    await report(intake)
    with pytest.raises(NilNotDueError):
        await nil(intake, "2026-11")
    with pytest.raises(NotFoundError):
        await nil(intake, "2031-01")
    at(clock, "2026-11-28T00:00")
    with pytest.raises(NilTooLateError):
        await nil(intake, "2026-10", actor=a_clerk("police"))


async def test_who_owes_nothing_or_takes_no_part_gives_no_nil_return(
    intake: Database,
) -> None:
    none = ScheduleTerm(valid_from=date(2026, 1, 1), rhythm=Rhythm.NONE)
    await learn(
        intake,
        told("school", none),
        told("police", version=2, status=UnitStatus.SUSPENDED),
    )

    with pytest.raises(NothingOwedError):
        await nil(intake, actor=a_clerk("school"))
    with pytest.raises(NilElsewhereError):
        await nil(intake, actor=a_clerk("police"))


async def test_everybody_but_the_centre_sees_his_own_unit_only(
    intake: Database,
) -> None:
    for asked in (None, "police"):
        page = await list_returns(
            ListReturns(unit=asked), actor=a_clerk(), database=intake
        )
        tallies = await count_returns(
            CountReturns(unit=asked), actor=a_clerk(), database=intake
        )
        assert {one.unit for one in page.returns} == {"court"}
        assert {one.unit for one in page.reminders} <= {"court"}
        assert {one.unit for one in tallies.tallies} == {"court"}


async def test_a_year_is_counted_for_the_town_and_the_least_punctual_first(
    intake: Database, clock: SetClock
) -> None:
    await nil(intake, "2026-11")
    await nil(intake, "2026-10")
    new = MONTHLY.model_copy(update={"valid_from": date(2026, 11, 30)})
    await learn(intake, told("agri", new))
    at(clock, "2026-12-01T09:00")

    found = await count_returns(CountReturns(), actor=DIRECTOR, database=intake)

    assert [one.unit for one in found.tallies] == [None, "police", "court", "agri"]
    town, police, court, _ = found.tallies
    assert (court.nil, court.late, court.missed, court.late_days) == (1, 1, 0, 20)
    assert (police.late, police.missed) == (1, 1)
    assert (town.due, town.on_time_permille) == (4, 250)


async def test_an_answer_holds_no_more_than_the_bus_carries(
    intake: Database, clock: SetClock
) -> None:
    daily = ScheduleTerm(valid_from=date(2026, 1, 5), rhythm=Rhythm.DAILY)
    await learn(intake, *(told(f"unit-{number}", daily) for number in range(13)))
    at(clock, "2026-11-24T09:00")

    page = await list_returns(ListReturns(latest=60), actor=DIRECTOR, database=intake)

    # Thirteen units with 60 days each, the court and the police with three months.
    assert (len(page.returns), page.total) == (600, 13 * 60 + 2 * 3)
    assert len(page.model_dump_json()) < 1024 * 1024


async def test_overdue_periods_are_reminded_of_before_those_soon_due(
    intake: Database, clock: SetClock
) -> None:
    at(clock, "2026-11-26T09:00")

    page = await list_returns(ListReturns(), actor=a_clerk(), database=intake)

    assert [one.period for one in page.reminders] == ["2026-10", "2026-11"]
    assert "请立即报送或提交零报告" in page.reminders[0].sentence


async def test_an_older_version_of_a_unit_brings_no_older_schedule(
    intake: Database,
) -> None:
    weekly = ScheduleTerm(valid_from=date(2026, 11, 9), rhythm=Rhythm.WEEKLY)
    await learn(intake, told("court", weekly, version=3), told("court", version=2))

    page = await list_returns(ListReturns(), actor=a_clerk(), database=intake)

    assert {one.period for one in page.returns} >= {"2026-W46", "2026-W47"}


async def test_the_registrys_calendar_counts_and_is_heard_once(
    intake: Database, clock: SetClock
) -> None:
    event = CalendarPublished(
        year=2026,
        days_off=(date(2026, 11, 26), date(2026, 11, 27)),
        working_days=(date(2026, 11, 28),),
        source="a drill",
    )
    for _ in range(2):
        async with intake.work() as work:
            await learn_calendar(event, message_id="c1", work=work)

    found = await standing(intake, "2026-11")

    # 23, 24, 25, then the make-up Saturday 28 and Monday 30 November.
    assert found.due_at == datetime(2026, 12, 1, tzinfo=BEIJING)


def coming(unit: str = "court", name: str = "nil-00001", **parts: object) -> NilComing:
    said_ = SubmitNil.model_validate({"submission_id": name, **parts})
    return NilComing(unit=unit, body=said_.model_dump_json().encode(), said=said_)


async def take(database: Database, *batch: NilComing) -> list[Receipt]:
    async with database.work() as work:
        return await receive_nils(batch, work=work, signer=SIGNER)


async def test_an_adapters_nil_return_is_receipted_and_signed(
    intake: Database,
) -> None:
    (receipt,) = await take(intake, coming(period="2026-11"))

    (event,) = await said(intake)
    assert isinstance(event, ReportsReceipted)
    assert event.receipts == (receipt,)
    verify(SIGNER.public_key, event.signed_bytes(), event.signature)
    assert receipt.outcome is Outcome.ACCEPTED
    assert (await standing(intake, "2026-11")).nil_by == "adapter"


async def test_an_adapters_nil_return_sent_again_answers_no_second_period(
    intake: Database,
) -> None:
    first = await take(intake, coming())
    again = await take(intake, coming())

    assert [one.outcome for one in first + again] == [Outcome.ACCEPTED] * 2
    assert await count_nils(intake) == 1


async def test_a_refused_nil_return_is_receipted_with_the_reason(
    intake: Database,
) -> None:
    await report(intake)

    good, bad = await take(
        intake, coming("police", period="2026-11"), coming(period="2026-11")
    )

    assert good.outcome is Outcome.ACCEPTED
    assert bad.outcome is Outcome.REJECTED
    assert "已有报送" in (bad.reason or "")


async def test_a_unit_not_yet_told_of_is_tried_again(intake: Database) -> None:
    with pytest.raises(UnitNotYetKnownError):
        await take(intake, coming("unheard"))


async def test_giving_a_nil_return_leaves_an_audit_row(intake: Database) -> None:
    async with intake.work(actor="somebody") as work:
        await give_nil(work, "court", period="2026-11", by="somebody")
        noted = [one.action for one in work.noted]

    assert noted == ["nil.given"]
