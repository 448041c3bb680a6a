"""Run the whole system for a test: `lianqing up` as a process, driven from outside.

The kit knows the product only as a stranger does: by its commands, its data folder and
`run/state.json`. What it starts it stops, by process id, whatever happens in between.
"""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil
from pydantic import BaseModel

from lianqing_shared.testing.town import PASSWORD

READY_WITHIN_S = 90.0
STOP_WITHIN_S = 45.0
COMMAND_WITHIN_S = 60.0
PATIENCE_S = 30.0
_EVERY_S = 0.05
_WORDS_KEPT = 25
_QUICK_UNITS = {
    "LIANQING_UNIT_SCAN_EVERY_S": "0.3",
    "LIANQING_UNIT_RECEIPT_AFTER_S": "5",
}
"""Adapters that look more often than an office needs, so that tests wait less."""
_CHINESE = {"LC_ALL": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


class _Process(BaseModel):
    pid: int | None = None
    born: float | None = None
    restarts: int = 0


class _State(BaseModel):
    bus_port: int
    console_port: int
    is_ready: bool = False
    processes: dict[str, _Process] = {}


class NotReachedError(AssertionError):
    """A condition did not come true in time; the words say which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object that `--output json` printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def until(
    reached: Callable[[], bool], what: str, *, limit_s: float = PATIENCE_S
) -> None:
    """Return as soon as `reached()` is true; raises NotReachedError."""
    end = time.monotonic() + limit_s
    while not reached():
        if time.monotonic() > end:
            raise NotReachedError(f"not within {limit_s:.0f} s: {what}")
        time.sleep(_EVERY_S)


class Installation:
    """One installation in a data folder of its own."""

    def __init__(
        self, data: Path, *, environment: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.environment = {
            **os.environ,
            **_CHINESE,
            **_QUICK_UNITS,
            "LIANQING_SAMPLE_PASSWORD": PASSWORD,
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def screen(self) -> Path:
        """The file with all that `lianqing up` printed."""
        return self.data.with_name(f"{self.data.name}-up.txt")

    def start(self, *options: str, ready: bool = True, terminal: bool = False) -> None:
        """Start `lianqing up` and, unless told otherwise, wait until all answers.

        With `terminal` it finds a terminal, as a person has one.
        """
        with contextlib.ExitStack() as stack:
            screen = stack.enter_context(self.screen.open("ab")).fileno()
            if terminal:
                screen = stack.enter_context(_terminal(self.screen))
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "lianqing", "up", "--data", self.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=screen,
                env=self.environment,
            )
        if ready:
            until(self._is_ready, "lianqing up is ready", limit_s=READY_WITHIN_S)

    def wait(self, *, limit_s: float) -> int:
        """Return the exit code of a run that ends by itself."""
        process = self._running()
        try:
            return process.wait(limit_s)
        except subprocess.TimeoutExpired as err:
            raise NotReachedError(f"still runs after {limit_s:.0f} s") from err

    def stop(self) -> int | None:
        """Stop in order, by force if that fails; return the launcher's exit code."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
        finally:
            self._end_left_over()

    def bus_url(self) -> str:
        """Return the address of nats-server."""
        return f"nats://127.0.0.1:{self._state().bus_port}"

    def console_url(self) -> str:
        """Return the address of the console, without a slash at its end."""
        return f"http://127.0.0.1:{self._state().console_port}"

    def password(self) -> str:
        """Return the password that all sample people of this installation have."""
        found = json.loads((self.data / "demo-accounts.json").read_text())
        return str(found["accounts"][0]["password"])

    def processes(self) -> list[str]:
        """Return the names of all processes that the launcher watches."""
        return sorted(self._state().processes)

    def process(self, name: str) -> psutil.Process | None:
        """Return a process of this installation, None while it does not run."""
        known = self._state().processes[name]
        try:
            found = psutil.Process(known.pid) if known.pid else None
            # A recycled process id belongs to somebody else.
            return found if found and found.create_time() == known.born else None
        except psutil.Error:
            return None

    def cli(self, *words: str, login: str = "") -> Ran:
        """Run one command of `lianqing` on this data folder, as somebody if named."""
        who = ["--as", login] if login else []
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "lianqing", *words, "--data", self.data, *who],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=COMMAND_WITHIN_S,
            env=self.environment,
            check=False,
        )
        return Ran(
            code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode()
        )

    def told(self, *words: str, login: str = "") -> dict[str, Any]:
        """Return the JSON answer of a command that must succeed."""
        ran = self.cli(*words, "--output", "json", login=login)
        assert ran.code == 0, f"{' '.join(words)}: exit {ran.code}\n{ran.err}"  # noqa: S101 - the kit asserts for its tests
        return ran.json

    def unit(self, code: str) -> Path:
        """Return the folder of a unit."""
        return self.data / "units" / code

    def drop(self, unit: str, name: str, content: bytes) -> Path:
        """Put a file into a unit's inbox, whole at once; return where it lies."""
        target = self.unit(unit) / "inbox" / name
        draft = target.with_name(f".{name}")
        draft.write_bytes(content)
        return draft.replace(target)

    def wait_read(self, *dropped: Path, limit_s: float = PATIENCE_S) -> None:
        """Wait until the adapters have taken the files away."""
        until(
            lambda: not any(path.exists() for path in dropped),
            f"files are read: {[path.name for path in dropped]}",
            limit_s=limit_s,
        )

    def logs(self) -> dict[str, str]:
        """Return every log by name, the screen among them."""
        places = sorted((self.data / "logs").glob("*.log*"))
        found = {path.name: path.read_text(errors="replace") for path in places}
        if self.screen.exists():
            found[self.screen.name] = self.screen.read_text(errors="replace")
        return found

    def last_words(self) -> str:
        """Return the end of every log, for whoever looks at a failure."""
        return "\n".join(
            f"--- {name}\n{_tail(text)}" for name, text in self.logs().items()
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise NotReachedError("the installation was not started")
        return self._process

    def _is_ready(self) -> bool:
        process = self._running()
        if process.poll() is not None:
            words = _tail(self.screen.read_text(errors="replace"))
            raise NotReachedError(f"lianqing up ended: {process.returncode}\n{words}")
        try:
            return self._state().is_ready
        except (OSError, ValueError):
            return False

    def _state(self) -> _State:
        text = (self.data / "run" / "state.json").read_bytes()
        return _State.model_validate_json(text)

    def _end_left_over(self) -> None:
        """End what a launcher that had to be killed has left behind."""
        try:
            names = self.processes()
        except (OSError, ValueError):
            return
        for name in names:
            if (left := self.process(name)) is not None:
                left.kill()


@contextlib.contextmanager
def _terminal(copy: Path) -> Iterator[int]:
    """Give a terminal to write to; what is written is copied until all have closed."""
    ours, theirs = pty.openpty()

    def keep() -> None:
        with copy.open("ab", buffering=0) as out, contextlib.suppress(OSError):
            while told := os.read(ours, 4096):
                out.write(told)
        os.close(ours)

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield theirs
    finally:
        os.close(theirs)


def _tail(text: str) -> str:
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in text.splitlines()]
    return "\n".join(lines[-_WORDS_KEPT:])
