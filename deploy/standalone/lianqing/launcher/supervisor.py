"""Watch all processes of an installation together."""

import asyncio
import functools
import itertools
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from lianqing.launcher import state as run_state
from lianqing.launcher.child import Child, ProcessSpec
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.logs import rotate
from lianqing.launcher.state import ProcessState, RunState

STOP_BUDGET_S = 9.0
"""All must have ended by then; the promise is ten seconds."""
_PATIENCE_S = 4.0
_LEAST_PATIENCE_S = 0.3
_ROTATE_EVERY_S = 2.0


class Supervisor:
    """Start processes in order, keep them running, stop them in reverse order."""

    def __init__(
        self,
        folder: DataFolder,
        *,
        pid: int,
        started_at: datetime,
        ports: tuple[int, int],
        on_restart: Callable[[str, int], None] = lambda _name, _times: None,
    ) -> None:
        """Prepare; `ports` are the bus's and the console's."""
        self.folder = folder
        self.children: dict[str, Child] = {}
        self.state = RunState(
            pid=pid, started_at=started_at, bus_port=ports[0], console_port=ports[1]
        )
        self._on_restart = on_restart
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, specs: Sequence[ProcessSpec]) -> None:
        """Start these processes and watch them from now on."""
        for spec in specs:
            child = Child(spec, on_change=functools.partial(self._heard, spec.name))
            self.children[spec.name] = child
            task = asyncio.create_task(child.run(), name=f"watch {spec.name}")
            self._tasks.add(task)

    def restarts(self) -> dict[str, int]:
        """Return how often each process that died had to be started again."""
        counts = {name: child.state.restarts for name, child in self.children.items()}
        return {name: count for name, count in counts.items() if count}

    def mark_ready(self) -> None:
        """Write down that everything answers."""
        self.state = self.state.model_copy(update={"is_ready": True})
        self.write_state()

    def write_state(self) -> None:
        """Write the state of all processes to `run/state.json`."""
        self.state = self.state.model_copy(
            update={"processes": {n: c.state for n, c in self.children.items()}}
        )
        run_state.write(self.folder, self.state)

    async def keep_logs_small(self) -> None:
        """Rotate logs that outgrow their cap, for ever."""
        while True:
            for child in self.children.values():
                await asyncio.to_thread(rotate, child.spec.log)
            await asyncio.sleep(_ROTATE_EVERY_S)

    async def stop(self) -> None:
        """Stop rank by rank in reverse; nothing outlives the budget."""
        end = time.monotonic() + STOP_BUDGET_S
        ordered = sorted(self.children.values(), key=_rank, reverse=True)
        ranks = [list(group) for _, group in itertools.groupby(ordered, key=_rank)]
        for position, group in enumerate(ranks):
            # What is left is kept for the ranks that are still to come.
            reserve = _LEAST_PATIENCE_S * (len(ranks) - position - 1)
            left = end - time.monotonic() - reserve
            patience_s = max(_LEAST_PATIENCE_S, min(_PATIENCE_S, left))
            async with asyncio.TaskGroup() as tasks:
                for child in group:
                    tasks.create_task(child.stop(patience_s=patience_s))
        await asyncio.gather(*self._tasks)
        self.state = self.state.model_copy(update={"is_ready": False})
        self.write_state()

    def _heard(self, name: str, state: ProcessState) -> None:
        if state.state == "restarting":
            self._on_restart(name, state.restarts)
        self.write_state()


def _rank(child: Child) -> int:
    return child.spec.rank
