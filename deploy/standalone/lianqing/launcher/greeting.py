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
from lianqing.launcher.town import LETTERS_FILE, Town
from lianqing.text import say


def sample(
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
        Text.assemble((say("登录密码  ", "Password  "), "dim"), (password, "bold")),
        Padding(table, (1, 0, 0, 0)),
        Text(
            say(
                f"另有 {more} 个账号，见 {folder.demo_accounts}",
                f"{more} more in {folder.demo_accounts}",
            ),
            style="dim",
        ),
        Padding(Text(_rehearsal(), style="yellow"), (1, 0, 0, 0)),
        Padding(_commands(folder), (1, 0, 0, 0)),
    )
    return _framed(body)


def real(state: RunState, folder: DataFolder, town: Town) -> RenderableType:
    """Return the address of a real town's console and what comes next."""
    body = Group(
        Text.assemble(
            (say("登录窗口  ", "Console   "), "dim"),
            (state.console_url, "bold underline cyan"),
            f"  {town.name}",
        ),
        Padding(Text(_first_steps(folder)), (1, 0, 0, 0)),
        Padding(_commands(folder), (1, 0, 0, 0)),
    )
    return _framed(body)


def _framed(body: RenderableType) -> RenderableType:
    return Panel(
        body,
        title=Text("廉情已启动 · lianqing is up", style="bold green"),
        title_align="left",
        box=box.ROUNDED,
        padding=(1, 2),
        expand=False,
    )


def _rehearsal() -> str:
    return say(
        "这是演练：单位和人员都是示例，不要录入真实线索。正式启用请另选空目录运行\n"
        "lianqing up --data 目录 --town 本镇单位.yaml（见“正式启用的第一天”）。",
        "A rehearsal with invented units and people: enter nothing real. For real,\n"
        "in an empty folder: lianqing up --data DIR --town UNITS.yaml",
    )


def _first_steps(folder: DataFolder) -> str:
    data = f"--data {shlex.quote(str(folder.root))}"
    return say(
        "接下来（第一天）：\n"
        "1. 三位管理员分别登录，修改初始密码，设置动态验证码；\n"
        "2. 添加人员，由他人复核其角色；\n"
        f"3. 发给各单位凭证：lianqing unit add 单位代码 {data} --as sysadmin；\n"
        f"4. 在 {folder.root / LETTERS_FILE} 填写制发文书的机关，重新启动。",
        "Next, on the first day:\n"
        "1. the three administrators log in, change passwords, set second factors;\n"
        "2. people are added, their roles agreed to by others;\n"
        f"3. units get credentials: lianqing unit add CODE {data} --as sysadmin;\n"
        f"4. the organs that issue letters go into {folder.root / LETTERS_FILE}.",
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
