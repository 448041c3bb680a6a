"""Options that the informants' commands share, and how they ask."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel, ValidationError

from lianqing.commands import show
from lianqing.commands.informant_tables import row_table
from lianqing.commands.options import OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import CommandError, UsageError
from lianqing.text import say
from lianqing_shared.bus.delivered import explain
from lianqing_shared.clock import SystemClock, beijing_day
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.informants import InformantView, Paper
from lianqing_shared.contracts.personal import Personal

AskT = TypeVar("AskT", bound=BaseModel)

Person = Annotated[str, typer.Argument(help=say("人员编号 pe_…", "Person id pe_…"))]
Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help=say("日期，默认今天", "The day.")),
]
Year = Annotated[
    int | None, typer.Option("--year", help=say("年度，默认今年", "The year."))
]
Reason = Annotated[str, typer.Option("--reason", help=say("理由", "Why."))]
Months = Annotated[
    int | None, typer.Option("--months", help=say("聘期月数", "Months of the term."))
]
Out = Annotated[
    Path, typer.Option("--out", help=say("把 PDF 存到这里", "Write the PDF here."))
]


def today() -> date:
    """Return today in China."""
    return beijing_day(SystemClock.from_environment().now())


def day_of(on: datetime | None) -> date:
    """Return the day given, today if none."""
    return on.date() if on is not None else today()


def personal(text: str | None) -> Personal | None:
    """Return text that no log prints; None stays None."""
    return Personal(text) if text else None


def asked(kind: type[AskT], **fields: object) -> AskT:
    """Return a request; raises UsageError with what is wrong with the options."""
    try:
        return kind.model_validate(fields)
    except ValidationError as err:
        raise UsageError(explain(err)) from err


def do(
    request: Ask[InformantView],
    login: str | None,
    *,
    data: Path,
    output: OutputForm,
    demo_login: str = "director",
) -> None:
    """Ask, and print the informant as he then stands."""

    async def work(desk: Desk) -> InformantView:
        return await desk.ask(request)

    view = act(data, login, work, demo_login=demo_login)
    show.result(view, output, table=[row_table((view,))])


def save(paper: Paper, path: Path) -> None:
    """Write a paper; raises CommandError if the file cannot be written."""
    try:
        path.write_bytes(paper.pdf)
    except OSError as err:
        raise CommandError(
            say(
                f"写不进 {path}：{err.strerror}。请换一个位置。",
                f"Cannot write {path}: {err.strerror}. Choose another place.",
            )
        ) from err
