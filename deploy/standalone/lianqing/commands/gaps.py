"""`lianqing gaps`: what cannot be reached in the network. Source: P1.0."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.network_gaps import (
    CheckNetworkGaps,
    ListNetworkGaps,
    NetworkGapKind,
    NetworkGapPage,
)

app = typer.Typer(add_completion=False)


@app.command(
    help=say(
        "网络缺口：无录入员、联系不上、岗位空缺、无法决定",
        "Units and people nobody can reach, vacant offices, levels without a body.",
    )
)
def gaps(
    *,
    now: Annotated[
        bool, typer.Option("--now", help=say("现在检查一遍", "Look now."))
    ] = False,
    cleared: Annotated[
        bool, typer.Option("--cleared", help=say("列出已解决的", "What was put right."))
    ] = False,
    kind: Annotated[
        NetworkGapKind | None, typer.Option("--kind", help=say("类别", "Kind."))
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List what cannot be reached, since when, and what to do."""

    async def look(desk: Desk) -> NetworkGapPage:
        if now:
            await desk.ask(CheckNetworkGaps(), timeout_s=60.0)
        return await desk.ask(ListNetworkGaps(kind=kind, cleared=cleared))

    page = act(data, login, look)
    show.result(page, output, table=[_table(page), *_told(page)])


def _told(page: NetworkGapPage) -> Iterator[show.Renderable]:
    """Tell when it was looked, and how many gaps an answer leaves out."""
    if page.checked_at is None:
        yield say("还没有检查过；现在检查用 --now。", "Not looked yet; --now looks.")
    else:
        at = show.cell(page.checked_at).plain
        yield say(f"检查于 {at}。", f"Looked at {at}.")
    more = page.total - len(page.gaps)
    if more > 0:
        yield say(f"另有 {more} 项，用 --kind 分类查看。", f"{more} more; use --kind.")


def _table(page: NetworkGapPage) -> Table:
    headings = (
        say("类别", "Kind"),
        say("情况", "What"),
        say("怎么办", "What to do"),
        say("自", "Since"),
        say("已解决", "Put right"),
    )
    return show.grid(
        headings,
        [
            (one.kind, one.sentence, one.advice, one.since, one.cleared_at)
            for one in page.gaps
        ],
    )
