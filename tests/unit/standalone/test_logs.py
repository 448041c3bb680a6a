"""Logs stay below their cap, and their last words can be told to a person."""

import json
from pathlib import Path

from lianqing.launcher.logs import last_words, open_log, rotate


def test_a_log_below_the_cap_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "intake.log"
    path.write_text("short")

    assert not rotate(path, cap_bytes=10)
    assert path.read_text() == "short"


def test_a_full_log_is_moved_aside_while_its_writer_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "intake.log"
    with open_log(path) as writer:
        writer.write(b"one" * 10)
        assert rotate(path, cap_bytes=10, kept=2)
        writer.write(b"two" * 10)
        assert rotate(path, cap_bytes=10, kept=2)
        writer.write(b"three")

    assert path.read_text() == "three"
    assert path.with_name("intake.log.1").read_text() == "two" * 10
    assert path.with_name("intake.log.2").read_text() == "one" * 10


def test_last_words_are_short_for_events_and_whole_for_text(tmp_path: Path) -> None:
    path = tmp_path / "intake.log"
    event = {"event": "service.failed", "error": "SettingsError", "pid": 12}
    path.write_text(f"first\n{json.dumps(event)}\n\nTraceback of another kind\n")

    assert last_words(path, lines=2) == [
        "service.failed · SettingsError",
        "Traceback of another kind",
    ]
    assert last_words(tmp_path / "missing.log") == []
