"""Numbers of people and organisations are checked and never quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_sdk.cells import Cell
from lianqing_sdk.errors import CellError
from lianqing_sdk.identity import (
    id_check_digit,
    mask_number,
    read_credit_code,
    read_id_number,
    uscc_check_digit,
)
from tests.unit.sdk.files import problem_of

FIRST = "00000019800101123"
NUMBER = FIRST + id_check_digit(FIRST)


def test_the_published_examples_pass() -> None:
    assert id_check_digit("11010519491231002") == "X"
    assert uscc_check_digit("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    "written",
    [NUMBER, f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", f"'{NUMBER}"],
)
def test_a_number_is_read_with_spaces_and_apostrophes(written: str) -> None:
    assert read_id_number(written) == NUMBER


def test_a_small_x_is_made_large() -> None:
    assert read_id_number("11010519491231002x") == "11010519491231002X"


def test_an_old_number_is_the_same_person_as_the_new_one() -> None:
    assert read_id_number("000000800101123") == NUMBER
    assert read_id_number("") is None


def test_a_masked_number_counts_as_absent() -> None:
    assert read_id_number("000000********1234") is None


@pytest.mark.parametrize(
    "written", [4.11522199001011e17, "4.11522E+17", "411522199001011000"]
)
def test_excel_damage_is_recognised(written: Cell) -> None:
    with pytest.raises(CellError) as caught:
        read_id_number(written)

    assert "科学计数" in caught.value.problem.reason
    assert "文本" in caught.value.problem.advice


@pytest.mark.parametrize("written", ["123", "00000019800101123A", "00000019801301123"])
def test_a_wrong_number_has_a_reason(written: str) -> None:
    with pytest.raises(CellError):
        read_id_number(written)


@given(
    st.integers(0, 10**17 - 1),
    st.sampled_from("0123456789X"),
)
def test_no_reason_ever_quotes_the_number(first: int, last: str) -> None:
    number = f"{first:017d}{last}"

    problem = problem_of(lambda: read_id_number(number))

    assert problem is None or number[2:16] not in problem.reason


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_a_credit_code_passes_with_its_own_check_only(first: str) -> None:
    code = first + uscc_check_digit(first)
    wrong = first + ("1" if code[-1] == "0" else "0")

    assert read_credit_code(code) == code
    with pytest.raises(CellError):
        read_credit_code(wrong)


def test_masking_keeps_two_at_each_end() -> None:
    assert mask_number(NUMBER) == f"00{'*' * 14}{NUMBER[-2:]}"
