"""Promise: a message is acked after its commit, and nothing that fails is lost."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.publish import Outgoing, publish_batch
from lianqing_shared.bus.relay import Relay
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.bus.runtime import until_told
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.cases import (
    CaseChanged,
    CaseState,
    PolicyView,
    ShowPolicy,
    WarningLifted,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.streams import consumers
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, outbox, service_metadata
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.security.envelopes import HEADER, is_genuine, sign_event
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import sign_actor
from lianqing_shared.testing.databases import START, opened
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until

CASE = "ca_" + "0" * 26
BODY = f'{{"case_id":"{CASE}","case_no":"1","addressee":"court"'
LIFTED = BODY + f',"lifted_by":"pe_{"0" * 26}","lifted_at":"{START.isoformat()}"}}'


@pytest.fixture
async def database(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.NOTIFY
    ) as found:
        yield found


Handler = Callable[[Sequence[Delivered[Any]]], Awaitable[None]]


def a_bus(
    secured: SecuredNats,
    database: Database,
    on_lifted: Handler,
    key: str = "",
    *,
    grading_key: str | None = None,
) -> ServiceBus:
    """Build notify's bus; `on_lifted` gets WarningLifted, all else is ignored.

    With a key of grading's, what grading has not signed is refused.
    """

    async def ignore(batch: Sequence[Delivered[Any]]) -> None:
        """Take a message that this test does not care for."""

    bus = ServiceBus(
        secured.url,
        principal=Principal.NOTIFY,
        database=database,
        credentials=secured.credentials("notify"),
        registry_key=key,
        now=database.clock.now,
        service_keys={Principal.GRADING: grading_key} if grading_key else None,
    )
    for topic in topology.TOPICS:
        if topic.stream and Principal.NOTIFY in topic.heard_by:
            on = on_lifted if topic is topology.WARNING_LIFTED else ignore
            bus.hears(topic, on)
    return bus


async def say_lifted(secured: SecuredNats, *bodies: str) -> None:
    """Publish as grading would: one atomic batch from its own account."""
    await send(
        secured,
        *(
            Outgoing(
                subject=topology.WARNING_LIFTED.base,
                headers={"ce-id": f"m{number}"},
                body=body.encode(),
            )
            for number, body in enumerate(bodies)
        ),
    )


async def send(secured: SecuredNats, *messages: Outgoing) -> None:
    """Publish from grading's account."""
    client = await connect(
        secured.url, name="grading", credentials=secured.credentials("grading")
    )
    await publish_batch(client, messages)
    await client.close()


async def test_a_batch_arrives_in_order_with_its_ids(
    secured_nats: SecuredNats, database: Database
) -> None:
    seen: list[str] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        seen.extend(one.message_id for one in batch)

    bus = a_bus(secured_nats, database, take)
    await bus.start()
    await say_lifted(secured_nats, *[LIFTED] * 700)

    await until(lambda: len(seen) >= 700)
    await bus.stop()
    assert seen == [f"m{number}" for number in range(700)]


async def test_trouble_brings_the_message_back_later(
    secured_nats: SecuredNats, database: Database
) -> None:
    deliveries: list[int] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        deliveries.append(batch[0].deliveries)
        if len(deliveries) < 3:
            raise TryAgainError("the database is away")

    bus = a_bus(secured_nats, database, take)
    await bus.start()
    await say_lifted(secured_nats, LIFTED)

    await until(lambda: len(deliveries) >= 3)
    await bus.stop()
    assert deliveries == [1, 2, 3]


async def test_one_bad_message_holds_up_nobody_and_is_kept(
    secured_nats: SecuredNats, database: Database
) -> None:
    seen: list[str] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        if any(one.message_id == "m1" for one in batch):
            raise RefusedError("这一条永远办不了。")
        seen.extend(one.message_id for one in batch)

    bus = a_bus(secured_nats, database, take)
    await bus.start()
    await say_lifted(secured_nats, LIFTED, LIFTED.replace('"1"', '"2"'), LIFTED)
    await until(lambda: len(seen) >= 2)
    await bus.stop()

    assert seen == ["m0", "m2"]
    assert await quarantined(database) == [("m1", "这一条永远办不了。")]


