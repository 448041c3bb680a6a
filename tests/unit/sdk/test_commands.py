"""`lianqing-adapter` answers clerks in Chinese and programs in JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lianqing_sdk import cli
from lianqing_sdk.settings import load_settings, read_seed
from lianqing_shared.errors import SettingsError
from tests.unit.sdk.files import HEADER, ROW, row, text
from tests.unit.sdk.unit_folder import make_unit


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "问题清单.csv"
    bad = row(问题编号="CW-2", 金额="约三万")
    path.write_bytes(text([HEADER, ROW, bad]).content)
    return path


def test_check_tells_a_clerk_what_would_go_and_what_not(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = cli.main(["check", str(sample), "--adapter", "finance"])

    told = capsys.readouterr().out
    assert code == cli.BAD
    assert "可报送 1 行，不能使用 1 行" in told
    assert "第 3 行" in told
    assert "甲某" not in told


def test_check_tells_a_program_the_same(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["check", str(sample), "--adapter", "finance", "--output", "json"])

    told = json.loads(capsys.readouterr().out)
    assert [told["usable"], told["unused"], told["ok"]] == [1, 1, False]
    assert told["reports"][0]["facts"]["behaviour"] == "bookkeeping_disorder"
    assert told["problems"][0]["row"] == 3


def test_an_unknown_adapter_is_told_with_those_there_are(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(sample), "--adapter", "nosuch"]) == cli.WRONG

    assert "finance" in capsys.readouterr().err


def test_doctor_finds_a_missing_line_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_unit(tmp_path / "finance")

    code = cli.main(
        ["doctor", "--unit-folder", str(tmp_path / "finance"), "--output", "json"]
    )

    found = json.loads(capsys.readouterr().out)["findings"]
    assert code == cli.BAD
    assert [one["what"] for one in found if not one["is_good"]] == ["网络"]


def test_doctor_of_an_empty_folder_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--unit-folder", str(tmp_path)]) == cli.BAD

    assert "unit.toml" in capsys.readouterr().out


def test_status_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_unit(tmp_path / "finance")

    code = cli.main(
        ["status", "--unit-folder", str(tmp_path / "finance"), "--output", "json"]
    )

    told = json.loads(capsys.readouterr().out)
    assert code == cli.GOOD
    assert [told["submitted"], told["idle"], told["alarm"]] == [0, True, None]


def test_the_sample_adapters_are_found_by_entry_point(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.main(["list", "--output", "json"])

    assert {"court", "finance", "police"} <= set(json.loads(capsys.readouterr().out))


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    make_unit(tmp_path)

    settings = load_settings(
        tmp_path, environment={"LIANQING_UNIT_BUS_URL": "nats://elsewhere:4222"}
    )

    assert settings.file.bus_url == "nats://elsewhere:4222"


@pytest.mark.parametrize(
    ("content", "word"),
    [("code = ", "读不懂"), ('code = "X!"', "code"), ("unheard = 1", "unheard")],
)
def test_a_wrong_settings_file_is_told(tmp_path: Path, content: str, word: str) -> None:
    (tmp_path / "unit.toml").write_text(content)

    with pytest.raises(SettingsError, match=word):
        load_settings(tmp_path, environment={})


def test_half_a_credential_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "unit.creds"
    path.write_text("-----BEGIN USER NKEY SEED-----\nSU")

    with pytest.raises(SettingsError, match="不完整"):
        read_seed(path)


def test_a_new_adapter_lints_types_and_tests_itself(tmp_path: Path) -> None:
    assert cli.main(["new", "forestry", "--into", str(tmp_path)]) == cli.GOOD
    made = tmp_path / "lianqing-adapter-forestry"

    for command in (
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        ["-m", "mypy", "--strict", "lianqing_adapter_forestry"],
        ["-m", "ruff", "check", "--select", "F,E,W,B,UP,SIM", "."],
    ):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=made,
            env={"PYTHONPATH": str(made), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_adapter_needs_a_fit_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new", "../x", "--into", str(tmp_path)]) == cli.WRONG

    assert "小写字母" in capsys.readouterr().err
