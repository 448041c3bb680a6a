"""`lianqing up`: start everything, keep it running, stop it cleanly."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data
from lianqing.errors import UsageError
from lianqing.launcher.accounts import password_of
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.idle import GUARD_S
from lianqing.launcher.opening import require_terminal
from lianqing.launcher.session import Session
from lianqing.launcher.tell import Teller
from lianqing.launcher.town import Town, open_real, open_rehearsal, open_sample
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
    town: Annotated[
        Path | None,
        typer.Option(
            "--town",
            metavar="FILE",
            help=say(
                "正式启用：本镇单位的 YAML 文件（只在第一次启动时写）",
                "Start for real with this town's units (first start only).",
            ),
        ),
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option(
            "--letters",
            metavar="FILE",
            help=say(
                "正式启用：制发文书的机关（TOML），可以以后再填",
                "The organs that issue letters (TOML); may be filled in later.",
            ),
        ),
    ] = None,
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
    tell = Teller(show.stderr())
    if demo and town is not None:
        raise UsageError(
            say(
                "--demo 是演练，--town 是正式启用，只能选一个。",
                "--demo rehearses, --town starts for real: choose one.",
            )
        )
    folder, chosen = _open(data, town=town, letters=letters, demo=demo)
    if not chosen.is_open:
        require_terminal(tell.console)
    session = Session(
        folder=folder,
        wishes=Wishes(
            port=port,
            town=chosen,
            demo_password=None if chosen.is_real else password_of(folder, demo=demo),
        ),
        demo=demo,
        exit_when_idle=exit_when_idle,
        guard_s=guard,
        clock=SystemClock.from_environment(),
        tell=tell,
    )
    code = asyncio.run(until_told_to_stop(session.run()))
    tell.done(say("已全部停止。", "everything has stopped."))
    raise typer.Exit(code)


def _open(
    data: Path, *, town: Path | None, letters: Path | None, demo: bool
) -> tuple[DataFolder, Town]:
    """Make or find the folder, and say what it is for; checked before it is made."""
    if town is None:
        folder = make(data)
        return folder, open_rehearsal(folder) if demo else open_sample(folder)
    # Reads with the registry's and notify's own rules; needed on one day only.
    from lianqing.launcher.town_file import (  # noqa: PLC0415
        check_letters,
        check_units,
    )

    found = check_units(town)
    if letters is not None:
        check_letters(letters)
    folder = make(data)
    return folder, open_real(folder, name=found.name, units=town, letters=letters)
