"""`lianqing clerk …`: entry clerks, one or two per unit. Source: P1.3.1."""

from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.commands.person_tables import Who
from lianqing.desk import Desk, act
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.accounts import AppointClerk, DismissClerk, PersonView
from lianqing_shared.contracts.duties import (
    ClerkPage,
    ClerkView,
    ListClerks,
    ReplaceClerk,
)
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "预警信息录入员：列出、任免、更换", "Entry clerks: list, appoint, replace."
    ),
)

Unit = Annotated[str, typer.Option("--unit", help=say("单位代码", "Unit."))]
Fitness = Annotated[
    str | None,
    typer.Option(
        "--qualification",
        help=say(
            "任职条件：政治可靠、业务能力强、会电脑",
            "Why he is fit: reliable, able, at home with computers.",
        ),
    ),
]


@app.command("list", help=say("列出录入员和任免记录", "List clerks and the past."))
def list_clerks(
    *,
    unit: Annotated[
        str | None, typer.Option("--unit", help=say("单位代码", "Unit."))
    ] = None,
    past: Annotated[
        bool, typer.Option("--past", help=say("包括已离任的", "Past ones too."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List entry clerks."""

    async def look(desk: Desk) -> ClerkPage:
        return await desk.ask(ListClerks(unit=unit, with_past=past))

    page = act(data, login, look)
    show.result(page, output, table=[_table(page)])


@app.command(
    help=say("列出本单位可以任命为录入员的人员", "List whom a unit could appoint.")
)
def candidates(
    *,
    unit: Unit,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List whom a unit could appoint."""

    async def look(desk: Desk) -> ClerkPage:
        return await desk.ask(ListClerks(unit=unit, with_candidates=True))

    page = act(data, login, look)
    rows = [(one.login, one.name, one.person_id) for one in page.candidates]
    headings = (say("登录名", "Log-in"), say("姓名", "Name"), say("编号", "Id"))
    show.result(page, output, table=[show.grid(headings, rows)])


@app.command(help=say("更换录入员：一次办完，不会空缺", "Replace a clerk in one act."))
def replace(
    who: Annotated[
        str,
        typer.Argument(help=say("离任人员的登录名或编号", "Who leaves: log-in or id.")),
    ],
    *,
    by: Annotated[
        str,
        typer.Option(
            "--by", help=say("接任人员的登录名或编号", "Who enters: log-in or id.")
        ),
    ],
    unit: Unit,
    handover: Annotated[
        str, typer.Option("--handover", help=say("交接说明", "What was handed over."))
    ],
    qualification: Fitness = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Replace a clerk in one act: never none, never three."""

    async def work(desk: Desk) -> ClerkPage:
        asked = ReplaceClerk(
            unit=unit,
            leaving=await _person_of(desk, unit, who),
            entering=await _person_of(desk, unit, by),
            handover=Personal(handover),
            qualification=Personal(qualification) if qualification else None,
        )
        return await desk.ask(asked)

    page = act(data, login, work)
    show.result(page, output, table=[_table(page)])


@app.command(
    help=say(
        "任命录入员，每单位一至两名", "Appoint an entry clerk; one or two per unit."
    )
)
def appoint(
    who: Who,
    *,
    unit: Unit,
    qualification: Fitness = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Appoint an entry clerk; one or two per unit."""
    fitness = Personal(qualification) if qualification else None

    async def work(desk: Desk) -> PersonView:
        person = await _person_of(desk, unit, who)
        asked = AppointClerk(person_id=person, unit=unit, qualification=fitness)
        return await desk.ask(asked)

    _print(act(data, login, work), output)


@app.command(help=say("免去录入员", "Dismiss an entry clerk."))
def dismiss(
    who: Who,
    *,
    unit: Unit,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Dismiss an entry clerk."""

    async def work(desk: Desk) -> PersonView:
        person = await _person_of(desk, unit, who)
        return await desk.ask(DismissClerk(person_id=person, unit=unit))

    _print(act(data, login, work), output)


async def _person_of(desk: Desk, unit: str, who: str) -> str:
    """Return the id of one of a unit's clerks or candidates, named by log-in or id.

    A unit's head, who may not list people, finds them so, too.
    """
    if who.startswith("pe_"):
        return who
    page = await desk.ask(ListClerks(unit=unit, with_past=True, with_candidates=True))
    found = {one.login: one.person_id for one in page.clerks}
    found |= {one.login: one.person_id for one in page.candidates}
    if who in found:
        return found[who]
    raise UsageError(
        say(
            f"{unit} 没有登录名为“{who}”、可以任免为录入员的人员。"
            f"请用 lianqing clerk candidates --unit {unit} 查看。",
            f"Nobody of {unit} with the log-in {who!r} is or could be its clerk; look "
            f"with `lianqing clerk candidates --unit {unit}`.",
        )
    )


def _print(view: PersonView, output: OutputForm) -> None:
    rows = (
        (say("姓名", "Name"), view.name),
        (say("单位", "Unit"), view.unit),
        (say("角色", "Roles"), "、".join(role.label for role in view.roles)),
    )
    show.result(view, output, table=[show.facts(rows)])


def _table(page: ClerkPage) -> Table:
    headings = (
        say("单位", "Unit"),
        say("登录名", "Log-in"),
        say("姓名", "Name"),
        say("任命", "Appointed"),
        say("离任", "Ended"),
        say("能否登录", "May log in"),
        say("上次登录", "Last log-in"),
    )
    return show.grid(headings, [_row(one) for one in page.clerks])


def _row(one: ClerkView) -> tuple[object, ...]:
    return (
        one.unit,
        one.login,
        one.name,
        one.appointed_at,
        one.ended_at,
        say("能", "yes") if one.can_log_in else one.log_in_note,
        one.last_log_in_at,
    )
