"""Whatever is typed, a person reads a sentence and a program reads an exit code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = {
    "content_class": "P2.1.4",
    "source": "petition",
    "subject": {"kind": "unit", "unit": "agri", "unit_name": "镇农业服务中心"},
    "title": "挪用补助资金",
    "facts": {"behaviour": "funds_diversion", "harm": "grave"},
}


def _run(
    *arguments: str, lang: str = "zh_CN.UTF-8", stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [sys.executable, "-m", "lianqing", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        input=stdin,
        env={**kept, "LANG": lang, "PYTHONUTF8": "1"},
        check=False,
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(REPORT, ensure_ascii=False), encoding="utf-8")
    return path


def test_help_names_every_group_in_the_language_of_the_terminal() -> None:
    chinese, english = _run("--help"), _run("--help", lang="en_US.UTF-8")

    assert "核对台账" in chinese.stdout
    assert "Check the ledger" in english.stdout
    for done in (chinese, english):
        assert done.returncode == 0
        assert "informant" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["verify", "--data", "/nowhere"], 1, "不是廉情的数据目录"),
        (["doctor", "--data", "/nowhere"], 1, "不是廉情的数据目录"),
        (["down", "--data", "/nowhere"], 1, "不是廉情的数据目录"),
        (["case", "list", "--data", "/nowhere"], 1, "不是廉情的数据目录"),
        (["up", "--data", "/proc"], 1, "不是空目录"),
        (["policy", "explain", "--report", "/nowhere.json"], 1, "读不到"),
        (["report", "submit", "--unit", "court"], 2, "--file"),
        (["up", "--port", "99999"], 2, "--port"),
        (["nonsense"], 2, "nonsense"),
        (["duty", "set", "hourly"], 2, "monthly"),
        (["duty", "set", "daily", "--at", "9am"], 2, "HH:MM"),
        (["duty", "set", "weekly", "--weekday", "8"], 2, "--weekday"),
        (["clerk", "replace", "pe_1", "--unit", "court"], 2, "--by"),
        (["gaps", "--kind", "nothing"], 2, "--kind"),
        (["relation", "declare", "--kind", "friend", "--unit", "a"], 2, "spouse"),
        (["relation", "end", "re_1"], 2, "--reason"),
        (["interference", "record", "--kind", "asked"], 2, "meddled"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_gets_a_sentence_on_stderr(
    arguments: list[str], code: int, said: str
) -> None:
    done = _run(*arguments)

    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_explaining_a_report_needs_no_running_system(report: Path) -> None:
    done = _run("policy", "explain", "--report", str(report), "--output", "json")

    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["level"] is None
    assert found["if_verified"] == 1
    assert found["circumstances"] == ["P4.1.3"]
    assert all(rule["cells"] for rule in found["rules"])


def test_a_report_may_come_from_standard_input(report: Path) -> None:
    done = _run("policy", "explain", "--report", "-", stdin=report.read_text("utf-8"))

    assert done.returncode == 0
    assert "P4.1.3" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"title": ', "第 1 行"),
        ("[1, 2]", "JSON 对象"),
        ("\ufeff{}", "缺少"),
        (json.dumps({**REPORT, "colour": "red"}), "colour 不是约定的字段"),
        (json.dumps({**REPORT, "source": "gossip"}), "source 只能是"),
        (json.dumps({**REPORT, "title": "x" * 900}), "title 不对"),
        ("[" * 100_000, "JSON"),
    ],
    ids=["cut off", "a list", "empty, with BOM", "unknown", "enum", "long", "deep"],
)
def test_a_bad_report_is_told_where_it_is_bad(
    tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")

    done = _run("policy", "explain", "--report", str(path))

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_that_is_no_utf8_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "gbk.json"
    path.write_bytes(json.dumps(REPORT, ensure_ascii=False).encode("gb18030"))

    done = _run("policy", "explain", "--report", str(path))

    assert done.returncode == 1
    assert "UTF-8" in done.stderr
