"""Promise: the audit log hides from a reader each report from which he is recused."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.store.hidden import hidden_from
from lianqing_intake.store.tables import Base, ReportRow
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.learn_unit import learn_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import SearchAudit
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.db.audit_search import search
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, opened
from lianqing_shared.testing.decisions import an_actor
from lianqing_shared.testing.reports import a_report, a_unit_event

AUDITOR = an_actor(Role.AUDIT_ADMINISTRATOR)
OFFICE = Office(
    terms=Terms(now=START, managed_above=("镇长",), late_clock=timedelta(minutes=10)),
    digest_key=bytes(32),
    signer=Signer.new(),
)


@pytest.fixture
async def intake(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, Base.metadata, clock=clock, service=Principal.INTAKE
    ) as database:
        async with database.work() as work:
            await learn_unit(a_unit_event("finance"), work=work)
            report = a_report()
            incoming = Incoming(
                unit="finance",
                submission_id=report.submission_id,
                body=report.model_dump_json().encode(),
                report=report,
            )
            await accept_reports([incoming], work=work, office=OFFICE)
        yield database


async def found(database: Database, actor: Actor) -> set[str]:
    async with database.look() as session:
        hidden = await hidden_from(session, actor)
        table = database.journal.audit
        page = await search(session, table, SearchAudit(limit=200), hidden=hidden)
    return {row.object_id for row in page.rows if row.action.startswith("report.")}


@pytest.mark.parametrize("near", ["himself", "kin", "unit"])
async def test_a_report_about_himself_his_kin_or_his_unit_is_hidden(
    intake: Database, near: str
) -> None:
    async with intake.look() as session:
        row = (await session.scalars(select(ReportRow))).one()
    assert row.subject_key
    assert row.subject_unit
    cases: dict[str, dict[str, object]] = {
        "himself": {"subject_key": row.subject_key},
        "kin": {"recused_subjects": (row.subject_key,)},
        "unit": {"recused_units": (row.subject_unit,)},
    }
    recused = cases[near]

    assert await found(intake, AUDITOR) == {row.report_id}
    assert await found(intake, AUDITOR.model_copy(update=recused)) == set()
