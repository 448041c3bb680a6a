"""Promise: only a demonstration has the published password, and a choice stays."""

from pathlib import Path

import pytest

from lianqing.launcher.accounts import DEMO_PASSWORD, password_of, write_accounts
from lianqing.launcher.folder import DataFolder


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIANQING_SAMPLE_PASSWORD", raising=False)


def test_a_demonstration_has_the_known_password(tmp_path: Path) -> None:
    assert password_of(DataFolder(tmp_path), demo=True) == DEMO_PASSWORD


def test_any_other_installation_has_one_of_its_own(tmp_path: Path) -> None:
    found = {password_of(DataFolder(tmp_path), demo=False) for _ in range(5)}

    assert len(found) == 5
    assert DEMO_PASSWORD not in found


def test_what_was_chosen_stays(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    chosen = password_of(folder, demo=False)
    write_accounts(folder, chosen)

    assert password_of(folder, demo=True) == chosen


def test_the_operator_may_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIANQING_SAMPLE_PASSWORD", "Chosen-2026-word")

    assert password_of(DataFolder(tmp_path), demo=True) == "Chosen-2026-word"