async def test_what_cannot_be_read_is_kept_with_a_reason_and_no_content(
    secured_nats: SecuredNats, database: Database
) -> None:
    seen: list[str] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        seen.extend(one.message_id for one in batch)

    bus = a_bus(secured_nats, database, take)
    await bus.start()
    await say_lifted(secured_nats, "\x00 甲某", '{"case_id": "甲某"}', LIFTED)
    await until(lambda: seen == ["m2"])
    await bus.stop()

    kept = await quarantined(database)
    assert [message_id for message_id, _ in kept] == ["m0", "m1"]
    assert "甲某" not in "".join(reason for _, reason in kept)
    assert "case_id" in kept[1][1]


async def test_consuming_goes_on_after_the_server_was_killed(
    secured_nats: SecuredNats, database: Database
) -> None:
    seen: list[str] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        seen.extend(one.message_id for one in batch)

    bus = a_bus(secured_nats, database, take)
    await bus.start()
    await say_lifted(secured_nats, LIFTED)
    await until(lambda: len(seen) == 1)

    secured_nats.server.kill9()
    secured_nats.server.start()
    await say_lifted(secured_nats, LIFTED)

    await until(lambda: len(seen) >= 2)
    await bus.stop()


async def test_the_relay_sends_each_row_and_remembers_how_far_it_came(
    secured_nats: SecuredNats, sqlite_url: str, clock: SetClock
) -> None:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as grading:
        async with grading.work() as work:
            for _ in range(1_200):
                work.say(CaseChanged(case_id=CASE, state=CaseState.OPENED, level=None))
        client = await connect(
            secured_nats.url,
            name="grading",
            credentials=secured_nats.credentials("grading"),
        )
        relay = Relay(grading, client)

        assert [await relay.step() for _ in range(3)] == [1_000, 200, 0]
        await client.close()


async def test_the_relay_passes_over_nothing_that_was_not_stored(
    secured_nats: SecuredNats, sqlite_url: str, clock: SetClock
) -> None:
    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as grading:
        async with grading.work() as work:
            work.say(CaseChanged(case_id=CASE, state=CaseState.OPENED, level=None))
        client = await connect(
            secured_nats.url,
            name="grading",
            credentials=secured_nats.credentials("grading"),
        )
        relay = Relay(grading, client)

        secured_nats.server.kill9()
        await until(lambda: not client.is_connected)
        with pytest.raises(TryAgainError):
            await relay.step()
        async with grading.look() as session:
            assert await outbox.position(session, grading.journal) == 0
        secured_nats.server.start()
        await until(lambda: client.is_connected)

        assert await relay.step() == 1
        async with grading.look() as session:
            assert await outbox.position(session, grading.journal) == 1
        await client.close()


async def test_a_question_gets_its_answer_and_a_refusal_its_sentence(
    secured_nats: SecuredNats, sqlite_url: str, clock: SetClock
) -> None:
    registry = Signer.new()
    view = PolicyView(policy="1", in_force_from=START.date(), columns=(), rules=())

    async def show(question: ShowPolicy, actor: Actor) -> PolicyView:
        if actor.unit == "police":
            raise RefusedError("暂无生效的定级规则，请联系中心。", code="no_policy")
        return view

    async with opened(
        sqlite_url, service_metadata(), clock=clock, service=Principal.GRADING
    ) as database:
        bus = ServiceBus(
            secured_nats.url,
            principal=Principal.GRADING,
            database=database,
            credentials=secured_nats.credentials("grading"),
            registry_key=registry.public_key,
            now=clock.now,
        )

        async def ignore(batch: Sequence[Delivered[Any]]) -> None:
            """Take what this test does not care for."""

        for topic in topology.TOPICS:
            if topic.stream and Principal.GRADING in topic.heard_by:
                bus.hears(topic, ignore)
        bus.answers(ShowPolicy, show)
        await bus.start()
        client = await connect(
            secured_nats.url,
            name="console",
            credentials=secured_nats.credentials("console"),
        )
        rpc = RpcClient(client)

        allowed = sign_actor(an_actor("court", Role.ANALYST), registry)
        assert await rpc.ask(ShowPolicy(), allowed) == view
        for actor, code in (
            (an_actor("police", Role.ANALYST), "no_policy"),
            (an_actor("centre", Role.AUDIT_ADMINISTRATOR), "not_allowed"),
        ):
            with pytest.raises(RefusedError) as caught:
                await rpc.ask(ShowPolicy(), sign_actor(actor, registry))
            assert caught.value.code == code
        with pytest.raises(RefusedError, match="登录凭证无效"):
            await rpc.ask(ShowPolicy(), sign_actor(an_actor("x1"), Signer.new()))
        await client.close()
        await bus.stop()


