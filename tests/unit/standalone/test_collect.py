"""The books are read as they lie there, and what is missing is said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianqing.errors import CommandError
from lianqing.launcher import keys, units
from lianqing.launcher.folder import DataFolder, make
from lianqing.ledger.collect import NEEDED, collect, read_spool
from lianqing.submitting import submit_and_wait
from lianqing_sdk.settings import load_settings
from lianqing_sdk.spool import Spool
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import AuditedService
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source
from lianqing_shared.contracts.reports import (
    Facts,
    Outcome,
    Receipt,
    Subject,
    SubjectKind,
    SubmitReport,
)
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine, service_metadata
from lianqing_shared.security.authority import Authority
from lianqing_shared.security.checkpoints import make_checkpoint
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.tampering import tamper

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
CLOCK = SetClock(NOW)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    made = make(tmp_path / "data")
    keys.ensure(made)
    units.prepare(made, Authority(made.root), bus_url="nats://127.0.0.1:1")
    return made


def _report(title: str = "账目不清") -> SubmitReport:
    return SubmitReport(
        submission_id="court-2026-0001",
        content_class=ContentClass.ADMINISTRATION,
        source=Source.INSPECTION,
        subject=Subject(kind=SubjectKind.UNIT, unit_name="镇民政办"),
        title=Personal(title),
        reported_at=NOW,
        facts=Facts(behaviour=Behaviour.BOOKKEEPING_DISORDER),
    )


def _submit(folder: DataFolder, report: SubmitReport) -> Outcome | None:
    done = submit_and_wait(folder, "court", report=report, wait_s=0, clock=CLOCK)
    return done.outcome


def test_a_unit_that_never_reported_has_an_empty_book(folder: DataFolder) -> None:
    assert read_spool(folder.units / "court").outcomes == {}
    assert not (folder.units / "court" / "spool.db").exists()


def test_a_submission_stands_in_the_spool_before_anything_is_sent(
    folder: DataFolder,
) -> None:
    assert _submit(folder, _report()) is None

    book = read_spool(folder.units / "court")
    assert book.outcomes == {"court-2026-0001": None}


def test_the_same_report_is_one_submission_and_another_is_refused(
    folder: DataFolder,
) -> None:
    _submit(folder, _report())
    _submit(folder, _report())

    with pytest.raises(CommandError, match="不能改写"):
        _submit(folder, _report("另一件事"))

    assert len(read_spool(folder.units / "court").outcomes) == 1


def test_a_receipt_in_the_spool_is_read(folder: DataFolder) -> None:
    _submit(folder, _report())
    spool = Spool(load_settings(folder.units / "court").spool, clock=CLOCK)
    with spool.work() as connection:
        sha256 = connection.execute("SELECT body_sha256 FROM outgoing").fetchone()[0]
    spool.settle(
        [
            Receipt(
                submission_id="court-2026-0001",
                body_sha256=sha256,
                outcome=Outcome.REJECTED,
                reason="试",
            )
        ]
    )
    spool.close()

    assert read_spool(folder.units / "court").outcomes == {
        "court-2026-0001": "rejected"
    }
    assert _submit(folder, _report()) is Outcome.REJECTED


def test_an_unknown_unit_is_told_which_there_are(folder: DataFolder) -> None:
    with pytest.raises(CommandError, match="court、finance、police"):
        submit_and_wait(folder, "mine", report=_report(), wait_s=0, clock=CLOCK)


async def test_a_missing_database_is_said_and_not_made(folder: DataFolder) -> None:
    with pytest.raises(CommandError, match="还没有 registry 的数据库"):
        await collect(folder)

    assert list(folder.db.iterdir()) == []


@pytest.fixture
async def filled(folder: DataFolder) -> DataFolder:
    """Return a folder with the databases of all services, a row in each log."""
    for name in NEEDED:
        async with opened_at(folder, name) as database, database.work() as work:
            work.note("case.read", "ca_1")
    return folder


@asynccontextmanager
async def opened_at(folder: DataFolder, name: str) -> AsyncIterator[Database]:
    engine = open_engine(folder.database_url(name))
    try:
        await migrate(engine, f"lianqing_{name}.store.migrations")
        yield Database(engine, service_metadata(), clock=CLOCK, service=Principal(name))
    finally:
        await engine.dispose()


async def test_a_guard_that_was_taken_off_is_named_with_its_service(
    filled: DataFolder,
) -> None:
    assert (await collect(filled)).problems == ()
    async with opened_at(filled, "grading") as database:
        await tamper(database.engine)

    (problem,) = (await collect(filled)).problems

    assert problem.startswith("grading 的审计日志失去了防改触发器 audit_no_update、")


async def test_what_a_unit_keeps_speaks_though_the_registry_forgot_it(
    filled: DataFolder,
) -> None:
    """A log cut and a checkpoint forgotten leave the unit's own copy."""
    gone = make_checkpoint(
        AuditedService.GRADING, seq=2, digest="a" * 64, at=NOW, signer=Signer.new()
    )
    kept = load_settings(filled.units / "court", environment={}).checkpoints
    assert set((await collect(filled)).chains.values()) == {None}
    kept.write_text(f"{gone.model_dump_json()}\n", encoding="utf-8")

    found = dict((await collect(filled)).chains)

    assert found.pop("grading") is not None
    assert set(found.values()) == {None}
