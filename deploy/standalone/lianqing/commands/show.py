"""Print results on stdout, as a table for people or as JSON for programs."""

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic import BaseModel
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lianqing.commands.options import OutputForm
from lianqing.text import say
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level

Renderable = Table | Text | str

_PIPE_WIDTH = 140
"""Columns where no terminal tells its width: wide enough not to fold our tables."""


def stdout() -> Console:
    """Return the console for results."""
    return Console(
        highlight=False,
        soft_wrap=False,
        width=None if sys.stdout.isatty() else _PIPE_WIDTH,
    )


def stderr() -> Console:
    """Return the console for everything else."""
    return Console(stderr=True, highlight=False)


def result(value: BaseModel, form: OutputForm, *, table: Iterable[Renderable]) -> None:
    """Print a result in the form asked for."""
    if form is OutputForm.JSON:
        sys.stdout.write(value.model_dump_json(indent=2) + "\n")
        return
    console = stdout()
    for part in table:
        console.print(part)


def grid(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Return a table with these headings; cells are turned into text by `cell`."""
    filled = [tuple(cell(value) for value in row) for row in rows]
    caption = None if filled else say("没有", "none")
    table = Table(
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        header_style="bold",
        caption=caption,
        caption_justify="left",
    )
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in filled:
        table.add_row(*row)
    return table


def facts(rows: Iterable[tuple[str, object]]) -> Table:
    """Return a two-column list of headings and values."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for heading, value in rows:
        table.add_row(heading, cell(value))
    return table


def cell(value: object) -> Text:
    """Return one value as a person reads it; text is never read as markup."""
    match value:
        case None | "":
            shown = Text("—", style="dim")
        case Text():
            shown = value
        case Personal():
            shown = Text(value.reveal())
        case bool():
            shown = Text(say("是", "yes") if value else say("否", "no"))
        case datetime():
            shown = Text(value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"))
        case Level():
            shown = Text(value.label, style=_LEVEL_STYLE[value])
        case _:
            shown = Text(str(getattr(value, "label", value)))
    return shown


_LEVEL_STYLE = {
    Level.ONE: "bold red",
    Level.TWO: "dark_orange",
    Level.THREE: "yellow",
}
