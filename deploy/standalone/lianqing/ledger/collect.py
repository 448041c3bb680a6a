"""Read the books: each unit's spool, and each service's ledger by its entry point.

A service brings `lianqing.ledger`: an async function from its engine to a plain dict.
Reading goes past the running services to the databases themselves, so that a service
cannot vouch for itself, and so that it works on a system that stands still.
"""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path

from sqlalchemy import MetaData, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lianqing.auditing.witnesses import read_checkpoints
from lianqing.auditing.words import sentence
from lianqing.errors import CommandError
from lianqing.launcher.folder import DataFolder
from lianqing.ledger.books import Books, SpoolBook, Submission
from lianqing.text import say
from lianqing_sdk.settings import load_settings
from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.contracts.topology import SUBMIT_REPORT
from lianqing_shared.db import audit_guard, open_engine
from lianqing_shared.db.audit import inspect_log
from lianqing_shared.db.engine import READ_ONLY
from lianqing_shared.db.tables import journal_of

ENTRY_POINTS = "lianqing.ledger"
NEEDED = ("registry", "intake", "grading", "notify")

Told = Mapping[str, object]
LedgerOf = Callable[[AsyncEngine], Awaitable[Told]]


async def collect(folder: DataFolder) -> Books:
    """Return all books; raises CommandError if one cannot be read."""
    told = {name: await _service(folder, name) for name in NEEDED}
    intake, grading, notify = told["intake"], told["grading"], told["notify"]
    bare = await unguarded(folder)
    witnesses = [*_kept_by_registry(told["registry"]), *_kept_by_units(folder)]
    return Books(
        spools=tuple(read_spool(path) for path in folder.unit_folders()),
        received=tuple(map(Submission.read, _texts(intake, "submissions"))),
        entered=_count(intake, "entered"),
        graded=_count(grading, "reports_graded"),
        cases=_count(grading, "cases"),
        decisions=_count(grading, "decisions"),
        letters=_count(notify, "letters"),
        accepted_ids=frozenset(_texts(intake, "accepted_ids")),
        graded_ids=frozenset(_texts(grading, "graded_ids")),
        decided=frozenset(_texts(grading, "decided_cases")),
        lettered=frozenset(_texts(notify, "case_ids")),
        numbers_gap_free=notify.get("numbers_gap_free") is True,
        chains={name: await _chain(folder, name, witnesses) for name in NEEDED},
        problems=(
            *(
                f"{name}: {problem}"
                for name, book in told.items()
                for problem in _own_problems(name, book)
            ),
            *bare,
        ),
    )


async def unguarded(folder: DataFolder) -> list[str]:
    """Return a sentence for each service whose audit log the database does not guard.

    Raises CommandError if a database cannot be read.
    """
    found = []
    for name in NEEDED:
        async with _reading(folder, name) as engine, engine.connect() as connection:
            await connection.execution_options(**{READ_ONLY: True})
            async with AsyncSession(connection) as session:
                gone = await audit_guard.missing(session)
        if gone:
            told = "、".join(gone)
            found.append(
                say(
                    f"{name} 的审计日志失去了防改触发器 {told}：有人动过数据库，"
                    f"请先查清；重新启动 {name} 会重新装上，并记入日志",
                    f"the database no longer guards the audit log of {name} ({told}): "
                    f"somebody changed it, find out who; starting {name} again puts it "
                    "back and writes that down",
                )
            )
    return found


def read_spool(unit_folder: Path) -> SpoolBook:
    """Return a unit's book, read without disturbing its adapter."""
    path = load_settings(unit_folder, environment={}).spool
    if not path.exists():
        return SpoolBook(unit=unit_folder.name, outcomes={})
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)
    try:
        rows = connection.execute(
            "SELECT submission_id, outcome FROM outgoing WHERE subject = ?",
            (SUBMIT_REPORT.base,),
        ).fetchall()
    except sqlite3.DatabaseError as err:
        raise CommandError(
            say(
                f"读不了 {path}：{err}。请从备份恢复该文件。",
                f"Cannot read {path}: {err}. Restore it from a backup.",
            )
        ) from err
    finally:
        connection.close()
    return SpoolBook(unit=unit_folder.name, outcomes=dict(rows))


async def _service(folder: DataFolder, name: str) -> Told:
    async with _reading(folder, name) as engine:
        return await _ledger_of(name)(engine)


async def _chain(
    folder: DataFolder, name: str, checkpoints: Sequence[Checkpoint]
) -> str | None:
    """Return what is wrong with a service's audit log, None if it is whole."""
    async with _reading(folder, name) as engine, engine.connect() as connection:
        await connection.execution_options(**{READ_ONLY: True})
        async with AsyncSession(connection) as session:
            table = journal_of(MetaData()).audit
            found = await inspect_log(
                session, table, AuditedService(name), checkpoints=checkpoints
            )
    return None if found.broken is None else sentence(found.broken)


def _kept_by_registry(told: Told) -> list[Checkpoint]:
    return [Checkpoint.model_validate_json(one) for one in _texts(told, "checkpoints")]


def _kept_by_units(folder: DataFolder) -> list[Checkpoint]:
    """Return what units whose folders lie here were given; the registry may forget."""
    files = [
        load_settings(path, environment={}).checkpoints
        for path in folder.unit_folders()
    ]
    return [one for file in files if file.exists() for one in read_checkpoints(file)]


@asynccontextmanager
async def _reading(folder: DataFolder, name: str) -> AsyncIterator[AsyncEngine]:
    """Open a service's database; raises CommandError if it cannot be read."""
    url = folder.database_url(name)
    _refuse_missing(url, name)
    engine = open_engine(url, schema=folder.database_schema(name))
    try:
        yield engine
    except (SQLAlchemyError, OSError) as err:
        raise CommandError(
            say(
                f"读不了 {name} 的数据库（{type(err).__name__}）。"
                "刚升级过的，请先运行一次 `lianqing up`；否则请看 `lianqing doctor`。",
                f"Cannot read the database of {name} ({type(err).__name__}). After an "
                "upgrade run `lianqing up` once; else see `lianqing doctor`.",
            )
        ) from err
    finally:
        await engine.dispose()


def _ledger_of(name: str) -> LedgerOf:
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == name:
            found: LedgerOf = point.load()
            return found
    raise CommandError(
        say(
            f"{name} 没有提供台账接口，请重新安装（make setup）。",
            f"{name} brings no ledger; install again with `make setup`.",
        )
    )


def _refuse_missing(url: str, name: str) -> None:
    """Opening a SQLite file that is not there would make an empty one."""
    made = make_url(url)
    missing = (
        made.get_backend_name() == "sqlite" and not Path(made.database or "").exists()
    )
    if missing:
        raise CommandError(
            say(
                f"还没有 {name} 的数据库。请先运行 `lianqing up`。",
                f"There is no database of {name} yet. Run `lianqing up` first.",
            )
        )


def _own_problems(name: str, book: Told) -> list[str]:
    found = _texts(book, "problems")
    if name == "registry":
        found += [
            f"{key}={book[key]}" for key in ("clerks_over", "filing_gaps") if book[key]
        ]
    return found


def _count(book: Told, key: str) -> int:
    value = book.get(key, 0)
    return value if isinstance(value, int) else 0


def _texts(book: Told, key: str) -> list[str]:
    value = book.get(key)
    return [str(item) for item in value] if isinstance(value, list | tuple) else []
