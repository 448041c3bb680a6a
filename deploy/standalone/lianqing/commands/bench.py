"""`lianqing bench`: measure this machine with the product's own settings."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lianqing.bench.figures import Figures, ImportFigures
from lianqing.commands import show
from lianqing.commands.options import Output, OutputForm
from lianqing.quiet import be_quiet
from lianqing.text import say

app = typer.Typer(no_args_is_help=True, help=say("测速", "Measure this machine."))


@app.callback()
def group() -> None:
    """Keep `bench` a group, so that measurements can be added beside `pipeline`."""


@app.command(
    help=say(
        "报送到研判的速度、延迟、处理器用量，以及同一台机器上裸脚本的极限",
        "Speed, latency and processor time from submission to grading, and what a bare "
        "script doing the same durable work reaches in the same run.",
    )
)
def pipeline(
    *,
    reports: Annotated[
        int,
        typer.Option(
            min=100, help=say("每轮报送多少条", "How many reports in each round.")
        ),
    ] = 20_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure the pipeline."""
    be_quiet()
    # Imported here: the benchmark brings the server, the bus and the services along.
    from lianqing.bench.pipeline import measure  # noqa: PLC0415

    figures = asyncio.run(measure(reports))
    show.result(figures, output, table=[show.facts(_rows(figures))])