async def test_a_service_notices_that_its_line_was_closed_for_good(
    secured_nats: SecuredNats, database: Database
) -> None:
    async def ignore(batch: Sequence[Delivered[Any]]) -> None:
        """Take what this test does not care for."""

    bus = a_bus(secured_nats, database, ignore)
    await bus.start()
    stop = asyncio.Event()
    telling = asyncio.create_task(until_told(stop, bus.closed))

    await bus.client.close()

    assert await telling is True
    stop.set()
    assert await until_told(stop, asyncio.Event()) is False
    await bus.stop()


async def test_only_what_its_owner_signed_is_handled(
    secured_nats: SecuredNats, database: Database
) -> None:
    seen: list[str] = []

    async def take(batch: Sequence[Delivered[Any]]) -> None:
        seen.extend(one.message_id for one in batch)

    grading, thief = Signer.new(), Signer.new()
    subject, other = topology.WARNING_LIFTED.base, topology.WARNING_DECIDED.base
    body = LIFTED.encode()

    def signed(name: str, signer: Signer, **said: Any) -> Outgoing:
        sent = body + b" " * len(name)  # each its own bytes: the same count once
        covered = {"subject": subject, "message_id": name, "body": sent, **said}
        found = sign_event(signer, covered.pop("subject"), **covered)
        return Outgoing(
            subject=subject, headers={"ce-id": name, HEADER: found}, body=sent
        )

    forged = [
        Outgoing(subject=subject, headers={"ce-id": "without"}, body=body),
        signed("another key", thief),
        signed("another body", grading, body=body),
        signed("an id", grading, message_id="m1"),
        signed("another subject", grading, subject=other),
    ]
    bus = a_bus(secured_nats, database, take, grading_key=grading.public_key)
    await bus.start()
    await send(secured_nats, signed("m1", grading), *forged, signed("m2", grading))

    await until(lambda: len(seen) >= 2)
    await bus.stop()
    assert seen == ["m1", "m2"]
    kept = await quarantined(database)
    assert [name for name, _ in kept] == [one.headers["ce-id"] for one in forged]
    assert all("签名" in reason for _, reason in kept)


async def test_what_a_work_says_is_signed_by_its_service(
    sqlite_url: str, clock: SetClock
) -> None:
    signer = Signer.new()
    async with opened(
        sqlite_url,
        service_metadata(),
        clock=clock,
        service=Principal.GRADING,
        signer=signer,
    ) as grading:
        async with grading.work() as work:
            work.say(WarningLifted.model_validate_json(LIFTED), message_id="a b/c")
            work.say(CaseChanged(case_id=CASE, state=CaseState.LIFTED, level=None))
        async with grading.look() as session:
            rows = await outbox.unsent(session, grading.journal, after=0, limit=9)

    heads = [json.loads(row.headers) for row in rows]
    assert HEADER in heads[0]
    assert HEADER not in heads[1]  # nobody hears it
    assert is_genuine(
        signer.public_key,
        heads[0][HEADER],
        subject=rows[0].subject,
        message_id=unquote(heads[0]["ce-id"]),
        body=rows[0].body,
    )


def test_every_service_that_hears_anything_has_a_durable_consumer() -> None:
    durables = {spec.durable for spec in consumers()}

    assert durables == {"registry", "intake", "grading", "notify"}


def an_actor(unit: str, *roles: Role) -> Actor:
    return Actor(
        person_id="pe_" + "0" * 26,
        name="乙某",
        roles=roles or (Role.ANALYST,),
        unit=unit,
        session_id="s",
        issued_at=START,
        expires_at=START + timedelta(minutes=10),
    )


async def quarantined(database: Database) -> list[tuple[str, str]]:
    table = database.journal.quarantine
    async with database.look() as session:
        found = await session.execute(
            select(table.c.message_id, table.c.reason).order_by(table.c.id)
        )
        return [(row.message_id, row.reason) for row in found]
