"""Promise: a document number has the standard's form, and gaps are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_notify.domain.numbers import DocumentNumber, gaps, read_number

NUMBERS = st.builds(
    DocumentNumber,
    word=st.sampled_from(["柳廉告", "柳廉询", "柳廉监建"]),
    year=st.integers(2000, 2100),
    serial=st.integers(1, 99_999),
)


@given(NUMBERS)
def test_a_printed_number_reads_back(number: DocumentNumber) -> None:
    assert read_number(number.text) == number


def test_a_number_has_hexagonal_brackets_and_no_zeros() -> None:
    number = DocumentNumber(word="柳廉询", year=2026, serial=3)

    assert number.text == "柳廉询〔2026〕3号"


@pytest.mark.parametrize(
    "typed", ["柳廉询[2026]3号", "柳廉询（2026）3号", " 柳廉询【2026】 3 号"]
)
def test_brackets_are_read_as_people_type_them(typed: str) -> None:
    assert read_number(typed) == DocumentNumber(word="柳廉询", year=2026, serial=3)


@pytest.mark.parametrize(
    "text", ["", "柳廉询〔2026〕03号", "柳廉询〔26〕3号", "le_01", "第柳廉询〔2026〕3"]
)
def test_other_forms_are_not_numbers(text: str) -> None:
    assert read_number(text) is None


@given(st.sets(st.integers(1, 50), max_size=30))
def test_gaps_are_what_is_missing(used: set[int]) -> None:
    found = gaps(used)

    assert set(found).isdisjoint(used)
    assert set(found) | used == set(range(1, max(used, default=0) + 1))
