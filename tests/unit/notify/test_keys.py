"""Promise: what a unit signed stays good when its key is replaced or taken away."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianqing_notify.domain.keys import CLOCKS_DIFFER_BY, was_in_force
from lianqing_notify.errors import SignatureRefusedError
from lianqing_notify.usecases.acknowledge_letter import acknowledge_letter
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.views import show
from lianqing_shared.contracts.letters import LetterServed
from lianqing_shared.contracts.network import UnitKey, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import said
from lianqing_shared.testing.decisions import (
    AT,
    a_decision,
    a_receipt,
    a_unit,
    an_actor,
)

ROTATED_AT = AT + timedelta(days=3)
MOMENTS = st.integers(0, 300 * 86_400).map(lambda late: AT + timedelta(seconds=late))


async def a_served_letter(desk: Desk) -> LetterServed:
    await issue_letter(desk, a_decision(), message_id="d1")
    (served,) = [m for m in await said(desk.database) if isinstance(m, LetterServed)]
    return served


async def rotated(desk: Desk, old: Signer, *, status: UnitStatus) -> Signer:
    """Have the registry tell that another key has taken the old one's place."""
    fresh = Signer.new()
    keys = (
        UnitKey(public_key=old.public_key, since=AT, until=ROTATED_AT),
        UnitKey(public_key=fresh.public_key, since=ROTATED_AT),
    )
    await keep_unit(
        desk,
        a_unit(public_key=fresh.public_key, version=2, status=status, keys=keys),
        message_id="u2",
    )
    return fresh


async def take(
    desk: Desk,
    served: LetterServed,
    signer: Signer,
    *,
    at: datetime,
    deliveries: int = 1,
) -> bool:
    """Give notify a receipt signed at a moment; return whether it counts."""
    await acknowledge_letter(
        desk,
        a_receipt(served, signer, received_at=at),
        unit="finance",
        message_id="r1",
        deliveries=deliveries,
    )
    actor = an_actor(Role.CENTRE_DIRECTOR)
    view = await show(desk, served.letter_id, actor)
    return view.acknowledged_at is not None


@pytest.mark.parametrize("status", [UnitStatus.ACTIVE, UnitStatus.REVOKED])
async def test_a_receipt_signed_just_before_the_key_was_replaced_is_not_lost(
    desk: Desk, unit_key: Signer, status: UnitStatus
) -> None:
    served = await a_served_letter(desk)
    await rotated(desk, unit_key, status=status)

    assert await take(desk, served, unit_key, at=ROTATED_AT - timedelta(seconds=1))


async def test_a_receipt_signed_with_the_new_key_counts(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)
    fresh = await rotated(desk, unit_key, status=UnitStatus.ACTIVE)

    assert await take(desk, served, fresh, at=ROTATED_AT + timedelta(days=9))


async def test_a_receipt_signed_long_after_the_key_was_replaced_is_refused(
    desk: Desk, unit_key: Signer
) -> None:
    served = await a_served_letter(desk)
    await rotated(desk, unit_key, status=UnitStatus.ACTIVE)

    with pytest.raises(SignatureRefusedError):
        await take(desk, served, unit_key, at=ROTATED_AT + timedelta(days=2))


async def test_another_units_key_signs_nothing_for_this_one(desk: Desk) -> None:
    served, foreign = await a_served_letter(desk), Signer.new()
    await keep_unit(
        desk, a_unit("court", public_key=foreign.public_key), message_id="u3"
    )

    with pytest.raises(SignatureRefusedError):
        await take(desk, served, foreign, at=AT)


async def test_a_registry_that_tells_no_past_keys_ends_the_old_one_too(
    desk: Desk, unit_key: Signer
) -> None:
    served, fresh = await a_served_letter(desk), Signer.new()
    await keep_unit(
        desk, a_unit(public_key=fresh.public_key, version=2), message_id="u2"
    )

    with pytest.raises(SignatureRefusedError):
        await take(desk, served, unit_key, at=AT + timedelta(days=2))
    assert await take(desk, served, unit_key, at=AT)


@given(signed=MOMENTS, since=MOMENTS, lasting=st.timedeltas(timedelta(0)))
def test_a_key_counts_from_its_beginning_to_its_end_give_or_take_a_day(
    signed: datetime, since: datetime, lasting: timedelta
) -> None:
    until = since + min(lasting, timedelta(days=200))

    counts = was_in_force(signed, since=since, until=until)

    assert counts == (since - CLOCKS_DIFFER_BY <= signed <= until + CLOCKS_DIFFER_BY)
    assert was_in_force(signed, since=None, until=None)
