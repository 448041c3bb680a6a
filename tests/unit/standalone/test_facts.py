"""Amounts are read exactly, and facts left out stay as they were reported."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing.commands.fact_options import facts_from, fen_from
from lianqing.errors import UsageError
from lianqing_shared.contracts.plan import Behaviour, Harm
from lianqing_shared.contracts.reports import Facts


@given(st.integers(min_value=0, max_value=10**13))
def test_an_amount_in_yuan_is_read_to_the_last_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100

    assert fen_from(f"{yuan:.2f}") == fen
    assert fen_from(f"{yuan:,.2f}") == fen


@pytest.mark.parametrize("typed", ["", "一万", "-1", "1.005", "nan", "inf", "1e999999"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(UsageError):
        fen_from(typed)


def test_only_what_was_spelled_out_replaces_the_reported_facts() -> None:
    reported = Facts(
        behaviour=Behaviour.SERVICE_FAILURE, harm=Harm.HEAVIER, public_complaints=7
    )

    facts = facts_from(
        reported,
        behaviour=None,
        consequence=None,
        harm=Harm.GRAVE,
        risk_assessed=None,
        complaints=None,
        amount_yuan="12.5",
    )

    assert facts == reported.model_copy(update={"harm": Harm.GRAVE, "amount_fen": 1250})
