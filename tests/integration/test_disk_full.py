"""Promise: a full disk or a broken database loses nothing and does half of nothing."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.store.tables import Base, ReportRow
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, open_engine
from lianqing_shared.db.work import DatabaseTroubleError
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened, said
from lianqing_shared.testing.reports import a_report, a_unit_event

OFFICE = Office(
    terms=Terms(now=START, managed_above=(), late_clock=timedelta(minutes=10)),
    digest_key=bytes(32),
    signer=Signer.new(),
)
_PAGES_OF_A_FULL_DISK = 20


async def accept(database: Database, batch: Sequence[Incoming]) -> None:
    async with database.work() as work:
        await accept_reports(batch, work=work, office=OFFICE)


def a_batch() -> list[Incoming]:
    reports = [a_report(number, narrative="长" * 3_000) for number in range(200)]
    return [
        Incoming(
            unit="finance",
            submission_id=report.submission_id,
            body=report.model_dump_json().encode(),
            report=report,
        )
        for report in reports
    ]


async def test_a_full_disk_takes_nothing_and_is_tried_again_when_there_is_room(
    sqlite_url: str, clock: SetClock
) -> None:
    async with (
        opened(
            sqlite_url, Base.metadata, clock=clock, service=Principal.INTAKE
        ) as database,
        database.work() as work,
    ):
        await learn_unit(a_unit_event("finance"), work=work)

    tight = open_engine(sqlite_url)

    @event.listens_for(tight.sync_engine, "connect")
    def fill_disk(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own
        cursor.execute(f"PRAGMA max_page_count={_PAGES_OF_A_FULL_DISK}")
        cursor.close()

    full = Database(tight, Base.metadata, clock=clock, service=Principal.INTAKE)
    with pytest.raises(DatabaseTroubleError):
        await accept(full, a_batch())
    assert await said(full) == []
    await tight.dispose()

    roomy = open_engine(sqlite_url)
    again = Database(roomy, Base.metadata, clock=clock, service=Principal.INTAKE)
    await accept(again, a_batch())
    async with again.look() as session:
        kept = await session.scalar(select(func.count()).select_from(ReportRow))
    await roomy.dispose()
    assert kept == 200


async def test_a_database_that_is_away_is_trouble_and_not_a_refusal(
    clock: SetClock,
) -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:1/nowhere")
    away = Database(engine, Base.metadata, clock=clock, service=Principal.INTAKE)

    with pytest.raises(DatabaseTroubleError):
        await accept(away, a_batch())
    await engine.dispose()
