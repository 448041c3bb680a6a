"""`lianqing role …`: changes of roles, by consent of others. Source: domain 4.2."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Limit, Output, OutputForm
from lianqing.commands.person_tables import Who, person_id_of
from lianqing.commands.role_tables import changes_table
from lianqing.desk import Desk, act
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import (
    ApproveRoleChange,
    ListRoleChanges,
    RefuseRoleChange,
    RequestRoleChange,
    RoleChangePage,
    RoleChangeState,
    RoleChangeView,
    WithdrawRoleChange,
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say(
        "角色变更：申请、复核、驳回、撤回",
        "Changes of roles: ask, approve, refuse, withdraw.",
    ),
)

Change = Annotated[str, typer.Argument(help=say("变更编号 rc_…", "Change id rc_…"))]
Reason = Annotated[str, typer.Option("--reason", help=say("理由", "Why."))]


@app.command(
    help=say(
        "申请变更一人的角色；授予须另一人复核，决定类和管理员角色须两人",
        "Ask for a change; giving a role needs one other, a guarded role two.",
    )
)
def request(
    who: Who,
    *,
    add: Annotated[
        list[Role] | None, typer.Option("--add", help=say("增加", "Give."))
    ] = None,
    drop: Annotated[
        list[Role] | None, typer.Option("--drop", help=say("减少", "Take."))
    ] = None,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Ask for a change of roles."""

    async def work(desk: Desk) -> RoleChangeView:
        asked = RequestRoleChange(
            person_id=await person_id_of(desk, who),
            add=tuple(add or ()),
            drop=tuple(drop or ()),
            reason=Personal(reason),
        )
        return await desk.ask(asked)

    _do(work, login, data, output, demo_login="secadmin")


@app.command(help=say("复核同意一项变更", "Approve a change."))
def approve(
    change: Change,
    *,
    version: Annotated[
        int | None,
        typer.Option(help=say("看到的版本；不填为当前", "The version looked at.")),
    ] = None,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Approve a change of roles."""

    async def work(desk: Desk) -> RoleChangeView:
        seen = version or (await _find(desk, change)).version
        return await desk.ask(ApproveRoleChange(change_id=change, version=seen))

    _do(work, login, data, output, demo_login="auditadmin")


@app.command(help=say("驳回一项变更", "Refuse a change."))
def refuse(
    change: Change,
    *,
    reason: Reason,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Refuse a change of roles."""

    async def work(desk: Desk) -> RoleChangeView:
        return await desk.ask(
            RefuseRoleChange(change_id=change, reason=Personal(reason))
        )

    _do(work, login, data, output, demo_login="auditadmin")


@app.command(help=say("撤回本人的申请", "Take one's own request back."))
def withdraw(
    change: Change,
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """Withdraw a change of roles."""

    async def work(desk: Desk) -> RoleChangeView:
        return await desk.ask(WithdrawRoleChange(change_id=change))

    _do(work, login, data, output, demo_login="secadmin")


@app.command("list", help=say("列出角色变更", "List changes of roles."))
def list_changes(
    *,
    state: Annotated[
        RoleChangeState | None, typer.Option(help=say("状态", "State."))
    ] = None,
    limit: Limit = 50,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List changes of roles."""

    async def look(desk: Desk) -> RoleChangePage:
        return await desk.ask(ListRoleChanges(state=state, limit=limit))

    page = act(data, login, look, demo_login="secadmin")
    show.result(page, output, table=[changes_table(page.changes)])


async def _find(desk: Desk, change: str) -> RoleChangeView:
    after = None
    while True:
        page = await desk.ask(ListRoleChanges(after=after, limit=100))
        for one in page.changes:
            if one.change_id == change:
                return one
        after = page.next
        if after is None:
            raise UsageError(
                say(
                    f"没有编号为 {change} 的变更。请用 lianqing role list 查看。",
                    f"There is no change {change}; look with `lianqing role list`.",
                )
            )


def _do(
    work: Callable[[Desk], Awaitable[RoleChangeView]],
    login: str | None,
    data: Path,
    output: OutputForm,
    *,
    demo_login: str,
) -> None:
    view = act(data, login, work, demo_login=demo_login)
    show.result(view, output, table=[changes_table((view,))])
