"""Promise: the bundled nats-server is found without PATH, or a sentence tells why."""

from pathlib import Path

import pytest

from lianqing_shared.bus import server
from lianqing_shared.bus.server import configuration, server_binary
from lianqing_shared.errors import SettingsError


def a_program(folder: Path, says: str) -> Path:
    path = folder / "nats-server"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_it_is_found_with_an_empty_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert server_binary().name.startswith("nats-server")


@pytest.mark.parametrize("version", ["2.10.29", "2.12.6", "2.13.0", "1.9.9"])
def test_a_version_with_known_losses_is_refused(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_program(tmp_path, f"nats-server: v{version}")
    monkeypatch.setattr(server, "_find_binary", lambda: program)

    with pytest.raises(SettingsError, match=f"nats-server {version}.*太旧"):
        server_binary()


@pytest.mark.parametrize("version", ["2.12.7", "2.14.0", "2.15.1", "3.0.0"])
def test_a_good_version_is_taken(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_program(tmp_path, f"nats-server: v{version}")
    monkeypatch.setattr(server, "_find_binary", lambda: program)

    assert server_binary() == program


def test_a_program_that_says_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_program(tmp_path, "")
    monkeypatch.setattr(server, "_find_binary", lambda: program)

    with pytest.raises(SettingsError, match="没有说出版本"):
        server_binary()


def test_a_missing_package_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_DISTRIBUTION", "no-such-distribution")

    with pytest.raises(SettingsError, match="make setup"):
        server_binary()


def test_the_configuration_writes_through_and_stays_on_this_machine() -> None:
    text = configuration(port=4222, streams_folder=Path("/数据/js"))

    assert 'listen: "127.0.0.1:4222"' in text
    assert "sync_interval: always" in text
    assert "http" not in text
    assert "/数据/js" in text
