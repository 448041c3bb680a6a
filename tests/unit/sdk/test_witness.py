"""Promise: a unit keeps every checkpoint once, for ever, and tells what contradicts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from lianqing_sdk.witness import Witness
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import (
    AuditedService,
    Checkpoint,
    CheckpointServed,
)
from lianqing_shared.security.checkpoints import make_checkpoint, short_code
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START
from tests.unit.sdk.office import UNIT, Office, as_sent, open_office

SUBJECT = CheckpointServed.topic.to(UNIT)
SIGNER = Signer.new()


@pytest.fixture
def office(tmp_path: Path, clock: SetClock) -> Iterator[Office]:
    with open_office(tmp_path, clock=clock) as office:
        yield office


def a_checkpoint(seq: int = 7, *, digest: str = "a") -> Checkpoint:
    return make_checkpoint(
        AuditedService.GRADING, seq=seq, digest=digest * 64, at=START, signer=SIGNER
    )


def take(office: Office, checkpoint: Checkpoint) -> None:
    event = CheckpointServed(unit=UNIT, checkpoint=checkpoint)
    office.receiver.take(SUBJECT, as_sent(event))


def kept(office: Office) -> list[Checkpoint]:
    text = office.settings.checkpoints.read_text(encoding="utf-8")
    return [Checkpoint.model_validate_json(line) for line in text.splitlines()]


def test_checkpoints_are_added_line_by_line(office: Office) -> None:
    first, second = a_checkpoint(7), a_checkpoint(9, digest="b")

    take(office, first)
    take(office, second)

    assert kept(office) == [first, second]


def test_a_checkpoint_that_comes_again_is_kept_once(
    tmp_path: Path, clock: SetClock
) -> None:
    with open_office(tmp_path, clock=clock) as office:
        take(office, a_checkpoint())
        take(office, a_checkpoint())
    with open_office(tmp_path, clock=clock) as restarted:
        take(restarted, a_checkpoint())

        assert kept(restarted) == [a_checkpoint()]


def test_a_checkpoint_that_nobody_signed_is_dropped(office: Office) -> None:
    with capture_logs() as logs:
        take(office, a_checkpoint().model_copy(update={"digest": "f" * 64}))

    assert [line["event"] for line in logs] == ["checkpoint.forged"]
    assert not office.settings.checkpoints.exists()


def test_a_contradiction_is_kept_beside_what_it_contradicts_and_told(
    office: Office,
) -> None:
    one, other = a_checkpoint(), a_checkpoint(digest="b")

    take(office, one)
    take(office, other)
    take(office, other)

    assert kept(office) == [one, other]
    told = office.settings.checkpoints.with_name("checkpoints-矛盾.txt")
    lines = told.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1
    assert "研判定级审计日志第 7 条" in lines[0]
    assert short_code(other.digest) in lines[0]


def test_a_line_torn_by_a_loss_of_power_spoils_no_other(office: Office) -> None:
    take(office, a_checkpoint(7))
    with office.settings.checkpoints.open("ab") as file:
        file.write(b'{"service":"grad')

    fresh = Witness(office.settings.checkpoints)
    fresh.keep(a_checkpoint(7))
    fresh.keep(a_checkpoint(9))

    lines = office.settings.checkpoints.read_bytes().splitlines()
    assert [line[:16] for line in lines[1:2]] == [b'{"service":"grad']
    assert Checkpoint.model_validate_json(lines[2]) == a_checkpoint(9)
    assert len(lines) == 3
