"""`lianqing informant …`: the invited informants' database. Source: P1.3.2."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.clock import SystemClock, beijing_day
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.informants import (
    ApplyInformant,
    Background,
    FileInformant,
    InformantFiled,
    InformantPage,
    InformantView,
    ListInformants,
    TrainInformant,
)
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("特邀预警信息员：申报、备案、培训、考核", "Invited informants."),
)

Person = Annotated[str, typer.Argument(help=say("人员编号 pe_…", "Person id pe_…"))]
Day = Annotated[
    datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], help=say("日期，默认今天", "The day.")),
]
What = Annotated[str, typer.Option("--text", help=say("内容", "What."))]


@app.command("list", help=say("列出管理库", "List the informants' database."))
def list_informants(
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List the informants' database."""

    async def look(desk: Desk) -> InformantPage:
        return await desk.ask(ListInformants())

    page = act(data, login, look)
    show.result(page, output, table=[_table(page.informants)])


@app.command(help=say("单位选聘并申报", "Recruit an informant and apply for filing."))
def apply(
    name: Annotated[str, typer.Argument(help=say("姓名", "Name."))],
    *,
    background: Annotated[Background, typer.Option(help=say("界别", "Background."))],
    recruiter: Annotated[
        str, typer.Option(help=say("选聘单位，谁选聘谁负责", "The unit that answers."))
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Recruit an informant and apply for filing."""
    asked = ApplyInformant(
        name=Personal(name), background=background, recruiter=recruiter
    )
    _do(asked, login, data=data, output=output)


@app.command("file", help=say("中心备案", "File an informant with the centre."))
def file_informant(
    person: Person,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """File an informant with the centre."""

    async def work(desk: Desk) -> InformantFiled:
        return await desk.ask(FileInformant(person_id=person))

    filed = act(data, login, work)
    show.result(filed, output, table=[_table((filed.informant,))])


@app.command(help=say("记录培训", "Record a training."))
def train(
    person: Person,
    *,
    text: What,
    on: Day = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Record a training."""
    asked = TrainInformant(
        person_id=person, on=_day(on), course=Personal(text), hours=4
    )
    _do(asked, login, data=data, output=output)


def _day(on: datetime | None) -> date:
    if on is not None:
        return on.date()
    return beijing_day(SystemClock.from_environment().now())


def _do(
    asked: Ask[InformantView],
    login: str | None,
    *,
    data: Path,
    output: OutputForm,
) -> None:
    async def work(desk: Desk) -> InformantView:
        return await desk.ask(asked)

    view = act(data, login, work)
    show.result(view, output, table=[_table((view,))])


def _table(informants: tuple[InformantView, ...]) -> Table:
    return show.grid(
        (
            say("编号", "Id"),
            say("姓名", "Name"),
            say("界别", "Background"),
            say("选聘单位", "Recruiter"),
            say("状态", "State"),
            say("备案号", "Filing no."),
        ),
        (
            (
                person.person_id,
                person.name,
                person.background,
                person.recruiter,
                person.state,
                person.filing_no,
            )
            for person in informants
        ),
    )
