"""Promise: only the registry can say who acts, and only for a short while."""

import base64
from datetime import timedelta

import nkeys
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.errors import NotAllowedError, SettingsError
from lianqing_shared.security.signing import Signer, new_seed, verify
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
    [timedelta(minutes=10), timedelta(days=1), timedelta(seconds=-31)],
)
def test_a_token_out_of_its_time_is_refused(offset: timedelta) -> None:
    with pytest.raises(NotAllowedError, match="过期"):
        read_actor(TOKEN, key=REGISTRY.public_key, at=START + offset)


def test_a_service_whose_clock_lags_a_little_takes_a_fresh_token() -> None:
    behind = START - timedelta(seconds=30)

    assert read_actor(TOKEN, key=REGISTRY.public_key, at=behind) == ACTOR


@given(st.binary(), st.binary())
def test_a_signature_fits_its_own_bytes_only(data: bytes, other: bytes) -> None:
    signature = REGISTRY.sign(data)

    assert verify(REGISTRY.public_key, data, signature)
    assert verify(REGISTRY.public_key, other, signature) == (data == other)


@given(st.binary(min_size=32, max_size=32))
def test_a_seed_reads_as_the_authoritys_library_reads_it(raw: bytes) -> None:
    seed = nkeys.encode_seed(raw, nkeys.PREFIX_BYTE_USER)
    theirs = nkeys.from_seed(seed)

    ours = Signer(seed.decode())

    assert ours.public_key == theirs.public_key.decode()
    assert base64.urlsafe_b64decode(ours.sign(raw)) == theirs.sign(raw)


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param("", id="nothing"),
        pytest.param("kein Schluessel", id="something else"),
        pytest.param(REGISTRY.public_key, id="the public half"),
        pytest.param(new_seed()[:-1] + "1", id="a slip of the pen"),
        pytest.param(new_seed()[:-8], id="cut off"),
    ],
)
def test_what_is_no_seed_is_told_without_being_quoted(seed: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Signer(seed)

    assert not seed or seed not in str(caught.value)
