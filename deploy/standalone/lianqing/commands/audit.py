"""`lianqing audit …`: search, export, verify, checkpoints. Source: 等保2.0 安全审计.

`verify` needs files only. What the others need besides, the bus and the databases, is
imported where it is used: loading it takes longer than checking 100,000 rows.
"""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel

from lianqing.auditing import witnesses
from lianqing.auditing.file import Trailer
from lianqing.auditing.verifying import verify_export
from lianqing.commands import audit_tables as tables
from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.text import say
from lianqing_shared.clock import BEIJING, SystemClock
from lianqing_shared.contracts.auditing import (
    SEARCHES,
    AuditedService,
    ListCheckpoints,
)
from lianqing_shared.contracts.base import Ask

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "审计日志：查询、导出、校验、校验点",
        "Audit logs: search, export, verify, checkpoints.",
    ),
)

AnswerT = TypeVar("AnswerT", bound=BaseModel)

_AUDITOR = "auditadmin"
Service = Annotated[
    AuditedService,
    typer.Option("--service", "-s", help=say("哪个服务的日志", "Whose log.")),
]
Moment = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M"],
        help=say("北京时间，如 2026-03-05", "Beijing time, e.g. 2026-03-05."),
    ),
]


@app.command("list", help=say("查询审计日志，由新到旧", "Search a log, newest first."))
def search(
    *,
    service: Service,
    actor: Annotated[str, typer.Option(help=say("谁做的（人员编号）", "Who."))] = "",
    action: Annotated[
        str, typer.Option(help=say("动作，如 case 或 case.read", "case or case.read."))
    ] = "",
    object_id: Annotated[
        str, typer.Option("--object", help=say("对象编号", "What it was done to."))
    ] = "",
    since: Moment = None,
    until: Moment = None,
    before: Annotated[
        int | None, typer.Option(help=say("从哪一条往前", "Rows before this one."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Search one service's log."""
    ask = SEARCHES[service](
        actor=actor,
        action=action,
        object_id=object_id,
        since=_beijing(since),
        until=_beijing(until),
        before=before,
        limit=limit,
    )
    page = _asked(ask, data=data, login=login)
    show.result(page, output, table=tables.rows(page))


@app.command(
    help=say(
        "导出整条日志，供离线校验；无权知悉的条目只留位置",
        "Take a whole log out, to be verified offline; what you may not know is "
        "withheld, its place is kept.",
    )
)
def export(
    *,
    service: Service,
    to: Annotated[Path, typer.Option(help=say("写到哪个文件", "The file."))],
    database: Annotated[
        str | None,
        typer.Option(
            help=say(
                "运维人员：直接读数据库（文件或地址），不经系统",
                "For the operator: read this database (file or URL), past the system.",
            )
        ),
    ] = None,
    schema: Annotated[
        str | None, typer.Option(help=say("PostgreSQL 模式名", "PostgreSQL schema."))
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Export one service's log."""
    from lianqing.auditing import taking  # noqa: PLC0415 - see above
    from lianqing.desk import Desk, act  # noqa: PLC0415
    from lianqing.quiet import be_quiet  # noqa: PLC0415

    be_quiet()
    clock = SystemClock.from_environment()
    if database is not None:
        taken = taking.take_from_database(
            database, service, to=to, schema=schema, clock=clock
        )
        show.result(done := asyncio.run(taken), output, table=tables.exported(done, to))
        return

    async def take(desk: Desk) -> Trailer:
        return await taking.take_over_bus(desk, service, to=to, clock=clock)

    done = act(data, login, take, demo_login=_AUDITOR)
    show.result(done, output, table=tables.exported(done, to))


@app.command(
    help=say(
        "离线校验导出文件：完整则退出 0，被改动过则指出第几条并退出 1，无法校验退出 2",
        "Verify an export offline: 0 if whole, 1 and the row if not, 2 if it is none.",
    )
)
def verify(
    file: Annotated[Path, typer.Argument(help=say("导出文件", "The export."))],
    *,
    checkpoints: Annotated[
        list[Path],
        typer.Option(
            help=say(
                "外部保存的校验点：成员单位的 checkpoints.jsonl；可多次",
                "Checkpoints kept outside: units' checkpoints.jsonl; may be repeated.",
            )
        ),
    ] = [],  # noqa: B006 - typer's form of a repeated option
    code: Annotated[
        list[str],
        typer.Option(
            help=say("打印的校验码，条号:校验码；可多次", "A printed code, ROW:CODE.")
        ),
    ] = [],  # noqa: B006
    key: Annotated[
        list[Path],
        typer.Option(
            help=say(
                "服务的公钥文件；给出后只认这些公钥签的校验点",
                "Public keys; checkpoints by any other key are held against the log.",
            )
        ),
    ] = [],  # noqa: B006
    output: Output = OutputForm.TABLE,
) -> None:
    """Verify an export; needs no network and no running system."""
    verdict = verify_export(
        file,
        checkpoints=[
            one for path in checkpoints for one in witnesses.read_checkpoints(path)
        ],
        codes=witnesses.read_codes(code),
        keys=witnesses.read_keys(key),
    )
    show.result(verdict, output, table=tables.verdict(verdict))
    if not verdict.ok:
        raise typer.Exit(1)


@app.command(
    help=say(
        "列出各服务日志的校验点及其校验码，可打印存档；有矛盾的一并列出",
        "List checkpoints with their codes, to be printed; contradictions come first.",
    )
)
def checkpoints(
    *,
    service: Annotated[
        AuditedService | None,
        typer.Option("--service", "-s", help=say("只看一个服务", "One service only.")),
    ] = None,
    before: Annotated[
        int | None, typer.Option(help=say("下一页", "Next page."))
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List checkpoints; exits 1 if one contradicts another."""
    ask = ListCheckpoints(service=service, before=before, limit=limit)
    page = _asked(ask, data=data, login=login)
    show.result(page, output, table=tables.checkpoints(page))
    if page.findings:
        raise typer.Exit(1)


def _asked(ask: Ask[AnswerT], *, data: Path, login: str | None) -> AnswerT:
    """Ask over the bus, as the audit administrator unless somebody else is named."""
    from lianqing.desk import Desk, act  # noqa: PLC0415 - see above

    async def look(desk: Desk) -> AnswerT:
        return await desk.ask(ask)

    return act(data, login, look, demo_login=_AUDITOR)


def _beijing(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=BEIJING)
