"""Promise: nobody gets a letter without the body of its level behind it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_notify.domain.authority import (
    DECIDING_BODIES,
    Issuer,
    flaw_of_basis,
    flaw_of_content,
    flaw_of_issuer,
)
from lianqing_shared.contracts.cases import Basis, Body
from lianqing_shared.contracts.plan import Level
from lianqing_shared.testing.decisions import a_decision

AT = datetime(2026, 11, 23, tzinfo=UTC)
BASES = st.builds(
    Basis,
    body=st.sampled_from(Body),
    decided_by=st.just(f"pe_{'0' * 26}"),
    decided_at=st.just(AT),
    convened_units=st.lists(st.sampled_from(["court", "police", "finance"])).map(tuple),
    opinions=st.integers(0, 4),
    resolution_no=st.sampled_from([None, "", " ", "县纪常〔2026〕17号"]),
    reason=st.just(""),
)


@given(st.sampled_from(Level), BASES)
def test_only_the_body_of_the_level_passes(level: Level, basis: Basis) -> None:
    if flaw_of_basis(level, basis) is None:
        assert basis.body in DECIDING_BODIES[level]
        if level is Level.TWO:
            assert len(set(basis.convened_units)) >= 2
            assert basis.opinions >= 2
        if basis.body is Body.COUNTY_COMMITTEE:
            assert (basis.resolution_no or "").strip()


def test_no_body_decides_two_levels() -> None:
    bodies = [body for level in Level for body in DECIDING_BODIES[level]]

    assert sorted(bodies) == sorted(Body)


def test_a_unit_named_twice_is_one_unit() -> None:
    basis = Basis(
        body=Body.DEPUTY_SECRETARY,
        decided_by=f"pe_{'0' * 26}",
        decided_at=AT,
        convened_units=("court", "court"),
        opinions=2,
    )

    assert "至少2个成员单位" in (flaw_of_basis(Level.TWO, basis) or "")


@pytest.mark.parametrize(
    ("level", "issuer", "is_refused"),
    [
        (Level.ONE, Issuer(word="柳监", organ="某办", legal_basis="法"), True),
        (
            Level.ONE,
            Issuer(word="柳监", organ="某办", legal_basis="", authorisation="文"),
            True,
        ),
        (
            Level.ONE,
            Issuer(word="柳监", organ="某办", legal_basis="法", authorisation="文"),
            False,
        ),
        (Level.THREE, Issuer(word="柳廉告", organ="中心", legal_basis=""), False),
        (Level.TWO, None, True),
    ],
)
def test_level_one_needs_an_authorised_organ(
    level: Level, issuer: Issuer | None, *, is_refused: bool
) -> None:
    assert (flaw_of_issuer(level, issuer) is not None) is is_refused


@pytest.mark.parametrize(
    ("circumstances", "finding", "flaw"),
    [
        (("P4.2.2",), "属实", None),
        (("P4.2.2", "P4.3.2"), "属实", None),
        (("P4.3.2",), "属实", "没有引用二级"),
        ((), "属实", "没有引用二级"),
        (("P4.2.2", "P4.1.3"), "属实", "更重的"),
        (("P4.2.2",), " ", "没有核实情况"),
    ],
)
def test_a_letter_needs_a_finding_and_a_circumstance_of_its_level(
    circumstances: tuple[str, ...], finding: str, flaw: str | None
) -> None:
    decided = a_decision(Level.TWO, finding=finding)
    decided = decided.model_copy(update={"circumstances": circumstances})

    found = flaw_of_content(decided)

    assert (found is None) if flaw is None else (flaw in (found or ""))
