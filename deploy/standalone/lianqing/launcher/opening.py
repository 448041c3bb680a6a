"""Open a real town: its first three administrators, whose passwords are shown once.

The passwords go from the registry's process to this terminal and nowhere else: they are
not written to a file, not logged, and cannot be shown again. Source: 等保2.0 三员分立.
"""

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from lianqing.errors import CommandError
from lianqing.launcher.child import ProcessSpec
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.town import mark_open
from lianqing.text import say

_ROLES = {
    "sysadmin": ("系统管理员：人员、单位、凭证", "system administrator"),
    "secadmin": ("安全管理员：角色、安全设置", "security administrator"),
    "auditadmin": ("审计管理员：只看审计日志", "audit administrator"),
}


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """An administrator with his initial password; never printed but on the screen."""

    login: str
    password: str


async def open_town(
    folder: DataFolder, registry: ProcessSpec, *, console: Console
) -> None:
    """Make the first administrators and show their passwords, once.

    Raises:
        CommandError: The registry refused the town, or the passwords were lost.
    """
    people = await _bootstrap(registry)
    if not people:
        raise CommandError(
            say(
                "上次启动在显示初始密码之前中断，密码无法再知道。这个目录里还没有业务"
                f"数据，请删除 {folder.root} 后重新启动。",
                "The last start was cut off before the passwords were shown. Nothing "
                f"is in {folder.root} yet: delete it and start again.",
            )
        )
    show(people, console)
    mark_open(folder)


def require_terminal(console: Console) -> None:
    """Refuse to show passwords where they would land in a file or a journal."""
    if not console.is_terminal:
        raise CommandError(
            say(
                "正式环境第一次启动必须在终端里进行：三位管理员的初始密码只显示一次，"
                "不能落进文件或日志。以后启动不受此限。",
                "Start a real town for the first time in a terminal: the first "
                "passwords are shown once and may not land in a file.",
            )
        )


def show(people: Sequence[FirstPerson], console: Console) -> None:
    """Print the first administrators' passwords."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for heading in (("登录名", "Log-in"), ("初始密码", "Password"), ("职责", "Role")):
        table.add_column(say(*heading))
    for one in people:
        what = say(*_ROLES[one.login]) if one.login in _ROLES else ""
        table.add_row(one.login, Text(one.password, style="bold"), what)
    title = say(
        "初始密码：只显示这一次，请当面分别交给三位管理员",
        "Initial passwords: shown this once; hand each to its administrator",
    )
    panel = Panel(table, title=title, title_align="left", box=box.ROUNDED, expand=False)
    console.print(panel)


async def _bootstrap(registry: ProcessSpec) -> list[FirstPerson]:
    process = await asyncio.create_subprocess_exec(
        *registry.command,
        "bootstrap",
        env=_environment(registry.env),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, wrong = await process.communicate()
    if process.returncode:
        words = wrong.decode(errors="replace").strip().splitlines()
        raise CommandError(
            say(
                f"登记处不能建立：{words[-1] if words else process.returncode}",
                f"The registry could not be made: {words[-1] if words else ''}",
            )
        )
    found = json.loads(told.splitlines()[-1])["people"]
    return [FirstPerson(one["login"], one["password"]) for one in found]


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **own}
