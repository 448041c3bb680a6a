"""Promise: ids sort by the moment of making and fit the types of the contracts."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from lianqing_shared.contracts.base import CaseId, ReportId
from lianqing_shared.ids import new_id
from lianqing_shared.testing.databases import START

MOMENTS = st.integers(0, 10**9).map(lambda s: START + timedelta(seconds=s))


@given(MOMENTS, st.integers(1, 10**9), st.integers(0, 2**80 - 1))
def test_later_ids_sort_after_earlier_ones(at: datetime, ms: int, bits: int) -> None:
    early = new_id("rp", at, random_bits=lambda _: bits)
    late = new_id("rp", at + timedelta(milliseconds=ms), random_bits=lambda _: 0)

    assert early < late


@given(MOMENTS)
def test_ids_fit_their_types(at: datetime) -> None:
    assert TypeAdapter(ReportId).validate_python(new_id("rp", at))
    assert TypeAdapter(CaseId).validate_python(new_id("ca", at))


def test_two_ids_of_one_moment_differ() -> None:
    assert new_id("ca", START) != new_id("ca", START)
