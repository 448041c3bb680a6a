"""The root of the command: a table of groups, each imported only when it is used.

`lianqing --help` must answer at once, so the root shows one line per group from this
table and imports a group's module (with pydantic, SQLAlchemy or nats behind it) only
when one of its commands is called. Other distributions bring groups of their own
through the entry point `lianqing.commands`, whose value is a `typer.Typer`.
"""

import importlib
from importlib.metadata import entry_points, version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typing_extensions import override

from lianqing.text import say

ENTRY_POINTS = "lianqing.commands"

_BUILT_IN: dict[str, tuple[str, str]] = {
    "up": ("启动整个系统", "Start the whole system."),
    "down": ("停止系统", "Stop the system."),
    "doctor": ("体检：版本、端口、磁盘、消息流、进程", "Check that all is well."),
    "verify": ("核对台账：报了多少、收了多少、发了多少", "Check the ledger."),
    "report": ("预警信息：报送、查询", "Reports: submit and look up."),
    "case": ("预警事项：核实、研究、定级、解除", "Cases: verify, study, decide, lift."),
    "policy": ("预警情形与定级依据", "The policy and its explanations."),
    "letter": ("预警文书：查看、答复、审核", "Letters: show, reply, accept."),
    "unit": (
        "网络单位：列出、查找、变更、导入、接入、停用",
        "Units: list, find, change, import, add, revoke.",
    ),
    "person": ("人员：新增、调动、停用、重置密码", "People: add, move, suspend."),
    "role": ("角色变更：申请、复核、驳回", "Roles: ask for changes, approve them."),
    "account": ("我的账号：密码、动态验证码", "One's own account: password, codes."),
    "session": ("我的登录：列出、注销", "One's own sessions: list, revoke."),
    "clerk": (
        "预警信息录入员：列出、任免、更换",
        "Entry clerks: list, appoint, replace.",
    ),
    "duty": (
        "按时报送：规定、零报告、迟报漏报",
        "Reporting on time: schedules, nil returns, lateness.",
    ),
    "gaps": ("网络缺口：无录入员、联系不上、无法决定", "What cannot be reached."),
    "informant": ("特邀预警信息员：申报、备案、培训、考核", "Invited informants."),
    "relation": ("回避关系：申报、解除、列出", "Relations that recuse people."),
    "interference": ("打听、过问、说情登记", "Who meddled in a matter."),
    "audit": (
        "审计日志：查询、导出、校验、校验点",
        "Audit logs: search, export, verify, checkpoints.",
    ),
    "bench": ("测速", "Measure this machine."),
    "parked": ("搁置的消息：列出、重放", "Parked messages: list and replay."),
}
"""Name to what it is for, in the order of the help page."""


class LazyGroup(TyperGroup):
    """A group that lists its commands from the table and loads the one called."""

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return [*_BUILT_IN, *sorted(_plugins())]

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _BUILT_IN:
            return TyperCommand(cmd_name, help=say(*_BUILT_IN[cmd_name]))
        return _load(cmd_name) if cmd_name in _plugins() else None

    @override
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, found, rest = super().resolve_command(ctx, args)
        return name, _load(name) if name and found else found, rest


def build() -> typer.Typer:
    """Return the whole command."""
    app = typer.Typer(
        name="lianqing",
        cls=LazyGroup,
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        help=say(
            "廉情：乡镇廉政风险预警防控。第一次使用请运行 "
            "`lianqing up --data 目录 --demo`。",
            "Early warning of integrity risk for a township. To begin: "
            "`lianqing up --data DIR --demo`.",
        ),
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        *,
        show_version: Annotated[
            bool,
            typer.Option(
                "--version",
                callback=_print_version,
                is_eager=True,
                help=say("显示版本", "Show the version and exit."),
            ),
        ] = False,
    ) -> None:
        pass

    return app


def _print_version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        typer.echo(f"lianqing {version('lianqing')}")
        raise typer.Exit


def _plugins() -> dict[str, Any]:
    return {point.name: point for point in entry_points(group=ENTRY_POINTS)}


def _load(name: str) -> Any:
    if name in _BUILT_IN:
        app = importlib.import_module(f"lianqing.commands.{name}").app
    else:
        app = _plugins()[name].load()
    command = get_command(app)
    command.name = name
    return command
