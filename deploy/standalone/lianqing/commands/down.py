"""`lianqing down`: stop a system that runs elsewhere."""

import time

import psutil
import typer

from lianqing.commands import show
from lianqing.commands.options import DEFAULT_DATA, Data
from lianqing.errors import CommandError
from lianqing.launcher import state as run_state
from lianqing.launcher.child import end_left_over
from lianqing.launcher.folder import find
from lianqing.launcher.lock import holder
from lianqing.text import say

app = typer.Typer(add_completion=False)

_PATIENCE_S = 15.0
_EVERY_S = 0.1


@app.command(help=say("停止用这个数据目录运行的系统", "Stop the running system."))
def down(*, data: Data = DEFAULT_DATA) -> None:
    """Stop the system and wait until it has ended."""
    folder = find(data)
    pid = holder(folder)
    told = show.stderr()
    if pid is None:
        before = run_state.read(folder)
        left = end_left_over(before.processes, patience_s=5.0) if before else []
        if left:
            names = "、".join(left)
            told.print(say(f"已结束遗留进程：{names}", f"ended left-overs: {names}"))
        else:
            told.print(say("系统没有在运行。", "The system is not running."))
        return
    psutil.Process(pid).terminate()
    end = time.monotonic() + _PATIENCE_S
    while holder(folder) is not None:
        if time.monotonic() > end:
            raise CommandError(
                say(
                    f"进程 {pid} 在 {_PATIENCE_S:.0f} 秒内没有停止，请稍后再看。",
                    f"Process {pid} has not stopped within {_PATIENCE_S:.0f} s.",
                )
            )
        time.sleep(_EVERY_S)
    told.print(say("已停止。", "Stopped."))
