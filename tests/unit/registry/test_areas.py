"""Promise: an area code is 6, 9 or 12 digits, real in form, and inside its parent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_registry.domain.areas import check_area_code
from lianqing_registry.errors.units import AreaCodeError

TOWNS = st.integers(1, 599).map(lambda n: f"{n:03}")
COUNTIES = st.sampled_from(["110101", "411525", "620922", "000001"])


@pytest.mark.parametrize(
    ("code", "why"),
    [
        pytest.param("41152", "6、9 或 12 位", id="five digits"),
        pytest.param("4115251", "6、9 或 12 位", id="seven digits"),
        pytest.param("411525101201220", "6、9 或 12 位", id="with urban-rural class"),
        pytest.param("41152A", "6、9 或 12 位", id="a letter"),
        pytest.param("４１１５２５", "6、9 或 12 位", id="full-width digits"),
        pytest.param("991525", "省级", id="no such province"),
        pytest.param("411525000", "乡级", id="town group of zeros"),
        pytest.param("411525101900", "乡级或村级", id="village group too high"),
    ],
)
def test_what_is_no_area_code_is_refused_with_the_reason(code: str, why: str) -> None:
    with pytest.raises(AreaCodeError, match=why):
        check_area_code(code)


@given(COUNTIES, TOWNS, TOWNS)
def test_every_code_lies_within_the_codes_it_begins_with(
    county: str, town: str, village: str
) -> None:
    check_area_code(county)
    check_area_code(county + town, parent=county)
    check_area_code(county + town + village, parent=county + town)


@given(COUNTIES, TOWNS, COUNTIES, TOWNS)
def test_a_code_of_elsewhere_is_refused(
    county: str, town: str, other_county: str, other_town: str
) -> None:
    code, parent = county + town, other_county + other_town
    if code == parent:
        return

    with pytest.raises(AreaCodeError, match="不在上级单位的区划"):
        check_area_code(code, parent=parent)


def test_an_office_without_area_needs_no_code() -> None:
    check_area_code(None, parent="411525")
