"""Promise: over the real bus a decision reaches its unit as a letter and comes back."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from nats.aio.client import Client
from sqlalchemy import select

from lianqing_notify.entrypoints.bus import register
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_notify.store.tables import Base
from lianqing_notify.usecases.desk import Desk
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.publish import Outgoing, publish_one
from lianqing_shared.bus.pull import ContinuousPull
from lianqing_shared.bus.relay import Relay
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.base import Message
from lianqing_shared.contracts.cases import Body, WarningDecided
from lianqing_shared.contracts.letters import (
    LetterServed,
    LetterState,
    LetterView,
    ReplyLetter,
    ShowLetter,
)
from lianqing_shared.contracts.network import UnitKey
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.grants import API
from lianqing_shared.security.signing import Signer, verify
from lianqing_shared.security.tokens import sign_actor
from lianqing_shared.testing.databases import opened
from lianqing_shared.testing.decisions import (
    AT,
    BASES,
    a_decision,
    a_receipt,
    a_unit,
    an_actor,
    an_answer,
)
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import LIMIT_S

REGISTRY = Signer.new()


@pytest.fixture
async def desk(sqlite_url: str, clock: SetClock) -> AsyncIterator[Desk]:
    async with opened(
        sqlite_url, Base.metadata, clock=clock, service=Principal.NOTIFY
    ) as database:
        yield Desk(
            database=database,
            town=read_town(None),
            typesetter=Typesetter(FONT_FOLDERS),
            signer=Signer.new(),
        )


@pytest.fixture
async def running(desk: Desk, secured_nats: SecuredNats) -> AsyncIterator[ServiceBus]:
    bus = ServiceBus(
        secured_nats.url,
        principal=Principal.NOTIFY,
        database=desk.database,
        credentials=secured_nats.credentials("notify"),
        registry_key=REGISTRY.public_key,
        now=desk.database.clock.now,
    )
    register(bus, desk)
    await bus.start()
    yield bus
    await bus.stop()


async def connected(secured: SecuredNats, name: str) -> Client:
    return await connect(secured.url, name=name, credentials=secured.credentials(name))


async def say(secured: SecuredNats, speaker: str, message: Message, key: str) -> None:
    client = await connected(secured, speaker)
    await publish_one(
        client,
        Outgoing(
            subject=message.topic.base,
            headers={"ce-id": key},
            body=message.model_dump_json().encode(),
        ),
    )
    await client.close()


async def ask(secured: SecuredNats, number: str, *roles: Role, unit: str) -> LetterView:
    client = await connected(secured, "console")
    try:
        token = sign_actor(an_actor(*roles, unit=unit), REGISTRY)
        question = ShowLetter(letter=number, with_pdf=True)
        return await RpcClient(client).ask(question, token)
    finally:
        await client.close()


async def receive(secured: SecuredNats, unit: str) -> LetterServed:
    """Return the next letter as the unit's own account reads it."""
    (letter,) = await receive_all(secured, unit, count=1)
    return letter


async def receive_all(
    secured: SecuredNats, unit: str, *, count: int
) -> list[LetterServed]:
    """Return as many letters as the unit's own account reads them."""
    client = await connected(secured, f"unit-{unit}")
    pull = ContinuousPull(client, stream="LETTERS", durable=f"unit-{unit}", prefix=API)
    await pull.start()
    letters: list[LetterServed] = []
    while len(letters) < count:
        for message in await pull.batch():
            await message.ack()
            letters.append(LetterServed.model_validate_json(message.data))
    await client.close()
    return letters


async def relayed(running: ServiceBus, desk: Desk, *, rows: int) -> None:
    """Send what was said, once that many rows have been."""
    relay, sent = Relay(desk.database, running.client), 0
    while sent < rows:
        await desk.database.something_said.wait()
        desk.database.something_said.clear()
        sent += await relay.step()


async def test_a_letter_goes_out_is_signed_for_and_answered(
    secured_nats: SecuredNats, running: ServiceBus, desk: Desk
) -> None:
    unit_key = Signer.new()
    court = a_unit("court", name="柳园人民法庭", public_key=unit_key.public_key)
    decided = a_decision(Level.TWO, addressee="court")

    await say(secured_nats, "registry", court, "u1")
    await say(secured_nats, "grading", decided, "d1")
    await relayed(running, desk, rows=2)
    served = await receive(secured_nats, "court")

    assert hashlib.sha256(served.pdf).hexdigest() == served.pdf_sha256
    assert verify(served.signed_by, served.signed_bytes(), served.signature)

    reply = ReplyLetter(
        submission_id="reply-0001",
        letter_id=served.letter_id,
        **an_answer().model_dump(),
    )
    await say(secured_nats, "unit-court", a_receipt(served, unit_key), "r1")
    await say(secured_nats, "unit-court", reply, "r2")
    await relayed(running, desk, rows=2)

    view = await ask(secured_nats, served.number, Role.CENTRE_DIRECTOR, unit="centre")
    assert view.state is LetterState.REPLIED
    assert view.acknowledged_at is not None
    assert view.allowed == ("accept", "return")
    own = await ask(secured_nats, served.number, Role.UNIT_HEAD, unit="court")
    assert own.pdf == served.pdf
    with pytest.raises(RefusedError) as caught:
        await ask(secured_nats, served.number, Role.UNIT_HEAD, unit="police")
    assert caught.value.code == "not_found"


async def test_receipts_around_a_change_of_key_are_all_taken(
    secured_nats: SecuredNats, running: ServiceBus, desk: Desk
) -> None:
    old, fresh = Signer.new(), Signer.new()
    first = a_unit("court", public_key=old.public_key)
    await say(secured_nats, "registry", first, "u1")
    for key in ("d1", "d2"):
        decided = a_decision(Level.TWO, addressee="court")
        await say(secured_nats, "grading", decided, key)
    await relayed(running, desk, rows=4)
    letters = await receive_all(secured_nats, "court", count=2)

    # The one signed with the new key comes before the news of that key.
    await say(secured_nats, "unit-court", a_receipt(letters[0], fresh), "r1")
    keys = (
        UnitKey(public_key=old.public_key, since=AT, until=AT + timedelta(days=2)),
        UnitKey(public_key=fresh.public_key, since=AT),
    )
    second = a_unit("court", public_key=fresh.public_key, version=2, keys=keys)
    await say(secured_nats, "registry", second, "u2")
    await say(secured_nats, "unit-court", a_receipt(letters[1], old), "r2")
    await relayed(running, desk, rows=2)

    for letter in letters:
        seen = await ask(
            secured_nats, letter.number, Role.CENTRE_DIRECTOR, unit="centre"
        )
        assert seen.acknowledged_at is not None


async def test_a_decision_by_the_wrong_body_is_kept_and_issues_nothing(
    secured_nats: SecuredNats, running: ServiceBus, desk: Desk
) -> None:
    basis = BASES[Level.ONE].model_copy(update={"body": Body.CENTRE})
    wrong: WarningDecided = a_decision(Level.ONE, basis=basis)
    table = desk.database.journal.quarantine

    await say(secured_nats, "grading", wrong, "d1")

    kept: list[str] = []
    async with asyncio.timeout(LIMIT_S):
        while not kept:
            async with desk.database.look() as session:
                kept = list(await session.scalars(select(table.c.reason)))
    assert "一级预警应由镇党委书记或县纪委常委会决定" in kept[0]
