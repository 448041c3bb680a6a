"""`lianqing doctor`: check that all is well, and say what to do where it is not."""

import asyncio

import typer
from rich.text import Text

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data, Output, OutputForm
from lianqing.doctor import examine
from lianqing.findings import Report
from lianqing.launcher.folder import find
from lianqing.text import say

app = typer.Typer(add_completion=False)


@app.command(
    help=say(
        "体检：版本、端口、磁盘、密钥、落盘、消息流、各进程、应答",
        "Check versions, ports, disk, keys, durability, streams, processes, answers.",
    )
)
def doctor(*, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE) -> None:
    """Examine an installation; exits 1 when something needs a person."""
    report = asyncio.run(examine(find(data)))
    show.result(report, output, table=_table(report))
    if not report.ok:
        raise typer.Exit(1)


def _table(report: Report) -> list[show.Renderable]:
    rows = show.grid(
        ("", say("项目", "What"), say("情况", "Found"), say("怎么办", "What to do")),
        (
            (
                Text("✓", style="green") if one.ok else Text("✗", style="bold red"),
                one.what,
                one.found,
                Text(one.advice),
            )
            for one in report.findings
        ),
    )
    bad = sum(not one.ok for one in report.findings)
    told = (
        Text(say(f"✗ {bad} 项需要处理", f"✗ {bad} to look at"), style="bold red")
        if bad
        else Text(say("✓ 一切正常", "✓ all is well"), style="bold green")
    )
    return [rows, told]
