"""Measure an audit log: appending with and without its guard, verifying, exporting.

SQLite as the product runs it (`synchronous=FULL`, WAL), a file in a throw-away folder.
"""

import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from lianqing.auditing.taking import take_from_database
from lianqing.auditing.verifying import verify_export
from lianqing.bench.figures import AuditFigures, quantile
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.auditing import AuditedService
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, open_engine, service_metadata
from lianqing_shared.db.audit import inspect_log
from lianqing_shared.errors import LianqingError
from lianqing_shared.security.signing import Signer

_BATCH = 500
_SMALL = 300
_TRIGGERS = ("audit_no_update", "audit_no_delete", "audit_no_replace")
_SERVICE = AuditedService.GRADING
_CASE = "ca_01m85h26m0efd8vbs26qwqhy0m"


async def measure_audit(rows: int) -> AuditFigures:
    """Fill a log of so many rows, verify it where it lies and as an export."""
    with tempfile.TemporaryDirectory(prefix="lianqing-bench-") as place:
        folder = Path(place)
        guarded = await _fill(folder / "guarded.db", rows, is_guarded=True)
        plain = await _fill(folder / "plain.db", rows, is_guarded=False)
        verify_s = await _verify(folder / "guarded.db")
        small = await _append_one_by_one(folder / "guarded.db")
        export, began = folder / "log.jsonl", time.perf_counter()
        await take_from_database(
            str(folder / "guarded.db"),
            _SERVICE,
            to=export,
            schema=None,
            clock=SystemClock(),
        )
        export_s = time.perf_counter() - began
        return AuditFigures(
            rows=rows,
            append_per_s=round(rows / guarded),
            append_per_s_without_guard=round(rows / plain),
            append_one_p50_ms=round(quantile(small, 0.5) * 1000, 2),
            append_one_p95_ms=round(quantile(small, 0.95) * 1000, 2),
            verify_s=round(verify_s, 2),
            export_s=round(export_s, 2),
            export_mb=round(export.stat().st_size / 1e6, 1),
            verify_export_s=round(_verify_file(export), 2),
        )


def _open(path: Path) -> Database:
    engine = open_engine(f"sqlite+aiosqlite:///{path}")
    return Database(
        engine,
        service_metadata(),
        clock=SystemClock(),
        service=Principal.GRADING,
        signer=Signer.new(),
    )


async def _fill(path: Path, rows: int, *, is_guarded: bool) -> float:
    """Return the seconds for all rows, in works of 500 as the pipeline writes them."""
    database = _open(path)
    try:
        async with database.engine.begin() as connection:
            await connection.run_sync(service_metadata().create_all)
            for trigger in () if is_guarded else _TRIGGERS:
                await connection.execute(text(f"DROP TRIGGER {trigger}"))
        began = time.perf_counter()
        for start in range(0, rows, _BATCH):
            async with database.work(actor="system") as work:
                for number in range(start, min(start + _BATCH, rows)):
                    work.note("report.graded", f"rp_{number:026d}", case=_CASE, level=3)
        return time.perf_counter() - began
    finally:
        await database.engine.dispose()


async def _append_one_by_one(path: Path) -> list[float]:
    """Return the seconds of each of some works with one row, as a read leaves it."""
    database = _open(path)
    taken = []
    try:
        for _ in range(_SMALL):
            began = time.perf_counter()
            async with database.work(actor="pe_x") as work:
                work.note("case.read", _CASE)
            taken.append(time.perf_counter() - began)
    finally:
        await database.engine.dispose()
    return taken


async def _verify(path: Path) -> float:
    database = _open(path)
    try:
        began = time.perf_counter()
        async with database.look() as session:
            found = await inspect_log(session, database.journal.audit, _SERVICE)
        taken = time.perf_counter() - began
    finally:
        await database.engine.dispose()
    if found.broken is not None:
        raise LianqingError("the log that was measured is broken")
    return taken


def _verify_file(path: Path) -> float:
    began = time.perf_counter()
    if not verify_export(path).ok:
        raise LianqingError("the export that was measured is broken")
    return time.perf_counter() - began
