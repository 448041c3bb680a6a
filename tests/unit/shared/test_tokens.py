"""Promise: only the registry can say who acts, and only for a short while."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.errors import NotAllowedError
from lianqing_shared.security.signing import Signer, verify
from lianqing_shared.security.tokens import read_actor, sign_actor
from lianqing_shared.testing.databases import START

REGISTRY = Signer.new()
ACTOR = Actor(
    person_id="pe_" + "0" * 26,
    name="乙某",
    roles=(Role.ANALYST,),
    unit="centre",
    session_id="s1",
    issued_at=START,
    expires_at=START + timedelta(minutes=10),
)
TOKEN = sign_actor(ACTOR, REGISTRY)


def test_a_token_gives_its_actor_back() -> None:
    assert read_actor(TOKEN, key=REGISTRY.public_key, at=START) == ACTOR


@pytest.mark.parametrize(
    "token",
    [
        "",  # nothing
        "a.b.c",  # something else's token
        TOKEN.partition(".")[0] + ".",  # without its signature
        sign_actor(ACTOR, Signer.new()),  # signed by another
        sign_actor(
            ACTOR.model_copy(update={"roles": (Role.PARTY_SECRETARY,)}), REGISTRY
        ).partition(".")[0]
        + "."
        + TOKEN.partition(".")[2],  # a graver role under an old signature
    ],
)
def test_a_token_that_the_registry_did_not_sign_is_refused(token: str) -> None:
    with pytest.raises(NotAllowedError, match="请重新登录"):
        read_actor(token, key=REGISTRY.public_key, at=START)


@pytest.mark.parametrize(
    "offset",
    [timedelta(minutes=10), timedelta(days=1), timedelta(seconds=-1)],
)
def test_a_token_out_of_its_time_is_refused(offset: timedelta) -> None:
    with pytest.raises(NotAllowedError, match="过期"):
        read_actor(TOKEN, key=REGISTRY.public_key, at=START + offset)


@given(st.binary(), st.binary())
def test_a_signature_fits_its_own_bytes_only(data: bytes, other: bytes) -> None:
    signature = REGISTRY.sign(data)

    assert verify(REGISTRY.public_key, data, signature)
    assert verify(REGISTRY.public_key, other, signature) == (data == other)
