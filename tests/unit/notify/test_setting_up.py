"""Promise: a town's file, fonts and settings are checked, and what is wrong is said."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.entrypoints.cli import command
from lianqing_notify.errors import TownFileError
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import NotifySettings
from lianqing_shared.contracts.plan import LetterKind, Level

DEMO = """
plan_title = "《某镇实施方案》"
[notice]
word = "某廉告"
organ = "某镇中心"
legal_basis = "《某镇实施方案》"
"""


def a_file(folder: Path, text: str) -> Path:
    path = folder / "town.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_town_names_an_authorised_organ() -> None:
    town = read_town(None)

    issuer = town.issuer(Level.ONE)
    assert issuer is not None
    assert "监察" in issuer.organ
    assert issuer.authorisation


def test_a_town_may_set_its_own_terms(tmp_path: Path) -> None:
    path = a_file(tmp_path, f"{DEMO}\n[notice.terms]\nreply = {{ days = 7 }}\n")

    town = read_town(path)

    assert town.terms[Level.THREE][Duty.REPLY].days == 7
    assert town.terms[Level.THREE][Duty.RECEIPT].days == 3
    assert town.issuer(Level.ONE) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("plan_title = ", "no TOML"),
        ("plan_title = 'x'\nnotise = 1\n", "a key that is misspelt"),
        (DEMO.replace("某廉告", "ABC"), "a code that is not Chinese"),
    ],
)
def test_a_town_file_that_is_wrong_is_refused(
    tmp_path: Path, text: str, why: str
) -> None:
    with pytest.raises(TownFileError, match="不可用"):
        read_town(a_file(tmp_path, text))


def test_a_town_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(TownFileError, match="nowhere"):
        read_town(tmp_path / "nowhere.toml")


def test_font_folders_are_split_as_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANQING_NOTIFY_DB_URL", "sqlite+aiosqlite:///x.db")
    monkeypatch.setenv("LIANQING_NOTIFY_FONT_FOLDERS", "/a:/b")

    assert NotifySettings().font_folders == (Path("/a"), Path("/b"))


def test_bare_the_command_runs_the_service() -> None:
    ran: list[str] = []

    done = CliRunner().invoke(command(lambda: ran.append("yes")), [])

    assert done.exit_code == 0
    assert ran == ["yes"]


def test_the_command_tells_the_faces() -> None:
    done = CliRunner().invoke(command(lambda: None), ["fonts"])

    assert done.exit_code == 0
    assert "仿宋：" in done.stdout


def test_the_command_says_what_to_install(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        command(lambda: None), ["fonts", "--folder", str(tmp_path)]
    )

    assert done.exit_code == 1
    assert "apt-get install fonts-noto-cjk" in done.stderr


def test_the_command_says_which_letter_cannot_be_issued(tmp_path: Path) -> None:
    path = a_file(tmp_path, DEMO)

    done = CliRunner().invoke(command(lambda: None), ["town", str(path)])

    assert done.exit_code == 1
    assert "三级（廉情预警告知书）：可以制发" in done.stdout
    assert f"没有为{LetterKind.RECOMMENDATION.heading}配置发文机关" in done.stdout
