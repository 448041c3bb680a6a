"""A process that dies is started again; one that will not end is ended."""

import asyncio
import sys
from pathlib import Path

import psutil
from hypothesis import given
from hypothesis import strategies as st

from lianqing.launcher.child import (
    FIRST_DELAY_S,
    LONGEST_DELAY_S,
    Child,
    ProcessSpec,
    delay_after,
    end_left_over,
    is_alive,
)
from lianqing.launcher.state import ProcessState


def _spec(tmp_path: Path, code: str) -> ProcessSpec:
    return ProcessSpec(
        name="sample",
        command=(sys.executable, "-c", code),
        log=tmp_path / "sample.log",
        rank=1,
    )


async def _until(child: Child, changed: asyncio.Event, *, restarts: int) -> None:
    async with asyncio.timeout(20):
        while child.state.restarts < restarts or child.state.state != "running":
            changed.clear()
            await changed.wait()


@given(st.integers(min_value=1, max_value=500))
def test_delays_grow_and_never_pass_the_longest(deaths: int) -> None:
    assert FIRST_DELAY_S <= delay_after(deaths) <= LONGEST_DELAY_S
    assert delay_after(deaths) <= delay_after(deaths + 1)


async def test_a_process_that_dies_is_started_again_and_counted(tmp_path: Path) -> None:
    changed = asyncio.Event()
    child = Child(
        _spec(tmp_path, "import time; time.sleep(60)"),
        on_change=lambda _: changed.set(),
    )
    watching = asyncio.create_task(child.run())
    await _until(child, changed, restarts=0)
    first = child.state.pid
    assert first is not None

    psutil.Process(first).kill()
    await _until(child, changed, restarts=1)

    assert child.state.pid != first
    await child.stop(patience_s=5)
    await watching
    assert child.state.state == "stopped"


async def test_one_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print('deaf', flush=True); time.sleep(60)"
    )
    child = Child(_spec(tmp_path, code))
    watching = asyncio.create_task(child.run())
    async with asyncio.timeout(20):
        while "deaf" not in _text(tmp_path / "sample.log"):  # noqa: ASYNC110 - a file tells
            await asyncio.sleep(0.01)
    state = child.state

    await child.stop(patience_s=0.2)
    await watching

    assert not is_alive(state)
    assert child.state.restarts == 0


async def test_left_overs_of_a_killed_launcher_are_ended(tmp_path: Path) -> None:
    changed = asyncio.Event()
    child = Child(
        _spec(tmp_path, "import time; time.sleep(60)"),
        on_change=lambda _: changed.set(),
    )
    watching = asyncio.create_task(child.run())
    await _until(child, changed, restarts=0)
    mine = child.state
    other = ProcessState(pid=mine.pid, born=1.0, state="running")

    # A recycled pid was born at another moment and belongs to a stranger.
    assert end_left_over({"other": other}, patience_s=1) == []
    ended = await asyncio.to_thread(end_left_over, {"mine": mine}, patience_s=5)

    assert ended == ["mine"]
    await child.stop(patience_s=1)
    await watching


async def test_a_program_that_is_not_there_counts_as_a_death(tmp_path: Path) -> None:
    spec = ProcessSpec(
        name="gone", command=(str(tmp_path / "gone"),), log=tmp_path / "l", rank=1
    )
    died = asyncio.Event()
    child = Child(
        spec, on_change=lambda s: died.set() if s.state == "restarting" else None
    )
    watching = asyncio.create_task(child.run())

    async with asyncio.timeout(10):
        await died.wait()

    await child.stop(patience_s=1)
    await watching
    assert child.state.restarts >= 1


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
