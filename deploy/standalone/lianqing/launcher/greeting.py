"""The block that a person sees when the system is up."""

import shlex
from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from lianqing.launcher.accounts import GREETED, Account
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.state import RunState
from lianqing.text import say


def greeting(
    state: RunState,
    folder: DataFolder,
    accounts: Sequence[Account],
    *,
    password: str,
) -> RenderableType:
    """Return the address, the accounts and the three commands to go on with."""
    shown = [account for account in accounts if account.login in GREETED]
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for account in shown:
        table.add_row(
            Text(account.login, style="bold"), f"{account.name}（{account.what}）"
        )
    more = len(accounts) - len(shown)
    body = Group(
        Text.assemble(
            (say("登录窗口  ", "Console   "), "dim"),
            (state.console_url, "bold underline cyan"),
        ),
        Text.assemble((say("登录口令  ", "Password  "), "dim"), (password, "bold")),
        Padding(table, (1, 0, 0, 0)),
        Text(
            say(
                f"另有 {more} 个账号，见 {folder.demo_accounts}",
                f"{more} more in {folder.demo_accounts}",
            ),
            style="dim",
        ),
        Padding(_commands(folder), (1, 0, 0, 0)),
    )
    return Panel(
        body,
        title=Text("廉情已启动 · lianqing is up", style="bold green"),
        title_align="left",
        box=box.ROUNDED,
        padding=(1, 2),
        expand=False,
    )


def _commands(folder: DataFolder) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    data = f"--data {shlex.quote(str(folder.root))}"
    rows = (
        (f"lianqing verify {data}", say("核对台账", "check the ledger")),
        (f"lianqing doctor {data}", say("体检", "check the system")),
        ("Ctrl-C", say("停止", "stop")),
    )
    for command, what in rows:
        table.add_row(Text(command, style="cyan"), Text(what, style="dim"))
    return table
