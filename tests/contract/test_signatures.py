"""Promise: a signature outlives new fields, and no signed value can be exchanged."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.letters import AcknowledgeLetter, LetterServed
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.contracts.reports import Outcome, Receipt, ReportsReceipted
from lianqing_shared.contracts.signed import fixed_bytes
from lianqing_shared.security.signing import Signer, verify
from lianqing_shared.testing.databases import START

SIGNER = Signer.new()
VALUES = st.lists(st.none() | st.integers() | st.text(), max_size=5)


def a_receipt(**given_values: Any) -> ReportsReceipted:
    line = {
        "submission_id": "finance-000001",
        "body_sha256": "0" * 64,
        "outcome": Outcome.ACCEPTED,
        "report_no": "2026-1124-0001",
    }
    unsigned = ReportsReceipted(
        unit="finance",
        receipts=(Receipt(**(line | given_values)),),
        centre_time=START,
        signed_by=SIGNER.public_key,
        signature="",
    )
    signature = SIGNER.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature})


def test_an_older_listener_still_finds_the_signature_right() -> None:
    newer = a_receipt().model_dump(mode="json")
    newer["added_later"] = 1
    newer["receipts"][0]["added_later"] = "x"

    heard = ReportsReceipted.model_validate(newer)

    assert verify(SIGNER.public_key, heard.signed_bytes(), heard.signature)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("outcome", Outcome.REJECTED),
        ("body_sha256", "1" * 64),
        ("report_no", None),
        ("reason", "改过的理由"),
        ("submission_id", "finance-000002"),
    ],
)
def test_no_signed_value_can_be_exchanged(field: str, value: Any) -> None:
    signature = a_receipt().signature

    changed = a_receipt(**{field: value})

    assert not verify(SIGNER.public_key, changed.signed_bytes(), signature)


@given(VALUES, VALUES)
def test_two_lists_of_values_never_give_the_same_bytes(
    one: list[str | int | None], other: list[str | int | None]
) -> None:
    assert (fixed_bytes(*one) == fixed_bytes(*other)) == (one == other)


def a_served_letter(**given_values: Any) -> LetterServed:
    known = {
        "letter_id": "le_" + "0" * 26,
        "number": "柳廉询〔2026〕3号",
        "kind": LetterKind.INQUIRY,
        "level": Level.TWO,
        "title": "廉情预警质询书",
        "unit": "finance",
        "issued_at": START,
        "reply_due_on": START.date(),
        "pdf": b"JVBERg==",
        "pdf_sha256": "0" * 64,
        "signed_by": SIGNER.public_key,
        "signature": "",
    }
    return LetterServed(**(known | given_values))


def an_acknowledgement(**given_values: Any) -> AcknowledgeLetter:
    known = {
        "submission_id": "ack-00000001",
        "letter_id": "le_" + "0" * 26,
        "pdf_sha256": "0" * 64,
        "received_at": START,
        "signed_by": SIGNER.public_key,
        "signature": "",
    }
    return AcknowledgeLetter(**(known | given_values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("letter_id", "le_" + "1" * 26),
        ("number", "柳廉询〔2026〕4号"),
        ("kind", LetterKind.NOTICE),
        ("level", Level.THREE),
        ("title", "另一标题"),
        ("unit", "court"),
        ("issued_at", START + timedelta(days=1)),
        ("reply_due_on", START.date() + timedelta(days=1)),
        ("pdf_sha256", "1" * 64),
        pytest.param("signed_by", Signer.new().public_key, id="another key"),
    ],
)
def test_a_letters_signature_covers_what_the_unit_relies_on(
    field: str, value: Any
) -> None:
    changed = a_served_letter(**{field: value})

    assert changed.signed_bytes() != a_served_letter().signed_bytes()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("submission_id", "ack-00000002"),
        ("letter_id", "le_" + "1" * 26),
        ("pdf_sha256", "1" * 64),
        ("received_at", START + timedelta(days=1)),
        pytest.param("signed_by", Signer.new().public_key, id="another key"),
    ],
)
def test_a_units_signature_covers_what_it_signed_for(field: str, value: Any) -> None:
    changed = an_acknowledgement(**{field: value})

    assert changed.signed_bytes() != an_acknowledgement().signed_bytes()
