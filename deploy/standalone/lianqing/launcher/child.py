"""Run one process, start it again when it dies, and stop it when told."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from lianqing.launcher.logs import open_log
from lianqing.launcher.state import ProcessState

FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 10.0
HEALTHY_AFTER_S = 30.0
"""A process that lived so long starts its delays anew."""
_FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "1048576"}
"""Ten processes on one machine: what a password's hash took goes back at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSpec:
    """What to start: a name for logs, the command, and what to add to its environment.

    `rank` orders the starting (low first) and, reversed, the stopping.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    log: Path
    rank: int


def delay_after(deaths: int) -> float:
    """Return the wait before the next start, after so many deaths in a row."""
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** max(0, deaths - 1))


class Child:
    """One process under watch."""

    def __init__(
        self,
        spec: ProcessSpec,
        *,
        on_change: Callable[[ProcessState], None] = lambda _: None,
    ) -> None:
        """Prepare without starting; `on_change` hears every new `state`."""
        self.spec = spec
        self.state = ProcessState()
        self._on_change = on_change
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Start the process, and again whenever it ends, until `stop` is called."""
        deaths = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            with contextlib.suppress(OSError):  # not there: as if it had died at once
                process = await self._start()
                await process.wait()
            if self._stopping.is_set():
                break
            lived = time.monotonic() - started
            deaths = 1 if lived > HEALTHY_AFTER_S else deaths + 1
            self._note("restarting", restarts=self.state.restarts + 1)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(delay_after(deaths)):
                    await self._stopping.wait()
        self._note("stopped")

    async def stop(self, *, patience_s: float) -> None:
        """Ask the process to end, and end it after `patience_s` if it does not."""
        self._stopping.set()
        process = self._process
        if process is None or process.returncode is not None:
            return
        _signal(process, signal.SIGTERM)
        try:
            async with asyncio.timeout(patience_s):
                await process.wait()
        except TimeoutError:
            _signal(process, signal.SIGKILL)
            await process.wait()

    async def _start(self) -> asyncio.subprocess.Process:
        with open_log(self.spec.log) as log:
            # A group of its own: Ctrl-C reaches the launcher only, which stops all
            # others in order.
            process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                env={**_FRUGAL, **os.environ, **self.spec.env},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        self._process = process
        self._note("running", pid=process.pid, born=_born(process.pid))
        return process

    def _note(
        self,
        state: str,
        *,
        pid: int | None = None,
        born: float | None = None,
        restarts: int | None = None,
    ) -> None:
        self.state = ProcessState(
            pid=pid,
            born=born,
            state=state,
            restarts=self.state.restarts if restarts is None else restarts,
        )
        self._on_change(self.state)


def is_alive(state: ProcessState) -> bool:
    """Return whether the very process that was written down still runs."""
    if state.pid is None:
        return False
    try:
        process = psutil.Process(state.pid)
        return (
            process.status() != psutil.STATUS_ZOMBIE
            and process.create_time() == state.born
        )
    except psutil.Error:
        return False


def end_left_over(
    states: Mapping[str, ProcessState], *, patience_s: float
) -> list[str]:
    """End processes that a killed launcher left behind; return their names."""
    left = {name: state for name, state in states.items() if is_alive(state)}
    found = []
    for state in left.values():
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(state.pid)
            process.terminate()
            found.append(process)
    _, stubborn = psutil.wait_procs(found, timeout=patience_s)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=patience_s)
    return sorted(left)


def _born(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None


def _signal(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(number)
