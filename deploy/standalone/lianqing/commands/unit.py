"""`lianqing unit …`: let a unit in, change its credential, cut it off; see `list`."""

from typing import Annotated

import typer

from lianqing.commands import show, unit_network
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.commands.unit_joining import (
    Joined,
    admit,
    dismiss,
    farewell,
    refuse_early,
)
from lianqing.commands.unit_joining import rotate as rotate_unit
from lianqing.commands.unit_options import (
    Code,
    Deputy,
    KindText,
    Leader,
    Position,
    Remark,
    personal,
)
from lianqing.commands.unit_tables import units_table
from lianqing.desk import Desk, act
from lianqing.text import say
from lianqing_shared.contracts.network import (
    AddUnit,
    RevokeUnit,
    UnitKind,
    UnitView,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "网络单位：列出、查找、变更、导入、接入、停用",
        "Units: list, find, change, import, add, revoke.",
    ),
)

unit_network.add_to(app)


@app.command(
    help=say(
        "接入一个单位：登记、发凭证、建收件通道、试报，并写出接入说明",
        "Add a unit: record it, issue its credential, try it, write a joining guide.",
    )
)
def add(
    code: Code,
    *,
    name: Annotated[
        str | None,
        typer.Option(
            help=say(
                "单位名称；已在网络里的单位不用写",
                "Name; not needed for a unit that is in the network already.",
            )
        ),
    ] = None,
    kind: Annotated[
        UnitKind, typer.Option(help=say("种类", "Kind."))
    ] = UnitKind.MEMBER,
    parent: Annotated[
        str, typer.Option(help=say("上级单位代码", "Parent."))
    ] = "centre",
    area_code: Annotated[
        str | None, typer.Option(help=say("行政区划代码", "Area code."))
    ] = None,
    kind_text: KindText = None,
    leader: Leader = None,
    deputy: Deputy = None,
    position: Position = None,
    remark: Remark = None,
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
    asked = None
    if name is not None:
        asked = AddUnit(
            code=code,
            name=name,
            kind=kind,
            parent=parent,
            area_code=area_code,
            kind_text=kind_text or "",
            leader=personal(leader),
            deputy=personal(deputy),
            position=position or 0,
            remark=remark or "",
            aliases=tuple(alias or ()),
        )

    async def work(desk: Desk) -> Joined:
        return await admit(desk, data, code, asked=asked, adapter=adapter)

    _show_joined(act(data, login, work, demo_login="sysadmin"), output)


@app.command(
    help=say(
        "更换一个单位的凭证：新的试用后启用，旧的立即断开并证实；已签的回执仍有效",
        "Rotate a unit's credential: the new one is tried, the old one cut at once.",
    )
)
def rotate(
    code: Code,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Give a unit another credential and cut the old one off."""

    async def work(desk: Desk) -> Joined:
        return await rotate_unit(desk, data, code)

    _show_joined(act(data, login, work, demo_login="sysadmin"), output)


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
    show.result(view, output, table=[units_table((view,))])


def _show_joined(joined: Joined, output: OutputForm) -> None:
    show.result(joined.unit, output, table=[units_table((joined.unit,))])
    for sentence in farewell(joined):
        show.stderr().print(sentence)
