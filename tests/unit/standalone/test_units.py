"""A unit's folder names this run's address, and whoever was cut off is left alone."""

from pathlib import Path

import pytest

from lianqing.launcher import keys, units
from lianqing.launcher.folder import DataFolder, make
from lianqing.launcher.probes import unread_files, untaken_replies
from lianqing_sdk.settings import load_settings
from lianqing_shared.security.authority import Authority
from lianqing_shared.security.signing import Signer


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return make(tmp_path / "data")


def test_sample_units_get_folders_that_their_adapters_can_read(
    folder: DataFolder,
) -> None:
    authority = Authority(folder.root)
    keys.ensure(folder)

    units.prepare(folder, authority, bus_url="nats://127.0.0.1:1")

    assert [path.name for path in units.runnable(folder)] == [
        "court",
        "finance",
        "police",
    ]
    settings = load_settings(folder.units / "court", environment={})
    assert settings.file.bus_url == "nats://127.0.0.1:1"
    assert settings.signer().public_key == authority.issue_unit("court").public_key
    centre = Signer.from_seed_file(folder.keys / "intake.seed").public_key
    assert centre in settings.trusted_keys()


def test_the_next_run_changes_the_address_and_nothing_else(folder: DataFolder) -> None:
    authority = Authority(folder.root)
    keys.ensure(folder)
    units.prepare(folder, authority, bus_url="nats://127.0.0.1:1")
    before = load_settings(folder.units / "police", environment={}).file

    units.prepare(folder, authority, bus_url="nats://127.0.0.1:2")

    after = load_settings(folder.units / "police", environment={}).file
    assert after == before.model_copy(update={"bus_url": "nats://127.0.0.1:2"})


def test_a_revoked_unit_is_not_given_a_new_credential(folder: DataFolder) -> None:
    authority = Authority(folder.root)
    keys.ensure(folder)
    units.prepare(folder, authority, bus_url="nats://127.0.0.1:1")
    authority.revoke_unit("court")

    units.prepare(folder, authority, bus_url="nats://127.0.0.1:1")

    assert "court" not in [path.name for path in units.runnable(folder)]
    assert not (folder.creds / "unit-court.creds").exists()


def test_a_unit_without_an_adapter_here_is_not_run_here(folder: DataFolder) -> None:
    authority = Authority(folder.root)
    keys.ensure(folder)
    authority.issue_unit("tax")

    units.lay(folder, "tax", adapter="tax", bus_url="nats://127.0.0.1:1")

    assert units.runnable(folder) == []
    assert [path.name for path in folder.unit_folders()] == ["tax"]


def test_units_digest_with_one_key_that_is_not_the_centres(folder: DataFolder) -> None:
    keys.ensure(folder)
    units.prepare(folder, Authority(folder.root), bus_url="nats://127.0.0.1:1")

    given = {
        load_settings(path, environment={}).digest_key.read_text()
        for path in folder.unit_folders()
    }

    assert len(given) == 1
    assert (folder.keys / "digest.key").read_text() not in given


def test_keys_are_made_once(folder: DataFolder) -> None:
    keys.ensure(folder)
    before = {path.name: path.read_bytes() for path in folder.keys.iterdir()}

    keys.ensure(folder)

    assert {path.name: path.read_bytes() for path in folder.keys.iterdir()} == before
    assert {path.stat().st_mode & 0o077 for path in folder.keys.iterdir()} == {0}


def test_what_was_put_away_or_is_half_written_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "done").mkdir()
    for name in ("一月.xlsx", ".一月.xlsx.new", "~$一月.xlsx", "done/二月.xlsx"):
        (tmp_path / name).touch()

    assert [path.name for path in unread_files(tmp_path)] == ["一月.xlsx"]


def test_a_reply_that_was_refused_does_not_wait(tmp_path: Path) -> None:
    for name in ("甲1号.reply.json", "甲2号.reply.json", "甲2号.reply-有误.txt"):
        (tmp_path / name).touch()

    assert [path.name for path in untaken_replies(tmp_path)] == ["甲1号.reply.json"]
