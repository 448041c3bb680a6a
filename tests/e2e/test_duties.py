"""Units owe word: by command or adapter they say that there is nothing; gaps close."""

import subprocess
import sys
from typing import Any

from lianqing_shared.testing.installation import Installation, until

QUALIFIED = "政治可靠、业务能力强、会电脑"


def _returns(installation: Installation, unit: str) -> list[dict[str, Any]]:
    page = installation.told("duty", "list", "--unit", unit, login="director")
    found: list[dict[str, Any]] = page["returns"]
    return found


def _may_answer(installation: Installation, unit: str) -> list[str]:
    found = _returns(installation, unit)
    return [one["period"] for one in found if one["may_enter_nil"]]


def test_a_clerk_states_that_there_is_nothing_for_the_oldest_period(
    installation: Installation,
) -> None:
    until(
        lambda: bool(_may_answer(installation, "village-liuhe")),
        "intake has the schedule",
    )
    oldest = _may_answer(installation, "village-liuhe")[-1]

    view = installation.told("duty", "nil", login="liuhe-clerk")

    assert view["period"] == oldest
    assert view["status"] in {"nil", "late"}
    assert oldest not in _may_answer(installation, "village-liuhe")


def test_an_adapter_states_it_and_hears_that_it_was_taken(
    installation: Installation,
) -> None:
    until(lambda: bool(_may_answer(installation, "finance")), "intake has the schedule")
    period = _may_answer(installation, "finance")[-1]
    command = [sys.executable, "-m", "lianqing_sdk", "nil", "--period", period]
    command += ["--unit-folder", str(installation.unit("finance"))]

    def answer() -> str:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout

    assert "自动报送" in answer()
    until(lambda: "已由中心受理" in answer(), "the centre's receipt")
    (kept,) = [
        one for one in _returns(installation, "finance") if one["period"] == period
    ]
    assert kept["nil_by"] == "adapter"


def test_a_schedule_reaches_intake_and_leaves_what_has_begun(
    installation: Installation,
) -> None:
    until(lambda: bool(_returns(installation, "agri")), "intake has the schedule")
    before = _returns(installation, "agri")

    page = installation.told(
        *("duty", "set", "daily", "--unit", "agri", "--at", "10:00"), login="director"
    )

    assert page["units"][0]["coming"]["rhythm"] == "daily"
    assert _returns(installation, "agri") == before


def test_a_gap_is_told_until_a_clerk_is_appointed(installation: Installation) -> None:
    def without_clerk() -> list[str]:
        page = installation.told(
            *("gaps", "--now", "--kind", "unit_without_clerk"), login="director"
        )
        return [one["targets"][0]["id"] for one in page["gaps"]]

    assert "agri" in without_clerk()
    found = installation.told("person", "list", "--unit", "agri", login="sysadmin")
    (head,) = found["people"]
    installation.told(
        *("clerk", "appoint", head["person_id"], "--unit", "agri"),
        *("--qualification", QUALIFIED),
        login="director",
    )

    assert "agri" not in without_clerk()
    page = installation.told("clerk", "list", "--unit", "agri", login="director")
    assert page["clerks"][0]["qualification"] == QUALIFIED
    assert page["clerks"][0]["can_log_in"]
