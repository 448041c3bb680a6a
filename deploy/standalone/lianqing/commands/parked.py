"""`lianqing parked …`: messages that nobody could handle."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data, Output, OutputForm
from lianqing.errors import CommandError, UsageError
from lianqing.launcher import state as run_state
from lianqing.launcher.folder import find
from lianqing.text import say
from lianqing_shared.bus.parked import Parked, parked, replay
from lianqing_shared.contracts.base import Moment

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("搁置的消息：列出、重放", "Parked messages: list and replay."),
)


class ParkedRow(BaseModel):
    """A parked message as it is printed."""

    number: int
    stream: str
    consumer: str
    sequence: int
    deliveries: int
    reason: str
    at: Moment


class ParkedPage(BaseModel):
    """Oldest first."""

    parked: list[ParkedRow]


class Replayed(BaseModel):
    """Which messages were published again."""

    replayed: list[int]


@app.command("list", help=say("列出搁置的消息", "List parked messages."))
def list_parked(
    *, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """List parked messages."""
    found = asyncio.run(_all(data))
    page = ParkedPage(
        parked=[ParkedRow.model_validate(one, from_attributes=True) for one in found]
    )
    show.result(page, output, table=[_table(page)])


@app.command("replay", help=say("重放搁置的消息", "Publish parked messages again."))
def replay_parked(
    number: Annotated[
        list[int] | None, typer.Argument(help=say("编号，可多个", "Numbers."))
    ] = None,
    *,
    every: Annotated[
        bool, typer.Option("--all", help=say("全部重放", "Replay all."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=say("只说会做什么", "Only say what."))
    ] = False,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Publish parked messages again; who heard them already hears them twice."""
    if not number and not every:
        raise UsageError(
            say("请写要重放的编号，或用 --all。", "Name the numbers, or use --all.")
        )
    done = asyncio.run(
        _replay(data, None if every else set(number or ()), dry_run=dry_run)
    )
    told = "、".join(map(str, done)) or "—"
    verb = say("将重放", "would replay") if dry_run else say("已重放", "replayed")
    show.result(Replayed(replayed=done), output, table=[f"{verb}：{told}"])


async def _all(data: Path) -> list[Parked]:
    folder = find(data)
    state = run_state.running(folder)
    return await parked(state.bus_url, folder.creds / "provision.creds")


async def _replay(data: Path, wanted: set[int] | None, *, dry_run: bool) -> list[int]:
    folder = find(data)
    state = run_state.running(folder)
    found = {one.number: one for one in await _all(data)}
    numbers = sorted(found if wanted is None else wanted)
    missing = [number for number in numbers if number not in found]
    if missing:
        told = "、".join(map(str, missing))
        raise CommandError(
            say(
                f"没有搁置的消息 {told}。请先运行 `lianqing parked list` 核对。",
                f"Nothing is parked under {told}. See `lianqing parked list`.",
            )
        )
    for number in [] if dry_run else numbers:
        await replay(state.bus_url, folder.creds / "provision.creds", found[number])
    return numbers


def _table(page: ParkedPage) -> Table:
    return show.grid(
        (
            say("编号", "No."),
            say("消息流", "Stream"),
            say("消费者", "Consumer"),
            say("序号", "Sequence"),
            say("投递次数", "Deliveries"),
            say("原因", "Reason"),
            say("时间", "At"),
        ),
        (
            (r.number, r.stream, r.consumer, r.sequence, r.deliveries, r.reason, r.at)
            for r in page.parked
        ),
    )
