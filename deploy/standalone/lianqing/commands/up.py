"""`lianqing up`: start everything, keep it running, stop it cleanly."""

import asyncio
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data
from lianqing.launcher.accounts import password_of
from lianqing.launcher.folder import make
from lianqing.launcher.idle import GUARD_S
from lianqing.launcher.session import Session
from lianqing.launcher.tell import Teller
from lianqing.launcher.up import Wishes, until_told_to_stop
from lianqing.quiet import be_quiet
from lianqing.text import say
from lianqing_shared.clock import SystemClock

app = typer.Typer(add_completion=False)


@app.command(
    help=say(
        "启动消息服务器、五个服务、登录窗口和示例单位的适配器；Ctrl-C 停止",
        "Start nats-server, the services, the console and the sample units' adapters; "
        "Ctrl-C stops them.",
    )
)
def up(
    *,
    data: Data = DEFAULT_DATA,
    port: Annotated[
        int | None,
        typer.Option(
            min=1, max=65535, help=say("登录窗口的端口", "Port of the console.")
        ),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo", help=say("装入示例文件并演示办理", "Load and play the demo.")
        ),
    ] = False,
    exit_when_idle: Annotated[
        bool,
        typer.Option(
            "--exit-when-idle",
            help=say("处理完现有文件后自行停止", "Stop once all is handled."),
        ),
    ] = False,
    guard: Annotated[
        float,
        typer.Option(
            "--guard",
            min=1,
            help=say("--exit-when-idle 最多等几秒", "Seconds to wait for idleness."),
        ),
    ] = GUARD_S,
) -> None:
    """Start the whole system."""
    be_quiet()
    folder = make(data)
    tell = Teller(show.stderr())
    session = Session(
        folder=folder,
        wishes=Wishes(port=port, demo_password=password_of(folder, demo=demo)),
        demo=demo,
        exit_when_idle=exit_when_idle,
        guard_s=guard,
        clock=SystemClock.from_environment(),
        tell=tell,
    )
    code = asyncio.run(until_told_to_stop(session.run()))
    tell.done(say("已全部停止。", "everything has stopped."))
    raise typer.Exit(code)
