"""Promise: an informant sees what he wrote, his unit does not, and only sums go out.

Verification's word reaches the reports it is about, and the reporter as two words.
"""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lianqing_intake.domain.contributing import Contribution, count
from lianqing_intake.store.tables import Base
from lianqing_intake.usecases.count_contributions import count_contributions
from lianqing_intake.usecases.enter_report import enter_report
from lianqing_intake.usecases.hear_verification import hear_verification
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_intake.usecases.search_reports import search_reports, show_report
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.informant_conduct import (
    Contributions,
    CountContributions,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import (
    EnterReport,
    ReportAccepted,
    ReportsVerified,
    ReportView,
    SearchReports,
    ShowReport,
    Verification,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.testing.databases import opened, said
from lianqing_shared.testing.reports import a_report, a_subject, a_unit_event
from tests.integration.test_intake_accepting import KEY, OFFICE, an_actor

A, B = "pe_" + "a" * 26, "pe_" + "b" * 26


def informant(person: str = A, *roles: Role, unit: str = "finance") -> Actor:
    found = an_actor(unit, Role.INFORMANT)
    return found.model_copy(
        update={"person_id": person, "roles": roles or (Role.INFORMANT,)}
    )


@pytest.fixture
async def intake(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        database_url, Base.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        async with database.work() as work:
            for code in ("finance", "court", "centre"):
                await learn_unit(a_unit_event(code), work=work)
        yield database


async def enter(
    intake: Database, actor: Actor, number: int = 1, **more: object
) -> ReportView:
    typed = EnterReport.model_validate(
        {
            **a_report(number).model_dump(),
            "submission_id": f"typed-{number:05d}",
            **more,
        }
    )
    async with intake.work(actor=actor.person_id) as work:
        return await enter_report(typed, actor=actor, work=work, office=OFFICE)


async def seen(intake: Database, actor: Actor) -> set[str | None]:
    async with intake.look() as session:
        page = await search_reports(SearchReports(), actor=actor, session=session)
        assert page.total == len(page.reports)
        for one in page.reports:
            shown = await show_report(
                ShowReport(report_id=one.report_id or ""), actor=actor, session=session
            )
            assert shown == one
        return {one.report_id for one in page.reports}


async def counted(
    intake: Database, *people: str, year: int = 2026
) -> tuple[Contributions, ...]:
    async with intake.look() as session:
        page = await count_contributions(
            CountContributions(person_ids=people, year=year),
            session=session,
            key=KEY,
            late_after=timedelta(days=30),
        )
        return page.contributions


async def test_an_informant_sees_his_own_reports_and_nobody_in_his_unit_sees_them(
    intake: Database,
) -> None:
    his = await enter(intake, informant(A), 1)
    other = await enter(intake, informant(B), 2)
    clerks = await enter(intake, an_actor("finance"), 3)

    assert await seen(intake, informant(A)) == {his.report_id}
    assert await seen(intake, informant(B)) == {other.report_id}
    assert await seen(intake, an_actor("finance")) == {clerks.report_id}
    assert await seen(intake, an_actor("centre", Role.ANALYST)) == {
        his.report_id,
        other.report_id,
        clerks.report_id,
    }
    for stranger in (informant(B), an_actor("finance"), an_actor("court")):
        async with intake.look() as session:
            with pytest.raises(NotFoundError):
                await show_report(
                    ShowReport(report_id=his.report_id or ""),
                    actor=stranger,
                    session=session,
                )


async def test_a_clerk_who_is_an_informant_too_writes_as_the_units_clerk(
    intake: Database,
) -> None:
    both = informant(A, Role.INFORMANT, Role.ENTRY_CLERK)
    written = await enter(intake, both, 1)

    assert await seen(intake, an_actor("finance")) == {written.report_id}
    assert await seen(intake, both) == {written.report_id}


async def test_each_informant_is_an_origin_of_his_own_but_only_within_a_matter(
    intake: Database,
) -> None:
    elsewhere = a_subject(unit=None, unit_name="另一单位")
    await enter(intake, informant(A), 1)
    await enter(intake, informant(A), 2)
    await enter(intake, informant(B), 3)
    await enter(intake, informant(A), 4, subject=elsewhere)

    first, again, others, apart = (
        one for one in await said(intake) if isinstance(one, ReportAccepted)
    )

    assert first.source_key == again.source_key
    assert others.source_key != first.source_key
    assert apart.source_key != first.source_key
    log = "".join(event.model_dump_json() for event in await said(intake))
    assert A not in log
    assert B not in log


async def test_verification_is_kept_and_told_in_two_words(intake: Database) -> None:
    true = await enter(intake, informant(A), 1)
    false = await enter(intake, informant(A), 2)
    for report, is_true in ((true, True), (false, False), (true, True)):
        async with intake.work() as work:
            await hear_verification(
                ReportsVerified(
                    report_ids=(report.report_id or "", "rp_" + "9" * 26),
                    is_substantiated=is_true,
                ),
                work=work,
            )

    async with intake.look() as session:
        page = await search_reports(
            SearchReports(), actor=informant(A), session=session
        )
        audit = await session.execute(
            select(intake.journal.audit).where(
                intake.journal.audit.c.action == "report.verified"
            )
        )
        assert len(audit.all()) == 2
    assert [one.verification for one in page.reports] == [
        Verification.UNSUBSTANTIATED,
        Verification.SUBSTANTIATED,
    ]
    assert Verification.SUBSTANTIATED.label == "已核实属实"


async def test_a_years_sums_are_of_that_person_and_year(
    intake: Database, clock: SetClock
) -> None:
    first = await enter(intake, informant(A), 1)
    await enter(intake, informant(A), 2)
    await enter(
        intake,
        informant(A),
        3,
        subject=a_subject(unit=None, unit_name="另一单位"),
        occurred_on=date(2026, 9, 1),
    )
    # A refusal is answered at once and keeps no row: the form can be mended and sent.
    with pytest.raises(RefusedError):
        await enter(intake, informant(A), 4, title=Personal("绝密★内容"))
    await enter(intake, informant(B), 5)
    async with intake.work() as work:
        await hear_verification(
            ReportsVerified(report_ids=(first.report_id or "",), is_substantiated=True),
            work=work,
        )
    clock.advance(days=60)
    await enter(intake, informant(A), 6)

    his, others, nobody = await counted(intake, A, B, "pe_" + "c" * 26)

    assert his == Contributions(
        person_id=A, submitted=3, accepted=3, verified=1, repeated=1, late=1
    )
    assert (others.submitted, nobody.submitted) == (1, 0)
    (next_year,) = await counted(intake, A, year=2027)
    assert next_year.submitted == 1


REPORTS = st.lists(
    st.builds(
        Contribution,
        is_accepted=st.booleans(),
        verification=st.none() | st.sampled_from(Verification),
        matter=st.integers(0, 4),
        happened_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        received_on=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    ),
    max_size=30,
)


@given(REPORTS)
def test_sums_fit_together_whatever_was_reported(given: list[Contribution]) -> None:
    found = count(A, given, late_after=timedelta(days=30))

    assert found.submitted == found.accepted + found.rejected == len(given)
    assert found.verified + found.unsubstantiated <= found.accepted
    assert found.repeated <= max(found.accepted - 1, 0)
    assert found.late <= found.accepted
