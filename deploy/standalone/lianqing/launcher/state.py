"""What the launcher knows while it runs, written down for the other commands."""

from datetime import datetime

from pydantic import BaseModel, ValidationError

from lianqing.errors import CommandError
from lianqing.launcher.folder import DataFolder, write_private
from lianqing.launcher.lock import holder
from lianqing.text import say


class ProcessState(BaseModel):
    """One process: whether it runs, and how often it had to be started again."""

    pid: int | None = None
    state: str = "waiting"
    """`waiting`, `running`, `restarting` or `stopped`."""
    restarts: int = 0
    born: float | None = None
    """The kernel's start time of the process; a recycled pid has another."""


class RunState(BaseModel):
    """One run of the launcher; `run/state.json`."""

    pid: int
    started_at: datetime
    bus_port: int
    console_port: int
    is_ready: bool = False
    processes: dict[str, ProcessState] = {}

    @property
    def bus_url(self) -> str:
        """Address of nats-server."""
        return f"nats://127.0.0.1:{self.bus_port}"

    @property
    def console_url(self) -> str:
        """Address of the console."""
        return f"http://127.0.0.1:{self.console_port}/"


def write(folder: DataFolder, state: RunState) -> None:
    """Write the state, whole or not at all."""
    write_private(folder.state, state.model_dump_json(indent=2))


def read(folder: DataFolder) -> RunState | None:
    """Return the last state written; None if there is none that can be read."""
    try:
        return RunState.model_validate_json(folder.state.read_bytes())
    except (OSError, ValidationError):
        return None


def running(folder: DataFolder) -> RunState:
    """Return the state of the running system; raises CommandError if none runs."""
    state = read(folder)
    if state is None or holder(folder) is None:
        raise CommandError(
            say(
                "系统没有运行。请先在另一个终端运行 "
                f"`lianqing up --data {folder.root}`。",
                f"The system is not running. Start it in another terminal: "
                f"`lianqing up --data {folder.root}`.",
            )
        )
    return state
