"""Promise: whatever is done to a chain, the first row that does not fit is named.

Five kinds of tampering, each on plain rows; `integration/test_audit_tampering.py` does
the same to databases.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.security.chain import (
    BETWEEN,
    GENESIS,
    Break,
    Fault,
    Inspection,
    Link,
    digest_of,
    inspect,
)
from lianqing_shared.security.checkpoints import make_checkpoint
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START

SERVICE = AuditedService.GRADING
SIGNER = Signer.new()
LENGTH = 12


def chained(contents: Sequence[Link]) -> list[Link]:
    """Return rows with fresh numbers and digests: what a forger with time would do."""
    rows, prev = [], GENESIS
    for seq, content in enumerate(contents, start=1):
        row = content._replace(seq=seq, prev=prev)
        prev = digest_of(row)
        rows.append(row._replace(digest=prev))
    return rows


def a_chain(length: int = LENGTH) -> list[Link]:
    return chained(
        [
            Link(0, "", "", START.isoformat(), "pe_1", "case.read", f"ca_{n}", "{}")
            for n in range(length)
        ]
    )


def changed(row: Link, column: str, text: str) -> Link:
    values: dict[str, Any] = {column: text}
    return row._replace(**values)


def sealed(row: Link, *, service: AuditedService = SERVICE) -> Checkpoint:
    at = START + timedelta(days=row.seq)
    return make_checkpoint(
        service, seq=row.seq, digest=row.digest, at=at, signer=SIGNER
    )


def broken(rows: Sequence[Link], *checkpoints: Checkpoint) -> Break | None:
    return inspect(rows, service=SERVICE, checkpoints=checkpoints).broken


def test_a_whole_chain_is_whole_and_tells_how_far_it_is_sealed() -> None:
    rows = a_chain()
    found = inspect(rows, service=SERVICE, checkpoints=[sealed(rows[8])])

    assert found == Inspection(rows=LENGTH, withheld=0, sealed=9, broken=None)


def test_an_empty_chain_is_whole_until_a_checkpoint_has_seen_a_row() -> None:
    assert broken([]) is None
    seen = sealed(a_chain()[4])
    assert broken([], seen) == Break(fault=Fault.CUT, seq=1, other=5, checkpoint=seen)


@pytest.mark.parametrize("column", ["at", "actor", "action", "object_id", "detail"])
def test_an_edited_row_is_named(column: str) -> None:
    rows = a_chain()
    rows[5] = changed(rows[5], column, "other")

    assert broken(rows) == Break(fault=Fault.EDITED, seq=6)


def test_a_row_edited_with_a_fresh_digest_is_not_followed_by_the_next() -> None:
    rows = a_chain()
    edited = rows[5]._replace(actor="pe_2")
    rows[5] = edited._replace(digest=digest_of(edited))

    assert broken(rows) == Break(fault=Fault.UNLINKED, seq=7)


@pytest.mark.parametrize("gone", [slice(5, 6), slice(5, 8), slice(0, 1)])
def test_rows_cut_out_of_the_middle_are_named(gone: slice) -> None:
    rows = a_chain()
    del rows[gone]

    assert broken(rows) == Break(
        fault=Fault.GAP, seq=gone.start + 1, other=gone.stop + 1
    )


def test_rows_cut_out_and_the_rest_numbered_anew_are_noticed() -> None:
    rows = a_chain()
    del rows[5]
    rows = [row._replace(seq=seq) for seq, row in enumerate(rows, start=1)]

    assert broken(rows) == Break(fault=Fault.EDITED, seq=6)


def test_a_cut_tail_passes_alone_but_not_before_a_checkpoint() -> None:
    rows = a_chain()
    seen = sealed(rows[9])

    assert broken(rows[:8]) is None
    assert broken(rows[:8], seen) == Break(
        fault=Fault.CUT, seq=9, other=10, checkpoint=seen
    )


def test_a_full_rewrite_passes_alone_but_not_before_a_checkpoint() -> None:
    rows = a_chain()
    early, late = sealed(rows[3]), sealed(rows[9])
    forged = chained([*rows[:6], rows[6]._replace(actor="pe_2"), *rows[7:]])

    assert broken(forged) is None
    assert broken(forged, late, early) == Break(
        fault=Fault.REWRITTEN, seq=10, other=4, checkpoint=late
    )


@pytest.mark.parametrize(("one", "other"), [(3, 8), (3, 4), (0, LENGTH - 1)])
def test_two_lines_in_each_others_place_are_both_named(one: int, other: int) -> None:
    rows = a_chain()
    rows[one], rows[other] = rows[other], rows[one]

    assert broken(rows) == Break(fault=Fault.SWAPPED, seq=one + 1, other=other + 1)


@pytest.mark.parametrize(("one", "other"), [(3, 8), (3, 4), (0, LENGTH - 1)])
def test_two_rows_that_exchanged_numbers_are_both_named(one: int, other: int) -> None:
    rows = a_chain()
    rows[one], rows[other] = (
        rows[other]._replace(seq=one + 1),
        rows[one]._replace(seq=other + 1),
    )

    assert broken(rows) == Break(fault=Fault.SWAPPED, seq=one + 1, other=other + 1)


def test_two_rows_that_exchanged_only_what_they_say_are_both_named() -> None:
    rows = a_chain()
    one, other = rows[2], rows[7]
    rows[2] = other._replace(seq=3, prev=one.prev, digest=one.digest)
    rows[7] = one._replace(seq=8, prev=other.prev, digest=other.digest)

    assert broken(rows) == Break(fault=Fault.SWAPPED, seq=3, other=8)


def test_two_rows_swapped_with_fresh_digests_all_along_need_a_checkpoint() -> None:
    rows = a_chain()
    late = sealed(rows[9])
    forged = chained([*rows[:3], rows[8], *rows[4:8], rows[3], *rows[9:]])

    assert broken(forged) is None
    found = broken(forged, late)
    assert found is not None
    assert (found.fault, found.seq) == (Fault.REWRITTEN, 10)


def test_the_same_row_twice_is_noticed() -> None:
    rows = a_chain()
    rows.insert(6, rows[5])

    assert broken(rows) == Break(fault=Fault.GAP, seq=7, other=6)


def test_a_row_whose_text_could_wander_into_the_next_column_is_not_believed() -> None:
    rows = a_chain(3)
    told = rows[1]._replace(object_id=f"ca_1{BETWEEN}x", detail="{}")
    other = rows[1]._replace(object_id="ca_1", detail=f"x{BETWEEN}{{}}")
    assert digest_of(told) == digest_of(other)
    rows[1] = told._replace(digest=digest_of(told))

    assert broken(rows) == Break(fault=Fault.EDITED, seq=2)


def test_a_checkpoint_that_was_not_signed_is_told_and_accuses_nobody() -> None:
    rows = a_chain()
    forged = sealed(rows[4]).model_copy(update={"digest": "f" * 64})

    assert broken(rows, forged) == Break(
        fault=Fault.FORGED_CHECKPOINT, seq=5, checkpoint=forged
    )


def test_a_checkpoint_of_another_service_is_left_aside() -> None:
    rows = a_chain()
    others = a_chain(30)[20]

    assert broken(rows, sealed(others, service=AuditedService.NOTIFY)) is None


def test_a_withheld_row_still_holds_the_chain_together() -> None:
    rows = a_chain()
    seq, prev, digest = rows[5][:3]
    rows[5] = Link(seq, prev, digest, is_withheld=True)
    found = inspect(rows, service=SERVICE)
    assert (found.broken, found.withheld) == (None, 1)

    rows[5] = rows[5]._replace(digest="f" * 64)
    assert broken(rows) == Break(fault=Fault.UNLINKED, seq=7)


@given(
    st.integers(0, LENGTH - 1),
    st.sampled_from(Link._fields[3:8]),
    st.text(max_size=8),
)
def test_any_other_content_anywhere_is_named(at: int, column: str, text: str) -> None:
    rows = a_chain()
    if getattr(rows[at], column) == text:
        return
    rows[at] = changed(rows[at], column, text)

    assert broken(rows) == Break(fault=Fault.EDITED, seq=at + 1)


@given(st.sets(st.integers(1, LENGTH), min_size=1))
def test_any_missing_rows_are_noticed_up_to_the_last_checkpoint(gone: set[int]) -> None:
    rows = a_chain()
    seen = sealed(rows[-1])
    left = [row for row in rows if row.seq not in gone]
    found = broken(left, seen)

    assert found is not None
    assert found.seq == min(gone)
