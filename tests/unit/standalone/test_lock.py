"""One launcher at a time runs a data folder, and the second one learns who."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianqing.errors import AlreadyRunningError, CommandError
from lianqing.launcher import state
from lianqing.launcher.folder import make
from lianqing.launcher.lock import hold, holder
from lianqing.launcher.state import RunState

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)


def test_the_second_one_learns_the_pid_and_how_to_stop_it(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")

    with (
        hold(folder, at=NOW),
        pytest.raises(AlreadyRunningError) as caught,
        hold(folder, at=NOW),
    ):
        pass

    assert caught.value.pid == os.getpid()
    assert "lianqing down" in str(caught.value)


def test_a_lock_file_left_behind_stands_in_nobodys_way(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    folder.lock.write_text('{"pid": 1, "since": "long ago"}')

    assert holder(folder) is None
    with hold(folder, at=NOW):
        assert holder(folder) == os.getpid()
    assert holder(folder) is None


def test_a_command_for_a_running_system_says_that_none_runs(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    state.write(folder, RunState(pid=1, started_at=NOW, bus_port=1, console_port=2))

    with pytest.raises(CommandError, match="没有运行"):
        state.running(folder)


def test_a_half_written_state_counts_as_none(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    folder.state.write_text('{"pid": 12')

    assert state.read(folder) is None
