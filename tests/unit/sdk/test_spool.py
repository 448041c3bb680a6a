"""Promise: what the spool has taken is sent until the centre receipts these bytes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_sdk.errors import SpoolFullError
from lianqing_sdk.spool import Counts, Entry, Offered, Spool
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import AcknowledgeLetter
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.reports import Outcome, Receipt
from lianqing_shared.testing.databases import START
from tests.unit.sdk.office import an_entry, receipt_for

WORDS = "丁某收受土特产"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "spool.db"


@pytest.fixture
def spool(path: Path, clock: SetClock) -> Iterator[Spool]:
    spool = Spool(path, clock=clock)
    yield spool
    spool.close()


def an_acknowledgement() -> Entry:
    message = AcknowledgeLetter(
        submission_id=f"ack.le_{'0' * 26}",
        letter_id=f"le_{'0' * 26}",
        pdf_sha256="0" * 64,
        received_at=START,
        signed_by=f"U{'A' * 55}",
        signature="s",
    )
    return Entry(message=message, content_sha256="0" * 64)


def test_what_was_taken_survives_a_crash(path: Path, clock: SetClock) -> None:
    crashed = Spool(path, clock=clock)
    crashed.offer([an_entry(1), an_entry(2)])
    before = crashed.due(10)

    again = Spool(path, clock=clock)  # the first one was never closed

    assert again.due(10) == before
    assert [row.submission_id for row in before] == [
        "finance-check-000001",
        "finance-check-000002",
    ]
    again.close()
    crashed.close()


def test_a_crash_between_sending_and_receipt_sends_the_same_bytes_again(
    path: Path, clock: SetClock
) -> None:
    crashed = Spool(path, clock=clock)
    crashed.offer([an_entry()])
    first = crashed.due(10)
    crashed.mark_sent(first, again_at=clock.now().timestamp() + 60)

    again = Spool(path, clock=clock)
    at_once = again.due(10)
    clock.advance(seconds=60)
    later = again.due(10)

    assert at_once == []
    assert [(row.submission_id, row.body) for row in later] == [
        (row.submission_id, row.body) for row in first
    ]
    again.close()
    crashed.close()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"body_sha256": "0" * 64}, id="other bytes"),
        pytest.param({"submission_id": "finance-check-999999"}, id="unknown id"),
    ],
)
def test_a_receipt_for_something_else_lets_nothing_go(
    spool: Spool, change: dict[str, str]
) -> None:
    spool.offer([an_entry()])
    (row,) = spool.due(10)

    spool.settle([receipt_for(row).model_copy(update=change)])

    assert spool.due(10) == [row]
    assert spool.counts().accepted == 0


def test_a_receipt_that_comes_twice_counts_once(spool: Spool) -> None:
    spool.offer([an_entry()])
    (row,) = spool.due(10)

    first = spool.settle([receipt_for(row)])
    second = spool.settle([receipt_for(row, Outcome.REJECTED)])

    assert (first, second) == ([""], [])
    assert spool.counts().accepted == 1
    assert spool.counts().rejected == 0
    assert spool.counts().is_idle


def test_the_report_is_wiped_from_the_disk_once_receipted(
    path: Path, spool: Spool
) -> None:
    spool.offer([an_entry(narrative=Personal(WORDS))])
    assert WORDS.encode() in bytes_of(path)
    (row,) = spool.due(10)

    spool.settle([receipt_for(row)])
    spool.tidy()

    assert WORDS.encode() not in bytes_of(path)
    assert row.submission_id.encode() in bytes_of(path)


def bytes_of(path: Path) -> bytes:
    """Return all that lies on the disk, the write-ahead log included."""
    return b"".join(
        found.read_bytes() for found in path.parent.iterdir() if found.suffix != ".x"
    )


def test_a_full_spool_says_so_and_keeps_nothing_of_the_call(
    path: Path, clock: SetClock
) -> None:
    spool = Spool(path, clock=clock, max_waiting=2)
    spool.offer([an_entry(1)])

    with pytest.raises(SpoolFullError) as caught:
        spool.offer([an_entry(2), an_entry(3)])

    assert "暂存已满（1 条" in str(caught.value)
    assert "请" in str(caught.value)
    assert spool.counts().submitted == 1
    spool.settle([receipt_for(spool.due(1)[0])])
    assert spool.offer([an_entry(2), an_entry(3)]) == [Offered.TAKEN] * 2
    spool.close()


def test_the_same_row_again_sends_nothing_even_after_its_receipt(spool: Spool) -> None:
    spool.offer([an_entry()])
    spool.settle([receipt_for(spool.due(1)[0])])

    assert spool.offer([an_entry()]) == [Offered.KNOWN]
    assert spool.due(10) == []


@pytest.mark.parametrize(
    ("outcome", "offered"),
    [
        pytest.param(Outcome.ACCEPTED, Offered.CHANGED, id="accepted stands"),
        pytest.param(Outcome.QUARANTINED, Offered.CHANGED, id="a person looks at it"),
        pytest.param(Outcome.REJECTED, Offered.TAKEN, id="rejected may be mended"),
    ],
)
def test_only_a_rejected_row_may_come_again_with_other_words(
    spool: Spool, outcome: Outcome, offered: Offered
) -> None:
    spool.offer([an_entry()])
    spool.settle([receipt_for(spool.due(1)[0], outcome)])

    found = spool.offer([an_entry(narrative=Personal("改正后"))])

    assert found == [offered]
    names = [row.submission_id for row in spool.due(10)]
    assert names == (
        ["finance-check-000001.2"] if offered is Offered.TAKEN else []
    )  # its own id is taken at the centre


def test_a_row_that_the_stream_would_refuse_is_not_taken(spool: Spool) -> None:
    entry = an_entry(narrative=Personal("长" * 20_000))
    big = entry.message.model_copy(update={"title": "长" * 80_000})

    assert spool.offer([Entry(message=big, content_sha256="0" * 64)]) == [
        Offered.TOO_LARGE
    ]
    assert spool.counts().submitted == 0


def test_a_letter_receipt_is_done_when_the_bus_has_it(spool: Spool) -> None:
    spool.offer([an_acknowledgement()])
    assert spool.counts().other_waiting == 1

    spool.mark_sent(spool.due(1), again_at=0)

    assert spool.counts() == Counts(0, 0, 0, 0, 0, 0, 0)
    assert spool.due(10) == []


RECEIPTS = st.lists(
    st.tuples(st.integers(1, 5), st.booleans(), st.sampled_from(Outcome)), max_size=12
)


@given(RECEIPTS)
def test_a_row_is_let_go_exactly_when_its_own_bytes_are_receipted(
    told: list[tuple[int, bool, Outcome]],
) -> None:
    spool = Spool(Path(":memory:"), clock=SetClock(START))
    spool.offer([an_entry(number) for number in range(1, 6)])
    rows = {row.submission_id: row for row in spool.due(10)}
    done: dict[str, Outcome] = {}

    for number, fits, outcome in told:
        name = f"finance-check-{number:06d}"
        receipt: Receipt = receipt_for(rows[name], outcome)
        if fits:
            done.setdefault(name, outcome)
        else:
            receipt = receipt.model_copy(update={"body_sha256": "f" * 64})
        spool.settle([receipt])

    counts = spool.counts()
    assert {row.submission_id for row in spool.due(10)} == rows.keys() - done.keys()
    assert counts.submitted == 5
    assert counts.accepted == list(done.values()).count(Outcome.ACCEPTED)
    assert counts.is_idle == (len(done) == 5)
    spool.close()
