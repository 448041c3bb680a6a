"""Promise: who takes no part reports nothing; a merged unit is found as its heir."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.store.tables import Base
from lianqing_intake.store.units import standings, units_named
from lianqing_intake.usecases.accept_reports import Judged, Office, accept_reports
from lianqing_intake.usecases.learn_unit import learn_unit, learn_units
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.reports import (
    Outcome,
    ReportAccepted,
    ReportsReceipted,
    Subject,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened, said
from lianqing_shared.testing.reports import a_report, a_subject, a_unit_event

OFFICE = Office(
    terms=Terms(now=START, managed_above=(), late_clock=timedelta(minutes=10)),
    digest_key=bytes(32),
    signer=Signer.new(),
)


@pytest.fixture
async def intake(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, Base.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        await told(database, "finance", name="柳园镇财政所", aliases=("财政所",))
        await told(database, "agri", name="镇农业服务中心")
        yield database


async def told(
    database: Database, code: str, *, version: int = 1, **given: object
) -> None:
    async with database.work() as work:
        await learn_unit(a_unit_event(code, version=version, **given), work=work)


async def merged(database: Database, *, heir_first: bool) -> None:
    """Tell that the finance office went into the agricultural centre."""

    async def old() -> None:
        await told(
            database,
            "finance",
            version=2,
            name="柳园镇财政所",
            status=UnitStatus.MERGED,
            successor="agri",
        )

    async def new() -> None:
        names = ("柳园镇财政所", "财政所")
        await told(database, "agri", version=2, name="镇农业服务中心", aliases=names)

    for tell in (new, old) if heir_first else (old, new):
        await tell()


async def accept(
    database: Database, number: int = 1, *, unit: str = "agri", about: Subject
) -> Judged:
    report = a_report(submission_id=f"finance-{number:04}-x", subject=about)
    incoming = Incoming(
        unit=unit,
        submission_id=report.submission_id,
        body=report.model_dump_json().encode(),
        report=report,
    )
    async with database.work() as work:
        [judged] = await accept_reports([incoming], work=work, office=OFFICE)
    return judged


@pytest.mark.parametrize(
    ("status", "told_what"),
    [
        (UnitStatus.SUSPENDED, "恢复后以新编号重新报送"),
        (UnitStatus.MERGED, "已并入“agri”"),
        (UnitStatus.REVOKED, "已停用"),
    ],
)
async def test_who_takes_no_part_gets_a_receipt_that_says_why(
    intake: Database, status: UnitStatus, told_what: str
) -> None:
    successor = "agri" if status is UnitStatus.MERGED else None
    await told(intake, "finance", version=2, status=status, successor=successor)

    judged = await accept(intake, unit="finance", about=a_subject())

    assert judged.verdict.outcome is Outcome.REJECTED
    [receipt] = [one for one in await said(intake) if isinstance(one, ReportsReceipted)]
    assert told_what in (receipt.receipts[0].reason or "")
    assert not [one for one in await said(intake) if isinstance(one, ReportAccepted)]


async def test_what_was_taken_before_the_pause_keeps_its_receipt(
    intake: Database,
) -> None:
    before = await accept(intake, unit="finance", about=a_subject())
    await told(intake, "finance", version=2, status=UnitStatus.SUSPENDED)

    again = await accept(intake, unit="finance", about=a_subject())

    assert again.verdict == before.verdict
    assert again.verdict.outcome is Outcome.ACCEPTED


async def test_who_resumes_reports_again(intake: Database) -> None:
    await told(intake, "finance", version=2, status=UnitStatus.SUSPENDED)
    await told(intake, "finance", version=3)

    judged = await accept(intake, unit="finance", about=a_subject())

    assert judged.verdict.outcome is Outcome.ACCEPTED


@pytest.mark.parametrize("first", ["heir", "old"])
@pytest.mark.parametrize("name", ["财政所", "柳园镇财政所"])
async def test_the_old_name_finds_the_heir_whichever_is_told_first(
    intake: Database, name: str, first: str
) -> None:
    await merged(intake, heir_first=first == "heir")
    subject = a_subject().model_copy(update={"unit": None, "unit_name": name})

    await accept(intake, about=subject)

    [event] = [one for one in await said(intake) if isinstance(one, ReportAccepted)]
    assert event.subject.unit == "agri"


async def test_the_old_code_is_read_as_the_heirs(intake: Database) -> None:
    await merged(intake, heir_first=False)
    subject = a_subject().model_copy(
        update={"unit": "finance", "unit_name": "柳园镇财政所"}
    )

    await accept(intake, about=subject)

    [event] = [one for one in await said(intake) if isinstance(one, ReportAccepted)]
    assert event.subject.unit == "agri"


async def test_many_new_units_are_learnt_at_once_the_newest_word_counts(
    intake: Database,
) -> None:
    events = [
        *(a_unit_event(f"town{n}", name=f"第{n}镇") for n in range(300)),
        a_unit_event("town7", version=3, name="更名镇"),
        a_unit_event("town7", version=2, name="旧名镇"),
        a_unit_event("other", name="柳园镇财政所", aliases=("新站",)),
        a_unit_event("finance", version=2, status=UnitStatus.SUSPENDED),
    ]
    for _ in range(2):
        async with intake.work() as work:
            await learn_units(events, work=work)

    async with intake.look() as session:
        named = await units_named(
            session, ["第299镇", "更名镇", "旧名镇", "柳园镇财政所", "新站"]
        )
        stand = await standings(session, ["finance", "town7"])
    assert named == {
        "第299镇": "town299",
        "更名镇": "town7",
        "柳园镇财政所": "finance",
        "新站": "other",
    }
    assert stand["finance"].status is UnitStatus.SUSPENDED
