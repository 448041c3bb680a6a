"""Take an audit log out: over the bus as a person, or from the database as operator."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sqlalchemy import MetaData, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing.auditing.file import FORMAT, Header, Trailer, write_export
from lianqing.desk import Desk
from lianqing.errors import CommandError, UsageError
from lianqing.text import say
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.auditing import (
    EXPORTS,
    AuditedService,
    AuditExport,
    AuditRow,
)
from lianqing_shared.db import open_engine
from lianqing_shared.db.audit import end, links
from lianqing_shared.db.engine import READ_ONLY
from lianqing_shared.db.tables import journal_of


async def take_over_bus(
    desk: Desk, service: AuditedService, *, to: Path, clock: Clock
) -> Trailer:
    """Ask the service for its log; what this person may not know comes withheld."""
    first = await desk.ask(EXPORTS[service]())
    header = Header(
        format=FORMAT, service=service, rows=first.upto, exported_at=clock.now()
    )
    return await write_export(to, header, _stretches(desk, service, first=first))


async def _stretches(
    desk: Desk, service: AuditedService, *, first: AuditExport
) -> AsyncIterator[Sequence[AuditRow]]:
    stretch = first
    while stretch.rows:
        yield stretch.rows
        ask = EXPORTS[service](after=stretch.rows[-1].seq, upto=first.upto)
        if ask.after == first.upto:
            return
        stretch = await desk.ask(ask)


async def take_from_database(
    database: str,
    service: AuditedService,
    *,
    to: Path,
    schema: str | None,
    clock: Clock,
) -> Trailer:
    """Read the log past the service, whole; for the operator of the database."""
    engine = open_engine(database_url(database), schema=schema)
    table = journal_of(MetaData()).audit
    try:
        async with engine.connect() as connection:
            await connection.execution_options(**{READ_ONLY: True})
            async with AsyncSession(connection) as session:
                upto = (await end(session, table)).seq
                header = Header(
                    format=FORMAT, service=service, rows=upto, exported_at=clock.now()
                )
                return await write_export(to, header, _pages(session))
    except SQLAlchemyError as err:
        raise CommandError(
            say(
                f"读不了那里的审计日志（{type(err).__name__}）。请核对 --database。",
                f"Cannot read an audit log there ({type(err).__name__}). "
                "Check --database.",
            )
        ) from err
    finally:
        await engine.dispose()


async def _pages(session: AsyncSession) -> AsyncIterator[Sequence[AuditRow]]:
    table = journal_of(MetaData()).audit
    async for page in links(session, table):
        yield [AuditRow(**link._asdict()) for link in page]


def database_url(given: str) -> str:
    """Return the URL of a database given as URL or as a SQLite file."""
    if "://" in given:
        try:
            make_url(given)
        except ArgumentError as err:
            raise UsageError(
                say("--database 不是数据库地址。", "--database is no URL.")
            ) from err
        return given
    path = Path(given).absolute()
    if not path.is_file():
        raise UsageError(
            say(f"没有数据库文件 {path}。", f"There is no database file {path}.")
        )
    return f"sqlite+aiosqlite:///{path}"
