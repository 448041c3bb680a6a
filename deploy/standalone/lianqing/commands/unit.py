"""`lianqing unit …`: let a unit in, list units, cut a unit off. Source: P1.0."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.commands.unit_joining import admit, dismiss, refuse_early
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.network import (
    AddUnit,
    ListUnits,
    RevokeUnit,
    UnitKind,
    UnitPage,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.personal import Personal

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("成员单位：列出、接入、停用", "Units: list, add, revoke."),
)

Code = Annotated[str, typer.Argument(help=say("单位代码", "Code of the unit."))]


@app.command("list", help=say("列出预警网络的单位", "List the network's units."))
def list_units(
    *, login: As = None, data: Data = DEFAULT_DATA, output: Output = OutputForm.TABLE
) -> None:
    """List the network's units."""

    async def look(desk: Desk) -> UnitPage:
        return await desk.ask(ListUnits())

    page = act(data, login, look, demo_login="sysadmin")
    show.result(page, output, table=[_table(page.units)])


@app.command(
    help=say(
        "接入一个单位：登记、发凭证、建收件通道、试报，并写出接入说明",
        "Add a unit: record it, issue its credential, try it, write a joining guide.",
    )
)
def add(
    code: Code,
    *,
    name: Annotated[str, typer.Option(help=say("单位名称", "Name."))],
    kind: Annotated[
        UnitKind, typer.Option(help=say("种类", "Kind."))
    ] = UnitKind.MEMBER,
    parent: Annotated[
        str, typer.Option(help=say("上级单位代码", "Parent."))
    ] = "centre",
    area_code: Annotated[
        str | None, typer.Option(help=say("行政区划代码", "Area code."))
    ] = None,
    leader: Annotated[str | None, typer.Option(help=say("负责人", "Leader."))] = None,
    alias: Annotated[
        list[str] | None, typer.Option(help=say("别名，可多次", "Other spelling."))
    ] = None,
    adapter: Annotated[
        str | None,
        typer.Option(help=say("用哪个适配器，如 finance", "Adapter, e.g. finance.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Add a unit and prove that it can report."""
    refuse_early(adapter)
    asked = AddUnit(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        area_code=area_code,
        leader=Personal(leader) if leader else None,
        aliases=tuple(alias or ()),
    )
    guides: list[Path] = []

    async def work(desk: Desk) -> UnitView:
        view, guide = await admit(desk, data, asked, adapter=adapter)
        guides.append(guide)
        return view

    view = act(data, login, work, demo_login="sysadmin")
    show.result(view, output, table=[_table((view,))])
    for guide in guides:
        show.stderr().print(say(f"接入说明：{guide}", f"Joining guide: {guide}"))
    if adapter is not None:
        show.stderr().print(
            say(
                "下次 `lianqing up` 时，本机会启动它的适配器。",
                "The next `lianqing up` runs its adapter on this machine.",
            )
        )


@app.command(
    help=say(
        "停用一个单位：立即断开其连接并证实；历史记录保留",
        "Revoke a unit: its connections are cut at once; its history stays.",
    )
)
def revoke(
    code: Code,
    *,
    reason: Annotated[str, typer.Option(help=say("理由", "Reason."))],
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Revoke a unit and see its credential refused."""

    async def work(desk: Desk) -> UnitView:
        view = await desk.ask(RevokeUnit(code=code, reason=reason))
        await dismiss(data, code)
        return view

    view = act(data, login, work, demo_login="sysadmin")
    show.result(view, output, table=[_table((view,))])


def _table(units: tuple[UnitView, ...]) -> Table:
    return show.grid(
        (
            say("代码", "Code"),
            say("名称", "Name"),
            say("种类", "Kind"),
            say("上级", "Parent"),
            say("状态", "Status"),
            say("录入员", "Clerks"),
            say("凭证", "Credential"),
        ),
        (
            (
                unit.code,
                unit.name,
                unit.kind,
                unit.parent,
                say("在用", "active")
                if unit.status is UnitStatus.ACTIVE
                else say("已停用", "revoked"),
                unit.clerks,
                unit.public_key and f"{unit.public_key[:8]}…",
            )
            for unit in units
        ),
    )
