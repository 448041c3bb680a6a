"""Promise: a checkpoint counts only as signed, and its printed code is read back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.security.checkpoints import (
    BadCodeError,
    is_genuine,
    make_checkpoint,
    read_code,
    short_code,
)
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START

DIGESTS = st.integers(0, 2**256 - 1).map(lambda number: f"{number:064x}")
TYPED = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def a_checkpoint(signer: Signer) -> Checkpoint:
    return make_checkpoint(
        AuditedService.GRADING, seq=7, digest="a" * 64, at=START, signer=signer
    )


def test_a_checkpoint_is_genuine_as_it_was_made_and_as_it_travelled() -> None:
    made = a_checkpoint(Signer.new())

    assert is_genuine(made)
    assert is_genuine(Checkpoint.model_validate_json(made.model_dump_json()))


@pytest.mark.parametrize(
    "change",
    [
        {"service": AuditedService.NOTIFY},
        {"seq": 8},
        {"digest": "b" * 64},
        {"at": START + timedelta(microseconds=1)},
        {"public_key": Signer.new().public_key},
        {"signature": ""},
        {"signature": "AAAA"},
    ],
    ids=("service", "seq", "digest", "at", "key", "unsigned", "signature"),
)
def test_no_part_of_a_checkpoint_can_be_changed(change: dict[str, object]) -> None:
    assert not is_genuine(a_checkpoint(Signer.new()).model_copy(update=change))


def test_the_same_digest_gives_the_same_code_for_ever() -> None:
    assert short_code("0" * 64) == "0000-0000-0000-0000-0"
    assert short_code("f" * 64) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ-~"
    assert short_code("0123456789abcdef" * 4) == "04HM-ASW9-NF6Y-Y093-B"


@given(DIGESTS)
def test_a_code_is_read_back_however_it_is_typed(digest: str) -> None:
    code = short_code(digest)

    assert read_code(code) == code
    assert read_code(code.lower().replace("-", " ")) == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


@given(DIGESTS, st.integers(0, 15), st.sampled_from(TYPED))
def test_one_mistyped_character_is_always_noticed(
    digest: str, at: int, typed: str
) -> None:
    plain = short_code(digest).replace("-", "")
    if plain[at] == typed:
        return

    with pytest.raises(BadCodeError):
        read_code(plain[:at] + typed + plain[at + 1 :])


@given(DIGESTS, st.integers(0, 14))
def test_two_neighbours_exchanged_are_always_noticed(digest: str, at: int) -> None:
    plain = short_code(digest).replace("-", "")
    if plain[at] == plain[at + 1]:
        return

    with pytest.raises(BadCodeError):
        read_code(plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :])


@pytest.mark.parametrize(
    "typed", ["", "K7QM", "UUUU-UUUU-UUUU-UUUU-U", "0" * 40, "中文"]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(BadCodeError):
        read_code(typed)
