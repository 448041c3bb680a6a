"""Promise: on both databases recusal is part of the query, and registers are kept."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from lianqing_grading.usecases.list_gaps import list_gaps
from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.store.tables import Base as IntakeBase
from lianqing_intake.store.tables import ReportRow
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.fill_subjects import fill_subjects
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_intake.usecases.search_reports import search_reports, show_report
from lianqing_registry.entrypoints.conduct import ConductDesk
from lianqing_registry.store.tables import InterferenceRow, PersonRow, RelationRow
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.cases import Body
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import (
    ReportPage,
    SearchReports,
    ShowReport,
    SubjectKind,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.digests import subject_key
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened
from lianqing_shared.testing.reports import a_report, a_subject, a_unit_event
from tests.unit.grading import test_officers as officers
from tests.unit.grading.builders import (
    COUNTY,
    DIRECTOR,
    FACTS_OF,
    METADATA,
    Desk,
    an_actor,
)
from tests.unit.registry.builders import DIGEST_KEY, a_town
from tests.unit.registry.test_conduct import Town, an_entry, key


@pytest.fixture
async def town(database_url: str, clock: SetClock) -> AsyncIterator[Town]:
    async with a_town(database_url, clock) as database:
        yield Town(database, ConductDesk(database, digest_key=DIGEST_KEY))


async def test_the_registers_cannot_be_unwritten(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    await town.related(wang, "police")
    await town.desk.record(an_entry(), wang)
    await town.move(wang, unit="court")

    for statement in (
        delete(RelationRow),
        delete(InterferenceRow),
        update(InterferenceRow).values(asker_place="别处"),
        text("DELETE FROM former_identities"),
        text("UPDATE former_identities SET unit = 'court'"),
    ):
        with pytest.raises(DBAPIError, match="kept as it was written"):
            async with town.database.work() as work:
                await work.session.execute(statement)


async def test_the_database_keeps_old_names_whatever_changes_them(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)

    async with town.database.work() as work:
        await work.session.execute(update(PersonRow).values(unit="court"))
        await work.session.execute(update(PersonRow).values(name=Personal("汪某")))
        await work.session.execute(update(PersonRow).values(is_active=True))

    again = await town.actor(wang.person_id)
    assert again.subject_key == key("court", "汪某")
    assert set(again.recused_subjects) == {key("centre", "王某"), key("court", "王某")}


async def test_a_relation_is_in_force_once_and_may_come_again(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    await town.related(wang, "police")
    twice = RelationRow(
        relation_id="re_" + "1" * 26,
        person_id=wang.person_id,
        kind="kin",
        unit="police",
        declared_at=START,
        declared_by="x",
    )

    with pytest.raises(DBAPIError):
        async with town.database.work() as work:
            work.session.add(twice)


@pytest.fixture
async def desk(database_url: str, clock: SetClock) -> AsyncIterator[Desk]:
    async with opened(
        database_url, METADATA, clock=clock, service=Principal.GRADING
    ) as database:
        found = Desk(database)
        await found.learn_town()
        yield found


async def test_the_county_finds_what_nobody_of_the_town_can_submit(
    desk: Desk,
) -> None:
    await officers.in_office(desk)
    case_id = await desk.proposed(FACTS_OF["P4.1.3"])
    with pytest.raises(NotFoundError):
        await desk.show(case_id, COUNTY)

    for actor in (DIRECTOR, officers.SECRETARY):
        out = officers.as_officer(actor, recused_units=("agri",), version=2)
        await officers.learn(desk, out)

    assert (await desk.show(case_id, COUNTY)).allowed == ("submit",)
    page = await list_gaps(desk.database, COUNTY)
    assert [gap.case_id for gap in page.gaps] == [case_id]
    await desk.do(officers.submit(case_id, Body.COUNTY_COMMITTEE), COUNTY)


@pytest.fixture
async def intake(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    """Give an intake with seven reports, those with odd numbers about 孙某."""
    office = Office(
        terms=Terms(now=START, managed_above=(), late_clock=timedelta(minutes=10)),
        digest_key=DIGEST_KEY,
        signer=Signer.new(),
    )
    async with opened(
        database_url, IntakeBase.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        async with database.work() as work:
            for code in ("court", "finance"):
                await learn_unit(a_unit_event(code), work=work)
        said = [
            a_report(
                number,
                subject=a_subject(
                    kind=SubjectKind.PERSON,
                    unit=None,
                    person_name="孙某" if number % 2 else "别某",
                ),
            )
            for number in range(7)
        ]
        async with database.work() as work:
            await accept_reports(
                [
                    Incoming(
                        unit="court",
                        submission_id=one.submission_id,
                        body=one.model_dump_json().encode(),
                        report=one,
                    )
                    for one in said
                ],
                work=work,
                office=office,
            )
        yield database


SUN = subject_key(DIGEST_KEY, unit="finance", person_name="孙某")


async def found(intake: Database, actor: Actor) -> tuple[list[int], set[int]]:
    """Return the sizes of all pages of two, and every total that was told."""
    sizes, totals = [], set()
    after = None
    while True:
        async with intake.look() as session:
            page = await search_reports(
                SearchReports(limit=2, after=after), actor=actor, session=session
            )
        sizes.append(len(page.reports))
        totals.add(page.total)
        after = page.next
        if after is None:
            return sizes, totals


@pytest.mark.parametrize(
    ("recusal", "sizes", "total"),
    [
        pytest.param({}, [2, 2, 2, 1], 7, id="nobody is recused"),
        pytest.param({"subject_key": SUN}, [2, 2], 4, id="about himself"),
        pytest.param({"recused_subjects": (SUN,)}, [2, 2], 4, id="about his kin"),
        pytest.param({"recused_units": ("finance",)}, [0], 0, id="of the whole unit"),
    ],
)
async def test_pages_and_totals_of_reports_tell_nothing_of_what_is_hidden(
    intake: Database, recusal: dict[str, object], sizes: list[int], total: int
) -> None:
    analyst = an_actor(Role.ANALYST).model_copy(update=recusal)

    assert await found(intake, analyst) == (sizes, {total})


async def test_no_place_in_the_list_tells_that_something_lies_between(
    intake: Database,
) -> None:
    """Neither numbers nor places count up, and what is hidden is no place itself."""
    everybody = an_actor(Role.ANALYST)
    himself = everybody.model_copy(update={"subject_key": SUN})

    async def page(actor: Actor, after: str | None) -> ReportPage:
        async with intake.look() as session:
            return await search_reports(
                SearchReports(limit=1, after=after), actor=actor, session=session
            )

    places, numbers = [], []
    after = None
    while True:
        found = await page(everybody, after)
        numbers.append(found.reports[0].report_no or "")
        after = found.next
        if after is None:
            break
        places.append(after)

    assert len({*places, *numbers}) == 13
    steps = {int(a[-4:]) - int(b[-4:]) for a, b in pairwise(numbers)}
    assert steps != {1}
    hidden = {place for place in places if not (await page(himself, place)).reports}
    nowhere = await page(himself, "court/nothing")
    assert (nowhere.reports, nowhere.next) == ((), None)
    assert len(hidden) == 3


async def test_reports_of_an_earlier_release_get_their_keys_at_the_start(
    intake: Database,
) -> None:
    async with intake.work() as work:
        await work.session.execute(
            update(ReportRow).values(subject_key=None, subject_unit=None)
        )
    himself = an_actor(Role.ANALYST).model_copy(update={"subject_key": SUN})

    filled = await fill_subjects(intake, key=DIGEST_KEY)
    again = await fill_subjects(intake, key=DIGEST_KEY)

    assert (filled, again) == (7, 0)
    assert await found(intake, himself) == ([2, 2], {4})
    async with intake.look() as session:
        row = await session.scalar(
            ReportRow.__table__.select()
            .with_only_columns(ReportRow.report_id)
            .where(ReportRow.subject_key == SUN)
            .limit(1)
        )
        with pytest.raises(NotFoundError):
            await show_report(
                ShowReport(report_id=str(row)), actor=himself, session=session
            )
