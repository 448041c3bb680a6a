"""`lianqing report …`: submit through a unit's spool, and look reports up."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from lianqing.commands import options, show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import CommandError
from lianqing.launcher.folder import find
from lianqing.report_file import read_report
from lianqing.submitting import Submitted, submit_and_wait
from lianqing.text import say
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.reports import (
    Outcome,
    ReportPage,
    ReportView,
    SearchReports,
    ShowReport,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("预警信息：报送、查询", "Reports: submit and look up."),
)


@app.command(
    help=say(
        "通过单位的寄存库报送一条信息，等回执；断电、断网都不会丢",
        "Submit a report through a unit's spool and wait for the receipt.",
    )
)
def submit(
    *,
    unit: Annotated[str, typer.Option(help=say("报送单位代码", "Unit that reports."))],
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            help=say("信息的 JSON 文件，- 为标准输入", "JSON file; - is stdin."),
        ),
    ],
    wait: Annotated[
        float, typer.Option(min=0, help=say("等回执几秒", "Seconds to wait."))
    ] = 30.0,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Submit a report and wait for the centre's receipt."""
    clock = SystemClock.from_environment()
    folder = find(data)
    report = read_report(file, now=clock.now())
    done = submit_and_wait(folder, unit, report=report, wait_s=wait, clock=clock)
    show.result(done, output, table=[_receipt(done)])
    if done.outcome is None:
        raise CommandError(
            say(
                f"{wait:.0f} 秒内没有收到回执。信息已安全存在本单位，"
                "系统和适配器运行后会自动报送，请勿重复填报。",
                f"No receipt within {wait:.0f} s. The report is kept safely at the "
                "unit and is sent as soon as the system and the adapter run.",
            )
        )
    if done.outcome is not Outcome.ACCEPTED:
        raise typer.Exit(1)


@app.command("list", help=say("列出信息，新的在前", "List reports, newest first."))
def list_reports(
    *,
    unit: Annotated[str | None, typer.Option(help=say("报送单位", "Unit."))] = None,
    outcome: Annotated[
        Outcome | None, typer.Option(help=say("结果", "Outcome."))
    ] = None,
    text: Annotated[str, typer.Option(help=say("查找文字", "Words to find."))] = "",
    limit: options.Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List reports, newest first."""
    asked = SearchReports(unit=unit, outcome=outcome, text=text, limit=limit)

    async def look(desk: Desk) -> ReportPage:
        return await desk.ask(asked)

    page = act(data, login, look)
    show.result(page, output, table=[_table(page), _total(page)])


@app.command("show", help=say("显示一条信息", "Show one report."))
def show_report(
    report: Annotated[str, typer.Argument(help=say("内部编号 rp_…", "Id rp_…"))],
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Show one report."""

    async def look(desk: Desk) -> ReportView:
        return await desk.ask(ShowReport(report_id=report))

    view = act(data, login, look)
    rows = (
        (say("编号", "No."), view.report_no),
        (say("报送单位", "From"), view.unit),
        (say("结果", "Outcome"), view.outcome),
        (say("原因", "Reason"), view.reason),
        (say("标题", "Title"), view.title),
        (say("内容", "Text"), view.narrative),
        (say("类别", "Class"), view.content_class),
        (say("来源", "Source"), view.source),
        (say("发生日期", "Occurred"), view.occurred_on),
        (say("收到", "Received"), view.received_at),
    )
    show.result(view, output, table=[show.facts(rows)])


def _receipt(done: Submitted) -> Table:
    return show.facts(
        (
            (say("报送编号", "Submission"), done.submission_id),
            (say("结果", "Outcome"), done.outcome or say("等待回执", "waiting")),
            (say("信息编号", "Report no."), done.report_no),
            (say("原因", "Reason"), done.reason),
        )
    )


def _table(page: ReportPage) -> Table:
    return show.grid(
        (
            say("编号", "No."),
            say("报送单位", "From"),
            say("结果", "Outcome"),
            say("类别", "Class"),
            say("来源", "Source"),
            say("标题", "Title"),
            say("收到", "Received"),
            say("内部编号", "Id"),
        ),
        (
            (
                row.report_no,
                row.unit,
                row.outcome,
                row.content_class,
                row.source,
                row.title,
                row.received_at,
                row.report_id,
            )
            for row in page.reports
        ),
    )


def _total(page: ReportPage) -> Text:
    shown = len(page.reports)
    return Text(say(f"显示 {shown} 条，共 {page.total} 条", f"{shown} of {page.total}"))
