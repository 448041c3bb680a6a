"""`lianqing session …`: one's own sessions. Source: 等保2.0; domain 4.2."""

from typing import Annotated

import typer
from rich.table import Table

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, As, Data, Output, OutputForm
from lianqing.desk import Desk, act
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.contracts.accounts import (
    ListSessions,
    RevokeSession,
    RevokeSessions,
    SessionPage,
)
from lianqing_shared.contracts.base import Done

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=say("我的登录：列出、注销", "One's own sessions: list, revoke."),
)


@app.command("list", help=say("列出本人的登录", "List one's own sessions."))
def list_sessions(
    *,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """List one's own sessions."""

    async def look(desk: Desk) -> SessionPage:
        return await desk.ask(ListSessions())

    page = act(data, login, look)
    show.result(page, output, table=[_table(page)])


@app.command(
    help=say("注销本人的一次登录，或全部其他登录", "End one session, or all others.")
)
def revoke(
    session: Annotated[
        str | None, typer.Argument(help=say("登录编号 se_…", "Session id se_…"))
    ] = None,
    *,
    others: Annotated[
        bool, typer.Option("--others", help=say("全部其他登录", "All others."))
    ] = False,
    login: As = None,
    data: Data = DEFAULT_DATA,
    output: Output = OutputForm.TABLE,
) -> None:
    """End sessions of one's own."""
    if (session is None) != others:
        raise UsageError(
            say(
                "请写明登录编号，或用 --others 注销全部其他登录。",
                "Name a session, or say --others for all others.",
            )
        )
    asked = RevokeSession(session_id=session) if session else RevokeSessions()

    async def work(desk: Desk) -> Done:
        return await desk.ask(asked)

    done = act(data, login, work)
    show.result(done, output, table=[say("已注销。", "Done.")])


def _table(page: SessionPage) -> Table:
    return show.grid(
        (
            say("编号", "Id"),
            say("登录于", "Opened"),
            say("最近使用", "Last seen"),
            say("到期", "Ends"),
            say("来自", "From"),
            say("本次", "This one"),
        ),
        (
            (
                one.session_id,
                one.opened_at,
                one.last_seen_at,
                one.ends_at,
                one.origin,
                one.is_this,
            )
            for one in page.sessions
        ),
    )
