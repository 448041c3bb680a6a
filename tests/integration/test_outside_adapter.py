"""Promise: an adapter made outside this repository installs with plain pip."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / ".lianqing" / "tools" / "bin"
"""Made by `make setup`: uv, which builds the wheel without a network, and pip."""
LIST = (
    "问题编号,被检查单位,问题类别,问题描述,发生时间\n"
    "A-1,镇农业服务中心,财务账目混乱,多笔支出未入账,2026年3月5日\n"
    "A-2,镇农业服务中心,财务账目混乱,多笔支出未入账,2036年3月5日\n"
)


def run(*command: object, cwd: Path, installed: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(cwd),
            "PYTHONPATH": str(installed or ""),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return done.stdout + (done.stderr if done.returncode else "")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project as its author begins it, with a name of his own."""
    run(
        *(sys.executable, "-m", "lianqing_sdk", "new", "forestry", "--into", tmp_path),
        cwd=tmp_path,
    )
    return tmp_path / "lianqing-adapter-forestry"


@pytest.fixture
def installed(project: Path, tmp_path: Path) -> Path:
    """Give the folder into which pip has put the project's wheel, and nothing else."""
    assert (TOOLS / "uv").is_file(), "run `make setup` first: it brings uv and pip"
    wheels, target = tmp_path / "wheels", tmp_path / "installed"
    run(
        *(TOOLS / "uv", "build", "--wheel", "--offline", "--no-config"),
        *("--python", sys.executable, "--out-dir", wheels),
        cwd=project,
    )
    (wheel,) = wheels.glob("*.whl")
    run(
        *(TOOLS / "python", "-m", "pip", "--disable-pip-version-check", "install"),
        *("--no-index", "--no-deps", "--target", target, wheel),
        cwd=tmp_path,
    )
    return target


def test_an_outside_adapter_is_found_by_its_entry_point_and_reads_a_list(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "清单.csv").write_bytes(LIST.encode("gb18030"))
    command = (sys.executable, "-P", "-m", "lianqing_sdk")

    listed = run(
        *command, "list", "--output", "json", cwd=tmp_path, installed=installed
    )
    checked = run(
        *(*command, "check", "清单.csv", "--adapter", "forestry", "--output", "json"),
        cwd=tmp_path,
        installed=installed,
    )

    assert {"court", "finance", "police", "forestry"} <= set(json.loads(listed))
    assert '"usable": 1' in checked
    assert "晚于今天" in checked


def test_its_own_tests_pass_on_what_was_installed(
    project: Path, installed: Path
) -> None:
    (project / "lianqing_adapter_forestry").rename(project / "moved_away")

    told = run(
        *(sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        cwd=project,
        installed=installed,
    )

    assert "2 passed" in told
