"""`lianqing policy …`: the policy in force, and what it makes of one report."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from lianqing.commands import case_tables, show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.report_file import read_report
from lianqing.text import say
from lianqing_grading.usecases.show_policy import explain_report
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.cases import PolicyView, ShowPolicy

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("预警情形与定级依据", "The policy and its explanations."),
)


@app.command("show", help=say("显示现行政策", "Show the policy in force."))
def show_policy(
    *, login: As = None, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """Show the policy in force."""

    async def look(desk: Desk) -> PolicyView:
        return await desk.ask(ShowPolicy())

    view = act(data, login, look)
    show.result(view, output, table=_table(view))


@app.command(
    help=say(
        "说明一条信息会被建议为几级，每一格要求什么、实际是什么；不需要系统运行",
        "Explain what a report would be proposed as, cell by cell; works offline.",
    )
)
def explain(
    *,
    report: Annotated[
        Path,
        typer.Option(
            "--report",
            help=say("信息的 JSON 文件，- 为标准输入", "JSON file; - is stdin."),
        ),
    ],
    every: Annotated[
        bool,
        typer.Option("--all", help=say("列出全部情形", "Show every circumstance.")),
    ] = False,
    output: Output = OutputForm.TABLE,
) -> None:
    """Explain what a report would be proposed as."""
    asked = read_report(report, now=SystemClock.from_environment().now())
    found = explain_report(asked)
    table = case_tables.proposal(found, near_only=not every)
    show.result(found, output, table=table)


def _table(view: PolicyView) -> list[show.Renderable]:
    rules = show.grid(
        (
            say("情形", "Code"),
            say("级别", "Level"),
            say("内容", "Text"),
            say("条件", "Conditions"),
        ),
        (
            (
                rule.code,
                rule.level,
                rule.text,
                "；".join(
                    f"{cell.label} {cell.wanted}"
                    for cell in rule.cells
                    if cell.wanted != case_tables.ANYTHING
                ),
            )
            for rule in view.rules
        ),
    )
    heading = say(f"政策 {view.policy}，", f"Policy {view.policy}, ")
    since = say(f"{view.in_force_from} 起施行", f"in force from {view.in_force_from}")
    return [Text(heading + since, style="bold"), rules]
