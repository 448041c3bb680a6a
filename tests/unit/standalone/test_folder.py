"""The data folder is ours or refused, and what lies in it is private."""

import json
from pathlib import Path

import pytest

from lianqing.errors import FolderError
from lianqing.launcher.folder import FORMAT, find, make, write_private


def test_a_new_folder_is_made_with_all_its_rooms(tmp_path: Path) -> None:
    folder = make(tmp_path / "deep" / "data")

    rooms = {path.name for path in folder.root.iterdir() if path.is_dir()}
    assert rooms == {"keys", "creds", "nats", "db", "units", "logs", "run"}
    assert folder.keys.stat().st_mode & 0o077 == 0


def test_our_own_folder_is_taken_again(tmp_path: Path) -> None:
    first = make(tmp_path / "data")
    (first.logs / "intake.log").write_text("kept")

    second = make(tmp_path / "data")

    assert (second.logs / "intake.log").read_text() == "kept"


def test_a_folder_with_other_peoples_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "照片.jpg").touch()

    with pytest.raises(FolderError, match="不是空目录"):
        make(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["照片.jpg"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data"
    path.touch()

    with pytest.raises(FolderError, match="不是目录"):
        make(path)


def test_a_folder_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    folder.marker.write_text(json.dumps({"format": FORMAT + 1}))

    with pytest.raises(FolderError, match="升级"):
        make(folder.root)


def test_a_damaged_marker_is_named(tmp_path: Path) -> None:
    folder = make(tmp_path / "data")
    folder.marker.write_text("half")

    with pytest.raises(FolderError, match="已损坏"):
        find(folder.root)


def test_commands_do_not_make_a_folder_by_looking(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="lianqing up"):
        find(tmp_path / "typo")

    assert not (tmp_path / "typo").exists()


def test_secrets_are_written_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "seed"

    write_private(path, "old")
    write_private(path, "new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["seed"]


def test_the_environment_may_name_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(tmp_path / "data")
    own = folder.database_url("grading")
    monkeypatch.setenv("LIANQING_GRADING_DB_URL", "postgresql+psycopg:///town")

    assert own == f"sqlite+aiosqlite:///{folder.db}/grading.db"
    assert folder.database_url("grading") == "postgresql+psycopg:///town"
