"""Promise: a command that nobody answers says so in a sentence, and what to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lianqing.launcher import state
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.lock import hold
from lianqing.launcher.state import RunState
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.nats import SecuredNats


@pytest.fixture
def folder(secured_nats: SecuredNats, tmp_path: Path) -> DataFolder:
    """Give the folder of a system whose bus runs, but none of its services."""
    found = make(tmp_path / "data")
    found.creds.mkdir(exist_ok=True)
    shutil.copy(secured_nats.credentials("desk"), found.creds / "desk.creds")
    port = int(secured_nats.url.rpartition(":")[2])
    state.write(
        found,
        RunState(pid=os.getpid(), started_at=START, bus_port=port, console_port=1),
    )
    return found


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh_CN.UTF-8", "系统暂时没有响应"), ("en_US.UTF-8", "does not answer")],
)
def test_a_command_while_services_are_down_says_to_try_again(
    folder: DataFolder, language: str, said: str
) -> None:
    given = {"LANG": language, "LANGUAGE": "", "LC_ALL": "", "LIANQING_PASSWORD": "x"}
    asked = ("account", "show", "--as", "shen")
    with hold(folder, at=START):
        done = subprocess.run(
            [sys.executable, "-m", "lianqing", *asked, "--data", str(folder.root)],
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert said in done.stderr
    assert "registry.session.open" not in done.stderr
    assert done.stdout == ""
