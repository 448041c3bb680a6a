"""Promise: a unit's nil return is kept and sent until the centre has receipted it."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lianqing_sdk import cli
from lianqing_sdk.nil import offer_nil
from lianqing_sdk.spool import Spool
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.duties import SubmitNil
from lianqing_shared.contracts.reports import Outcome, Receipt
from lianqing_shared.testing.databases import START
from tests.unit.sdk.unit_folder import make_unit


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    found = Spool(tmp_path / "spool.db", clock=clock)
    yield found
    found.close()


def receipt(spool: Spool, outcome: Outcome, reason: str | None = None) -> None:
    """Settle the one message that waits, as the centre's receipt does."""
    (row,) = spool.due(9)
    assert row.is_receipted
    spool.mark_sent([row], again_at=(START + timedelta(hours=1)).timestamp())
    spool.settle(
        [
            Receipt(
                submission_id=row.submission_id,
                body_sha256=hashlib.sha256(row.body).hexdigest(),
                outcome=outcome,
                reason=reason,
            )
        ]
    )


def test_a_nil_return_waits_in_the_spool_for_its_receipt(
    spool: Spool, clock: SetClock
) -> None:
    told = offer_nil(spool, period="2026-11", clock=clock)

    (row,) = spool.due(9)
    said = SubmitNil.model_validate_json(row.body)
    assert (row.subject, said.period) == (SubmitNil.topic.base, "2026-11")
    assert "自动报送" in told
    assert not spool.counts().is_idle
    assert spool.counts().submitted == 0


def test_the_same_nil_return_again_is_kept_once_and_tells_its_fate(
    spool: Spool, clock: SetClock
) -> None:
    offer_nil(spool, period=None, clock=clock)
    receipt(spool, Outcome.ACCEPTED)

    assert offer_nil(spool, period=None, clock=clock) == "零报告已由中心受理。"
    assert spool.due(9) == []
    assert spool.counts().is_idle


def test_a_refused_nil_return_tells_why_and_may_be_given_anew_the_next_day(
    spool: Spool, clock: SetClock
) -> None:
    offer_nil(spool, period="2026-11", clock=clock)
    receipt(spool, Outcome.REJECTED, "已有报送，不是零报告。")

    assert "已有报送" in offer_nil(spool, period="2026-11", clock=clock)
    clock.advance(days=1)
    assert "自动报送" in offer_nil(spool, period="2026-11", clock=clock)
    (again,) = spool.due(9)
    assert again.submission_id == "nil-2026-11.2"


def test_an_accepted_nil_return_is_never_given_twice(
    spool: Spool, clock: SetClock
) -> None:
    offer_nil(spool, period="2026-11", clock=clock)
    receipt(spool, Outcome.ACCEPTED)
    clock.advance(days=1)

    assert offer_nil(spool, period="2026-11", clock=clock) == "零报告已由中心受理。"
    assert spool.due(9) == []


def test_the_command_answers_a_clerk_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_unit(tmp_path / "finance")
    asked = ["nil", "--unit-folder", str(tmp_path / "finance"), "--period"]

    assert cli.main([*asked, "2026-11"]) == cli.GOOD
    assert "零报告已登记" in capsys.readouterr().out
    assert cli.main([*asked, "November"]) == cli.WRONG
    assert "2026-W47" in capsys.readouterr().err
