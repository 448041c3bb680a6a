"""`lianqing verify`: check the ledger across all services."""

import asyncio
import time
from typing import Annotated

import typer
from rich.text import Text

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data, Output, OutputForm
from lianqing.launcher.folder import DataFolder, find
from lianqing.launcher.lock import holder
from lianqing.ledger.check import Verdict, check
from lianqing.ledger.collect import collect
from lianqing.quiet import be_quiet
from lianqing.text import say

app = typer.Typer(add_completion=False)

_EVERY_S = 0.5


@app.command(
    help=say(
        "核对台账：报送＝受理＋不予受理＋待处理，一信息一研判，先决定后发文，文号连续，审计链完整",
        "Check the ledger: submitted = accepted + rejected + quarantined, one grading "
        "each, decisions before letters, no gap in numbers, audit chains whole.",
    )
)
def verify(
    *,
    data: Data = DEFAULT_DATA,
    wait: Annotated[
        float,
        typer.Option(
            min=0,
            help=say(
                "系统运行时，在途的信息最多等几秒",
                "While the system runs: seconds to wait for what is on its way.",
            ),
        ),
    ] = 10.0,
    output: Output = OutputForm.TABLE,
) -> None:
    """Check the ledger; exits 0 only when everything agrees."""
    be_quiet()
    folder = find(data)
    verdict = asyncio.run(_settled(folder, wait_s=wait))
    show.result(verdict, output, table=_table(verdict))
    if not verdict.ok:
        raise typer.Exit(1)


async def _settled(folder: DataFolder, *, wait_s: float) -> Verdict:
    """Look again while the system runs: what is on its way is no contradiction."""
    end = time.monotonic() + wait_s
    while True:
        verdict = check(await collect(folder))
        is_over = time.monotonic() >= end or holder(folder) is None
        if verdict.ok or is_over:
            return verdict
        await asyncio.sleep(_EVERY_S)


def _table(verdict: Verdict) -> list[show.Renderable]:
    mark = (
        Text(say("✓ 台账相符", "✓ the ledger agrees"), style="bold green")
        if verdict.ok
        else Text(say("✗ 台账不符", "✗ the ledger does not agree"), style="bold red")
    )
    rows = show.facts(
        (
            (say("报送", "submitted"), verdict.submitted),
            (say("受理", "accepted"), verdict.accepted),
            (say("不予受理", "rejected"), verdict.rejected),
            (say("待人工处理", "quarantined"), verdict.quarantined),
            (say("事项", "cases"), verdict.cases),
            (say("决定", "decisions"), verdict.decisions),
            (say("文书", "letters"), verdict.letters),
            (say("文号连续", "numbers gap-free"), verdict.numbers_gap_free),
            (say("审计链完整", "audit chains whole"), verdict.audit_ok),
        )
    )
    problems = [Text(f"  · {one}", style="red") for one in verdict.problems]
    return [mark, rows, *problems]
