"""`lianqing people …`: who takes part. Source: P1.3.1."""

from typing import Annotated

import typer
from pydantic import SecretStr
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.accounts import (
    AddPerson,
    ListPeople,
    PeoplePage,
    PersonView,
)
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("人员：列出、新增", "People: list and add."),
)

NEW_PASSWORD_VARIABLE = "LIANQING_NEW_PASSWORD"  # noqa: S105 - the name of a variable


@app.command("list", help=say("列出人员", "List people."))
def list_people(
    *,
    unit: Annotated[str | None, typer.Option(help=say("单位代码", "Unit."))] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List people."""

    async def look(desk: Desk) -> PeoplePage:
        return await desk.ask(ListPeople(unit=unit))

    page = act(data, login, look, demo_login="sysadmin")
    show.result(page, output, table=[_table(page.people)])


@app.command(help=say("新增人员", "Add a person."))
def add(
    new_login: Annotated[str, typer.Argument(help=say("新登录名", "New log-in."))],
    *,
    name: Annotated[str, typer.Option(help=say("姓名", "Name."))],
    unit: Annotated[str, typer.Option(help=say("单位代码", "Unit."))],
    role: Annotated[list[Role], typer.Option("--role", help=say("角色", "Role."))],
    password: Annotated[
        str,
        typer.Option(
            prompt=say("初始口令", "Initial password"),
            hide_input=True,
            confirmation_prompt=True,
            envvar=NEW_PASSWORD_VARIABLE,
            help=say("初始口令，宜用环境变量", "Initial password; use the variable."),
        ),
    ],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Add a person."""
    asked = AddPerson(
        login=new_login,
        name=Personal(name),
        unit=unit,
        roles=tuple(role),
        password=SecretStr(password),
    )

    async def work(desk: Desk) -> PersonView:
        return await desk.ask(asked)

    view = act(data, login, work, demo_login="sysadmin")
    show.result(view, output, table=[_table((view,))])


def _table(people: tuple[PersonView, ...]) -> Table:
    return show.grid(
        (
            say("编号", "Id"),
            say("登录名", "Log-in"),
            say("姓名", "Name"),
            say("单位", "Unit"),
            say("角色", "Roles"),
            say("在用", "Active"),
        ),
        (
            (
                person.person_id,
                person.login,
                person.name,
                person.unit,
                "、".join(role.label for role in person.roles),
                person.is_active,
            )
            for person in people
        ),
    )
