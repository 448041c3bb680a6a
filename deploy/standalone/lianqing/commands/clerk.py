"""`lianqing clerk …`: entry clerks, one or two per unit. Source: P1.3.1."""

from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.accounts import AppointClerk, DismissClerk, PersonView

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("预警信息录入员：任免", "Entry clerks: appoint and dismiss."),
)

Person = Annotated[str, typer.Argument(help=say("人员编号 pe_…", "Person id pe_…"))]
Unit = Annotated[str, typer.Option("--unit", help=say("单位代码", "Unit."))]


@app.command(
    help=say(
        "任命录入员，每单位一至两名", "Appoint an entry clerk; one or two per unit."
    )
)
def appoint(
    person: Person,
    *,
    unit: Unit,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Appoint an entry clerk; one or two per unit."""

    async def work(desk: Desk) -> PersonView:
        return await desk.ask(AppointClerk(person_id=person, unit=unit))

    _print(act(data, login, work), output)


@app.command(help=say("免去录入员", "Dismiss an entry clerk."))
def dismiss(
    person: Person,
    *,
    unit: Unit,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Dismiss an entry clerk."""

    async def work(desk: Desk) -> PersonView:
        return await desk.ask(DismissClerk(person_id=person, unit=unit))

    _print(act(data, login, work), output)


def _print(view: PersonView, output: OutputForm) -> None:
    rows = (
        (say("姓名", "Name"), view.name),
        (say("单位", "Unit"), view.unit),
        (say("角色", "Roles"), "、".join(role.label for role in view.roles)),
    )
    show.result(view, output, table=[show.facts(rows)])
