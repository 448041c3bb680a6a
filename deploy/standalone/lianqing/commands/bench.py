"""`lianqing bench`: measure this machine with the product's own settings."""

import asyncio
from typing import Annotated

import typer

from lianqing.bench.figures import Figures
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