@app.command(
    "import",
    help=say(
        "单位清单读入本机暂存的速度和内存（.xlsx 与 .csv）",
        "Speed and memory of taking a unit's list into its spool (.xlsx and .csv).",
    ),
)
def import_lists(
    *,
    rows: Annotated[
        int,
        typer.Option(
            "--rows",
            min=1,
            max=200_000,
            help=say("清单有多少行", "How many rows the list has."),
        ),
    ] = 100_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure the reading of lists."""
    be_quiet()
    # Imported here: it brings a unit's adapter and the spreadsheet writer along.
    from lianqing.bench.importing import measure  # noqa: PLC0415

    figures = measure(rows)
    show.result(figures, output, table=[_imports(figures)])


def _imports(found: ImportFigures) -> Table:
    return show.grid(
        (
            say("格式", "format"),
            say("文件 MB", "file, MB"),
            say("入库行数", "rows spooled"),
            say("秒", "seconds"),
            say("处理器 秒", "processor, s"),
            say("行/秒", "rows/s"),
            say("内存峰值 MB", "peak memory, MB"),
            say("检查进程峰值 MB", "checker's peak, MB"),
        ),
        [
            (
                one.form,
                one.file_mb,
                one.spooled,
                one.seconds,
                one.cpu_s,
                one.rows_per_s,
                one.peak_rss_mb,
                one.checker_peak_rss_mb,
            )
            for one in found.files
        ],
    )


def _rows(found: Figures) -> list[tuple[str, object]]:
    cpu = "  ".join(f"{name} {us:.0f}" for name, us in found.cpu_us_per_report.items())
    raw = "  ".join(
        f"{name} {us:.0f}" for name, us in found.raw_cpu_us_per_report.items()
    )
    kept = "  ".join(f"{name}={value}" for name, value in found.durable.items())
    return [
        (say("每轮条数", "reports a round"), found.reports),
        (say("积压处理 条/秒", "backlog, reports/s"), found.drain_reports_per_s),
        (say("实时持续 条/秒", "live, reports/s"), found.live_reports_per_s),
        (
            say("受理到研判 毫秒（500条/秒）", "accepted to proposed at 500/s, ms"),
            f"p50 {found.p50_ms}  p99 {found.p99_ms}",
        ),
        (say("裸脚本极限 条/秒", "bare script, reports/s"), found.raw_reports_per_s),
        (say("与极限之比", "ratio to the bare script"), found.ratio_to_raw),
        (say("处理器 微秒/条", "processor, µs a report"), cpu),
        (say("裸脚本处理器 微秒/条", "bare script, µs a report"), raw),
        (say("落盘方式", "durability read back"), kept),
    ]


@app.command(
    help=say("文书排版的速度", "How fast letters are set."),
)
def letters(
    *,
    count: Annotated[
        int, typer.Option("--letters", min=10, help=say("多少份", "How many."))
    ] = 1_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure the setting of letters."""
    be_quiet()
    from lianqing.bench.letters import measure_letters  # noqa: PLC0415 - the fonts

    figures = measure_letters(count)
    rows = [
        (say("份数", "letters"), figures.letters),
        (say("第一份 毫秒", "the first, ms"), figures.first_ms),
        (say("每份 毫秒", "each, ms"), f"p50 {figures.p50_ms}  p95 {figures.p95_ms}"),
        (say("合计 秒", "all, s"), figures.total_s),
        (say("每份字节", "bytes each"), figures.bytes_each),
    ]
    show.result(figures, output, table=[show.facts(rows)])


@app.command(
    help=say(
        "存有大量信息时列表、检索、统计、打开的速度",
        "Listing, searching, counting and opening with many reports stored.",
    )
)
def search(
    *,
    reports: Annotated[
        int, typer.Option(min=500, help=say("存多少条", "How many are stored."))
    ] = 100_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure questions to a large database."""
    be_quiet()
    from lianqing.bench.search import measure_search  # noqa: PLC0415 - grading

    figures = asyncio.run(measure_search(reports))
    rows = [(name, f"p95 {ms} ms") for name, ms in figures.p95_ms.items()]
    show.result(figures, output, table=[show.facts(rows)])


@app.command(
    help=say(
        "全国规模的单位网络：导入、层级查询、检索（--db-url 可用 PostgreSQL）",
        "A national network of units: import, tree queries, searches.",
    )
)
def network(
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=say(
                "自备的单位表；不给则自动生成", "A spreadsheet; else one is made."
            ),
        ),
    ] = None,
    db_url: Annotated[
        str | None,
        typer.Option(
            help=say(
                "空的 PostgreSQL 数据库；不给则用 SQLite",
                "An empty PostgreSQL database; else SQLite.",
            )
        ),
    ] = None,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure a large network."""
    be_quiet()
    from lianqing.bench.network import measure_network  # noqa: PLC0415 - the registry

    found = asyncio.run(measure_network(file, db_url))
    rows: list[tuple[str, object]] = [
        (say("数据库", "database"), found.database),
        (say("单位数", "units"), found.units),
        (say("文件 MB", "file, MB"), found.file_mb),
        (say("导入 秒", "import, s"), found.import_s),
        (say("再次导入 秒", "the same again, s"), found.again_s),
        (say("导出 秒", "export, s"), found.export_s),
        (say("通告 秒", "telling everybody, s"), found.tell_s),
        (say("他人最长等待 毫秒", "longest wait of others, ms"), found.longest_wait_ms),
        *(
            (name, f"p50 {one.p50_ms} ms  p95 {one.p95_ms} ms")
            for name, one in found.questions.items()
        ),
    ]
    show.result(found, output, table=[show.facts(rows)])


@app.command(
    help=say(
        "审计日志：写入、校验、导出的速度",
        "An audit log: appending, verifying, exporting.",
    )
)
def audit(
    *,
    rows: Annotated[
        int, typer.Option(min=1_000, help=say("多少条", "How many rows."))
    ] = 100_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure an audit log."""
    be_quiet()
    from lianqing.bench.audit import measure_audit  # noqa: PLC0415 - the database

    found = asyncio.run(measure_audit(rows))
    told: list[tuple[str, object]] = [
        (say("条数", "rows"), found.rows),
        (say("写入 条/秒", "appended, rows/s"), found.append_per_s),
        (
            say("不设防改触发器时", "without the guard"),
            found.append_per_s_without_guard,
        ),
        (
            say("单条写入 毫秒", "one row, ms"),
            f"p50 {found.append_one_p50_ms}  p95 {found.append_one_p95_ms}",
        ),
        (say("库内校验 秒", "verified in the database, s"), found.verify_s),
        (say("导出 秒", "exported, s"), found.export_s),
        (say("文件 MB", "file, MB"), found.export_mb),
        (say("文件校验 秒", "export verified, s"), found.verify_export_s),
    ]
    show.result(found, output, table=[show.facts(told)])


@app.command(
    help=say(
        "一次权限与回避判断要多久",
        "How long one check of role, duties and recusal takes.",
    )
)
def access(
    *,
    checks: Annotated[
        int, typer.Option(min=1_000, help=say("每轮判断多少次", "Checks in a round."))
    ] = 200_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Measure checks of access."""
    be_quiet()
    from lianqing.bench.access import measure_access  # noqa: PLC0415 - the contracts

    figures = measure_access(checks)
    rows = [
        (say("每轮次数", "checks a round"), figures.checks),
        (say("允许且无须回避 微秒", "allowed, not recused, µs"), figures.allowed_us),
        (say("角色不符 微秒", "refused for the role, µs"), figures.refused_us),
        (say("须先办手续 微秒", "refused for a duty, µs"), figures.pending_us),
    ]
    show.result(figures, output, table=[show.facts(rows)])


@app.command(
    help=say(
        "查阅应回避的事项与查阅不存在的事项，用时之比",
        "Asking for what is hidden against asking for what is not there.",
    )
)
def recusal(
    *,
    reports: Annotated[
        int, typer.Option(min=100, help=say("存有多少条", "How many are stored."))
    ] = 10_000,
    times: Annotated[
        int, typer.Option(min=100, help=say("各问多少次", "How often each is asked."))
    ] = 1_000,
    output: Output = OutputForm.TABLE,
) -> None:
    """Compare what is hidden with what is not there."""
    be_quiet()
    from lianqing.bench.recusal import measure_recusal  # noqa: PLC0415 - the services

    figures = asyncio.run(measure_recusal(reports, times))
    rows = [
        (say("存有条数", "reports stored"), figures.reports),
        (say("各问次数", "asked each"), figures.times),
        (
            say("应回避的 微秒", "hidden, µs"),
            f"p50 {figures.hidden_p50_us}  p95 {figures.hidden_p95_us}",
        ),
        (
            say("不存在的 微秒", "absent, µs"),
            f"p50 {figures.absent_p50_us}  p95 {figures.absent_p95_us}",
        ),
        (say("中位数之比", "ratio of the medians"), figures.ratio),
    ]
    show.result(figures, output, table=[show.facts(rows)])
