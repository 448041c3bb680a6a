"""Promise: a rehearsal and a real town never become each other; real has no sample."""

from pathlib import Path

import pytest
from rich.console import Console

from lianqing.errors import CommandError, FolderError
from lianqing.launcher import catalogue
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.opening import require_terminal
from lianqing.launcher.town import (
    LETTERS_FILE,
    UNITS_FILE,
    Town,
    TownKind,
    mark_open,
    open_real,
    open_rehearsal,
    open_sample,
    town_of,
)
from lianqing.launcher.town_file import check_letters, check_units
from lianqing.town_check import findings
from lianqing_registry.errors.units import TownFileError
from lianqing_registry.gateways import town_files
from lianqing_shared.contracts.plan import Level
from lianqing_shared.security.authority import Authority
from tests.e2e.town import LETTERS, UNITS, write_files


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return make(tmp_path / "data")


def a_real_town(folder: DataFolder) -> Town:
    units, letters = write_files(folder.root.parent)
    return open_real(folder, name="清河镇", units=units, letters=letters)


# --- the choice


def test_a_new_folder_is_a_rehearsal_unless_a_town_is_named(folder: DataFolder) -> None:
    assert open_sample(folder).kind is TownKind.SAMPLE
    assert town_of(folder).kind is TownKind.SAMPLE


def test_a_folder_of_an_older_release_is_a_rehearsal(folder: DataFolder) -> None:
    Authority(folder.root)

    assert open_sample(folder).kind is TownKind.SAMPLE
    with pytest.raises(FolderError, match="演练环境"):
        a_real_town(folder)


def test_a_rehearsal_never_becomes_real(folder: DataFolder) -> None:
    open_sample(folder)

    with pytest.raises(FolderError, match="另选一个空目录"):
        a_real_town(folder)


def test_a_real_town_is_never_played_in(folder: DataFolder) -> None:
    a_real_town(folder)

    with pytest.raises(FolderError, match="不能装入演示"):
        open_rehearsal(folder)
    assert open_sample(folder).is_real


def test_a_real_town_keeps_its_files_and_is_open_once_passwords_were_shown(
    folder: DataFolder,
) -> None:
    assert not a_real_town(folder).is_open

    mark_open(folder)

    assert town_of(folder) == Town(kind=TownKind.REAL, name="清河镇")
    assert (folder.root / UNITS_FILE).read_text("utf-8") == UNITS
    assert (folder.root / LETTERS_FILE).read_text("utf-8") == LETTERS
    assert a_real_town(folder).is_open


def test_a_town_that_never_opened_may_have_its_file_mended(folder: DataFolder) -> None:
    a_real_town(folder)
    mended = folder.root.parent / "mended.yaml"
    mended.write_text(UNITS.replace("东村", "西村"), encoding="utf-8")

    open_real(folder, name="清河镇", units=mended, letters=None)

    assert "西村" in (folder.root / UNITS_FILE).read_text("utf-8")
    assert (folder.root / LETTERS_FILE).read_text("utf-8") == LETTERS


def test_an_open_town_takes_no_other_file(folder: DataFolder) -> None:
    a_real_town(folder)
    mark_open(folder)
    other = folder.root.parent / "other.yaml"
    other.write_text(UNITS.replace("东村", "西村"), encoding="utf-8")

    with pytest.raises(FolderError, match="另一份文件"):
        open_real(folder, name="清河镇", units=other, letters=None)


def test_passwords_are_shown_on_a_terminal_only() -> None:
    with pytest.raises(CommandError, match="必须在终端里"):
        require_terminal(Console(file=None, force_terminal=False))

    require_terminal(Console(force_terminal=True))


# --- what services are told


def environment_of(folder: DataFolder, town: Town, password: str | None) -> str:
    specs = catalogue.services(
        folder, bus_url="nats://x", console_port=1, town=town, demo_password=password
    )
    return "\n".join(
        f"{key}={value}" for one in specs for key, value in one.env.items()
    )


def test_a_real_town_is_told_nothing_sample(folder: DataFolder) -> None:
    told = environment_of(folder, a_real_town(folder), None)

    assert f"LIANQING_REGISTRY_TOWN={folder.root / UNITS_FILE}" in told
    assert f"LIANQING_NOTIFY_TOWN={folder.root / LETTERS_FILE}" in told
    assert "LIANQING_CONSOLE_TOWN=清河镇" in told
    assert "DEMO" not in told
    assert "TOTP" not in told


def test_a_rehearsal_has_sample_people_without_a_second_factor(
    folder: DataFolder,
) -> None:
    told = environment_of(folder, open_sample(folder), "Some-2026-word")

    assert "LIANQING_REGISTRY_DEMO_PASSWORD=Some-2026-word" in told
    assert "LIANQING_REGISTRY_TOTP_ROLES=[]" in told
    assert "_TOWN=" not in told


# --- the files


def test_a_towns_file_is_read_with_its_name(tmp_path: Path) -> None:
    units, letters = write_files(tmp_path)

    found = check_units(units)

    assert (found.name, found.units) == ("清河镇", 4)
    assert check_letters(letters) == tuple(Level)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (UNITS + "demo_people: [{login: x, name: 某, unit: court, roles: [analyst]}]",
         "示例人员"),
        (UNITS.replace('"130181100"', '"000001101"'), "00 开头"),
        (UNITS.replace("kind: centre", "kind: other"), "防控中心"),
        (UNITS.replace("kind: county", "kind: other"), "县纪委"),
    ],
    ids=["sample people", "invented codes", "no centre", "no county"],
)  # fmt: skip
def test_what_is_no_real_town_is_refused(
    tmp_path: Path, changed: str, why: str
) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(changed, encoding="utf-8")

    with pytest.raises(CommandError, match=why):
        check_units(path)


def test_the_packaged_sample_is_no_real_town(tmp_path: Path) -> None:
    path = tmp_path / "sample.yaml"
    path.write_text(
        (town_files._DATA / town_files.PACKAGED_TOWN).read_text("utf-8"), "utf-8"
    )

    with pytest.raises(CommandError, match="示例人员"):
        check_units(path)


@pytest.mark.parametrize("text", ["units: 3", "{", "units: []\nextra: 1"])
def test_what_is_no_town_at_all_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "town.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(TownFileError):
        check_units(path)


# --- the doctor


def test_the_doctor_tells_a_rehearsal(folder: DataFolder) -> None:
    open_sample(folder)

    (told,) = findings(folder)

    assert told.ok
    assert told.found.startswith("演练环境：示例人员，未要求二次验证")


def test_the_doctor_wants_the_organs_of_a_real_town(folder: DataFolder) -> None:
    units, _ = write_files(folder.root.parent)
    open_real(folder, name="清河镇", units=units, letters=None)

    kind, organs = findings(folder)

    assert kind.found == "正式环境：清河镇"
    assert not organs.ok
    assert "发不出文书" in organs.advice


def test_the_doctor_finds_a_rotation_that_was_cut_off(folder: DataFolder) -> None:
    open_sample(folder)
    authority = Authority(folder.root)
    authority.issue_unit("court")
    authority.stage_unit("court")

    found = [one for one in findings(folder) if not one.ok]

    assert ["lianqing unit rotate court" in one.advice for one in found] == [True]
