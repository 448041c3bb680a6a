"""Promise: on the bus each credential can do what the table grants, and nothing else.

The probes and what is expected of them come from `topology.TOPICS`, not from the code
that writes the grants; each probe is put to the real server with the real credential.
"""

import asyncio
import dataclasses
import itertools
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import PubAck

from lianqing_shared.bus.accounts import admit_unit, dismiss_unit, push_account
from lianqing_shared.bus.provision import provision
from lianqing_shared.contracts.streams import STREAMS, consumers, unit_consumer
from lianqing_shared.contracts.topology import (
    CASE_CHANGED,
    LETTER_SERVED,
    REPORT_ACCEPTED,
    REPORTS_RECEIPTED,
    SEARCH_CASES,
    SUBMIT_REPORT,
    TOPICS,
    WARNING_DECIDED,
    Kind,
    Principal,
    StreamName,
)
from lianqing_shared.security.grants import (
    API,
    Carries,
    Grant,
    Import,
    grant,
    unit_grant,
)
from lianqing_shared.testing.nats import (
    UNITS,
    SecuredNats,
    secured_server,
    settle,
)

SERVICES = tuple(found.value for found in Principal if found is not Principal.UNIT)
APPLICATIONS = (*SERVICES, *(f"unit-{code}" for code in UNITS))
CREDENTIALS = (*APPLICATIONS, "provision", "system")
CONSUMERS = (*consumers(), *map(unit_consumer, UNITS))
Allowed = set[tuple[str, str]]


# --- the probes


def subjects_of_the_table() -> Iterator[str]:
    for topic in TOPICS:
        yield topic.base
        if topic.per_unit:
            yield from (topic.to(code) for code in UNITS)


def server_subjects() -> Iterator[str]:
    yield from ("$JS.API.INFO", "$JS.API.STREAM.LIST", "$JS.API.STREAM.CREATE.X")
    yield from (f"{API}.INFO", f"{API}.STREAM.LIST", f"{API}.STREAM.CREATE.X")
    for stream, prefix in itertools.product(StreamName, ("$JS.API", API)):
        for verb in (
            "STREAM.INFO",
            "STREAM.UPDATE",
            "STREAM.PURGE",
            "STREAM.DELETE",
            "STREAM.MSG.GET",
            "STREAM.MSG.DELETE",
            "STREAM.SNAPSHOT",
            "DIRECT.GET",
            "CONSUMER.CREATE",
            "CONSUMER.LIST",
        ):
            yield f"{prefix}.{verb}.{stream}"
    for spec, prefix in itertools.product(CONSUMERS, ("$JS.API", API)):
        for verb in ("INFO", "MSG.NEXT", "DELETE", "DURABLE.CREATE", "PAUSE"):
            yield f"{prefix}.CONSUMER.{verb}.{spec.stream}.{spec.durable}"
    for spec in CONSUMERS:
        yield f"$JS.ACK.{spec.stream}.{spec.durable}.1.1.1.1.0"
    yield from ("$SYS.REQ.SERVER.PING", "$SYS.REQ.USER.INFO", "$SYS.REQ.CLAIMS.UPDATE")
    yield from ("$SYS.REQ.ACCOUNT.PING.CONNZ", "$SYS.REQ.CLAIMS.DELETE", "$SRV.PING")
    yield from ("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.EVENTS.grading", "_R_.x")


def inboxes() -> Iterator[str]:
    yield "_INBOX.probe"
    yield from (f"_INBOX_{name}.probe" for name in CREDENTIALS)


def publications() -> list[str]:
    return [*subjects_of_the_table(), *server_subjects(), *inboxes(), "lq.x", "other"]


def subscriptions() -> list[str]:
    wide = (
        *(">", "*", "*.>", "lq.>", "lq.*.>", "lq.evt.>", "lq.cmd.>", "lq.qry.>"),
        *("$JS.>", "$JS.EVENT.>", "$JS.ACK.>", "$SYS.>", "$SRV.>", "$NRG.>", "$KV.>"),
        *("_R_.>", "_GR_.>", "_INBOX.>", "*.probe", f"{API}.>"),
    )
    services = (f"lq.{kind}.{name}.>" for kind in Kind for name in SERVICES)
    boxes = (f"_INBOX_{name}.>" for name in CREDENTIALS)
    patterns = (topic.pattern for topic in TOPICS if topic.per_unit)
    return [*wide, *services, *boxes, *patterns, *subjects_of_the_table()]


# --- what the table grants, said a second time and in other words


def may_publish(name: str) -> set[str]:
    if name == "provision":
        allowed = {found for found in server_subjects() if found.startswith("$JS.API")}
        stored = [topic for topic in TOPICS if topic.stream is not None]
        for topic in stored:
            allowed |= {*map(topic.to, UNITS)} if topic.per_unit else {topic.base}
        return allowed
    if name == "system":
        return {found for found in server_subjects() if found.startswith("$SYS.REQ.")}
    allowed = set()
    who = Principal.UNIT if name.startswith("unit-") else Principal(name)
    for topic in TOPICS:
        if who in topic.said_by:
            to_units = topic.per_unit and who is not Principal.UNIT
            allowed |= {*map(topic.to, UNITS)} if to_units else {topic.base}
    for spec in CONSUMERS:
        if spec.durable == name:
            place = f"{spec.stream}.{spec.durable}"
            allowed |= {
                f"{API}.CONSUMER.INFO.{place}",
                f"{API}.CONSUMER.MSG.NEXT.{place}",
                f"$JS.ACK.{place}.1.1.1.1.0",
            }
    return allowed


def may_subscribe(name: str) -> set[str]:
    allowed = {f"_INBOX_{name}.>"}
    allowed |= {
        topic.base
        for topic in TOPICS
        if topic.stream is None and name in topic.heard_by
    }
    if name == Principal.CONSOLE:
        feeds = ("lq.evt.grading.", "lq.evt.notify.", REPORT_ACCEPTED.base)
        allowed |= {found for found in subscriptions() if found.startswith(feeds)}
    return allowed


def expected(name: str) -> Allowed:
    return {("publish", subject) for subject in may_publish(name)} | {
        ("subscription", subject) for subject in may_subscribe(name)
    }


# --- putting the probes


@asynccontextmanager
async def connected(
    url: str,
    path: Path,
    *,
    name: str,
    errors: list[str] | None = None,
    end: asyncio.Event | None = None,
) -> AsyncIterator[Client]:
    async def hear(error: Exception) -> None:
        if errors is not None:
            errors.append(str(error))

    async def hear_end() -> None:
        if end is not None:
            end.set()

    client = Client()
    try:
        await client.connect(
            url,
            user_credentials=str(path),
            inbox_prefix=f"_INBOX_{name}".encode(),
            allow_reconnect=False,
            connect_timeout=5,
            error_cb=hear,
            closed_cb=hear_end,
        )
        yield client
    finally:
        # After a refusal too: connect leaves its socket open.
        await client.close()


@asynccontextmanager
async def connected_as(
    secured: SecuredNats, name: str, errors: list[str] | None = None
) -> AsyncIterator[Client]:
    path = secured.credentials(name)
    async with connected(secured.url, path, name=name, errors=errors) as client:
        yield client


async def scan(secured: SecuredNats, name: str) -> Allowed:
    """Return the probes that the server did not refuse to a credential."""
    errors: list[str] = []
    probes = [("publish", subject) for subject in publications()]
    probes += [("subscription", subject) for subject in subscriptions()]
    if name == "provision":
        # It may delete what it made; that is not tried on a server still in use.
        probes = [probe for probe in probes if not _destroys(*probe)]
    async with connected_as(secured, name, errors) as client:
        for kind, subject in probes:
            if kind == "publish":
                await client.publish(subject, b"probe")
            else:
                await client.subscribe(subject)
        # The server complains before it answers the ping.
        await settle(client)
    complaints = "\n".join(errors)
    return {
        (kind, subject)
        for kind, subject in probes
        if f'violation for {kind} to "{subject.lower()}"' not in complaints
    }


def _destroys(kind: str, subject: str) -> bool:
    verbs = ("DELETE", "PURGE", "UPDATE", "CREATE", "PAUSE", "SNAPSHOT")
    return kind == "publish" and any(verb in subject for verb in verbs)


async def surplus(secured: SecuredNats, name: str) -> Allowed:
    """Return what the server and the table see differently."""
    wanted = expected(name)
    if name == "provision":
        wanted = {probe for probe in wanted if not _destroys(*probe)}
    return await scan(secured, name) ^ wanted


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNats]:
    """Run one installation for this file; the probes leave rubbish in its streams."""
    made = secured_server(tmp_path_factory.mktemp("permissions"))
    made.server.start()
    try:
        asyncio.run(provision(made.url, made.credentials("provision"), units=UNITS))
        yield made
    finally:
        made.server.stop()


@pytest.fixture
async def court(secured: SecuredNats) -> AsyncIterator[Client]:
    async with connected_as(secured, "unit-court") as client:
        yield client


async def stored(secured: SecuredNats) -> dict[str, int]:
    """Return how many messages lie in each stream."""
    counts: dict[str, int] = {}
    async with connected_as(secured, "provision") as client:
        for spec in STREAMS:
            reply = await client.request(f"$JS.API.STREAM.INFO.{spec.name}", timeout=5)
            counts[spec.name] = json.loads(reply.data)["state"]["messages"]
    return counts


async def publish(client: Client, subject: str, body: bytes = b"{}") -> PubAck:
    return await client.jetstream(timeout=5).publish(subject, body)


async def read(client: Client, *, stream: str, durable: str) -> list[Msg]:
    """Read what a durable consumer has now, and acknowledge it."""
    reader = await client.jetstream(prefix=API).pull_subscribe_bind(
        consumer=durable, stream=stream, inbox_prefix=bytes(client._inbox_prefix) + b"."
    )
    found: list[Msg] = []
    try:
        while True:
            messages = await reader.fetch(500, timeout=0.3)
            for message in messages:
                await message.ack_sync(timeout=5)
            found += messages
    except TimeoutError:
        return found


# --- the matrix


@pytest.mark.parametrize("name", CREDENTIALS)
async def test_a_credential_can_do_exactly_what_the_table_grants(
    secured: SecuredNats, name: str
) -> None:
    assert await surplus(secured, name) == set()


@asynccontextmanager
async def mutated(secured: SecuredNats, planted: Grant) -> AsyncIterator[None]:
    """Give an account another grant than the table's, and take it back."""
    system = secured.credentials("system")
    right = (
        unit_grant(planted.name.removeprefix("unit-"))
        if planted.name.startswith("unit-")
        else grant(Principal(planted.name))
    )
    authority = secured.authority
    await push_account(secured.url, system, authority.account_token(planted).token)
    try:
        yield
    finally:
        await push_account(secured.url, system, authority.account_token(right).token)


def everything_for_a_unit() -> Grant:
    right = unit_grant("court")
    limits = dataclasses.replace(right.limits, subscriptions=-1)
    return dataclasses.replace(right, says=(">",), hears=(">",), limits=limits)


def a_console_that_grades() -> Grant:
    right = grant(Principal.CONSOLE)
    forged = WARNING_DECIDED.base
    leads = Import(exporter="store", subject=forged, local=forged)
    return dataclasses.replace(
        right, says=(*right.says, forged), imports=(*right.imports, leads)
    )


def an_inbox_for_all() -> Grant:
    right = unit_grant("police")
    return dataclasses.replace(right, hears=(*right.hears, "_INBOX.>"))


def a_unit_that_reads_anothers_letters() -> Grant:
    right = unit_grant("police")
    foreign = unit_grant("court").imports
    return dataclasses.replace(
        right,
        says=(*right.says, *(found.local for found in foreign)),
        imports=(*right.imports, *foreign[-3:]),
    )


def a_service_that_cannot_read() -> Grant:
    right = grant(Principal.GRADING)
    return dataclasses.replace(
        right, says=tuple(said for said in right.says if "MSG.NEXT" not in said)
    )


@pytest.mark.parametrize(
    "plant",
    [
        everything_for_a_unit,
        a_console_that_grades,
        an_inbox_for_all,
        a_unit_that_reads_anothers_letters,
        a_service_that_cannot_read,
    ],
)
async def test_the_matrix_notices_a_planted_mistake(
    secured: SecuredNats, plant: Callable[[], Grant]
) -> None:
    planted = plant()

    async with mutated(secured, planted):
        assert await surplus(secured, planted.name) != set()

    assert await surplus(secured, planted.name) == set()


async def test_without_permissions_the_account_alone_still_holds(
    secured: SecuredNats,
) -> None:
    heard: list[str] = []
    before = await stored(secured)

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    async with (
        mutated(secured, everything_for_a_unit()),
        connected_as(secured, "unit-court") as thief,
        connected_as(secured, "grading") as grading,
    ):
        for subject in (">", "$JS.>", "_R_.>", "_INBOX_grading.>"):
            await thief.subscribe(subject, cb=hear)
        await settle(thief)
        await publish(grading, CASE_CHANGED.base)
        await settle(grading)
        own = {subject for subject in publications() if subject.startswith("lq.evt")}
        for subject in own:
            await thief.publish(subject, b"forged")
        await settle(thief)
        after = await stored(secured)

    assert set(heard) <= own
    assert {name: after[name] - before[name] for name in after} == {
        "REPORTS": 0,
        "EVENTS": 1,
        "LETTERS": 0,
        "PARKED": 0,
    }


# --- what is granted works


async def test_a_report_carries_the_code_of_the_account_that_sent_it(
    secured: SecuredNats, court: Client
) -> None:
    ack = await publish(court, SUBMIT_REPORT.base, b'{"unit": "police"}')

    async with connected_as(secured, "intake") as intake:
        messages = await read(intake, stream="REPORTS", durable="intake")
    assert ack.stream == "REPORTS"
    assert messages[-1].subject == SUBMIT_REPORT.to("court")
    assert messages[-1].metadata.sequence.stream == ack.seq


async def test_a_unit_reads_its_own_letters_only(
    secured: SecuredNats, court: Client
) -> None:
    async with (
        connected_as(secured, "intake") as intake,
        connected_as(secured, "notify") as notify,
        connected_as(secured, "unit-police") as police,
    ):
        await read(court, stream="LETTERS", durable="unit-court")
        await read(police, stream="LETTERS", durable="unit-police")

        await publish(intake, REPORTS_RECEIPTED.to("court"))
        await publish(notify, LETTER_SERVED.to("court"))

        told = await read(court, stream="LETTERS", durable="unit-court")
        others = await read(police, stream="LETTERS", durable="unit-police")
        again = await read(court, stream="LETTERS", durable="unit-court")
    assert [message.subject for message in told] == [
        REPORTS_RECEIPTED.to("court"),
        LETTER_SERVED.to("court"),
    ]
    assert others == []
    assert again == []


async def test_a_request_of_the_console_is_answered_by_the_owner(
    secured: SecuredNats,
) -> None:
    async def answer(message: Msg) -> None:
        await message.respond(b"answer to " + message.data)

    async with (
        connected_as(secured, "grading") as grading,
        connected_as(secured, "console") as console,
        connected_as(secured, "desk") as desk,
    ):
        await grading.subscribe(SEARCH_CASES.base, queue="grading", cb=answer)
        await settle(grading)

        answers = [
            (await asker.request(SEARCH_CASES.base, body, timeout=5)).data
            for asker, body in ((console, b"console"), (desk, b"desk"))
        ]

    assert answers == [b"answer to console", b"answer to desk"]


async def test_the_console_hears_of_changes_but_sees_no_letter(
    secured: SecuredNats,
) -> None:
    heard: asyncio.Queue[Msg] = asyncio.Queue()
    async with (
        connected_as(secured, "console") as console,
        connected_as(secured, "grading") as grading,
        connected_as(secured, "notify") as notify,
        connected_as(secured, "intake") as intake,
    ):
        for feed in ("lq.evt.grading.>", "lq.evt.notify.>", REPORT_ACCEPTED.base):
            await console.subscribe(feed, cb=heard.put)
        await settle(console)

        await publish(notify, LETTER_SERVED.to("court"))
        await publish(grading, CASE_CHANGED.base)
        await publish(intake, REPORT_ACCEPTED.base)

        async with asyncio.timeout(5):
            subjects = {(await heard.get()).subject for _ in range(2)}
    assert subjects == {CASE_CHANGED.base, REPORT_ACCEPTED.base}
    assert heard.empty()


async def test_a_service_publishes_an_atomic_batch(secured: SecuredNats) -> None:
    before = await stored(secured)

    async with connected_as(secured, "grading") as grading:
        for number in (1, 2):
            headers = {"Nats-Batch-Id": "b1", "Nats-Batch-Sequence": str(number)}
            await grading.publish(CASE_CHANGED.base, b"{}", headers=headers)
        last = {"Nats-Batch-Id": "b1", "Nats-Batch-Sequence": "3"}
        reply = await grading.request(
            CASE_CHANGED.base,
            b"{}",
            timeout=5,
            headers=last | {"Nats-Batch-Commit": "1"},
        )

    assert json.loads(reply.data)["count"] == 3
    assert (await stored(secured))["EVENTS"] == before["EVENTS"] + 3


async def test_units_may_not_send_batches(secured: SecuredNats, court: Client) -> None:
    headers = {
        "Nats-Batch-Id": "b2",
        "Nats-Batch-Sequence": "1",
        "Nats-Batch-Commit": "1",
    }

    reply = await court.request(SUBMIT_REPORT.base, b"{}", timeout=5, headers=headers)

    assert "error" in json.loads(reply.data)


# --- tricks


def reply_targets() -> Sequence[str]:
    return [
        *(topic.base for topic in TOPICS),
        *(topic.to("police") for topic in TOPICS if topic.per_unit),
        *(f"_INBOX_{name}.x" for name in CREDENTIALS),
        "$JS.API.STREAM.PURGE.EVENTS",
        "$SYS.REQ.CLAIMS.UPDATE",
    ]


@pytest.mark.parametrize("name", ["unit-court", "intake", "console"])
async def test_an_answer_cannot_be_sent_to_somebody_else(
    secured: SecuredNats, name: str
) -> None:
    """The server answers a publisher without asking what the reply subject may be."""
    spoken = {
        "unit-court": SUBMIT_REPORT.base,
        "intake": REPORT_ACCEPTED.base,
        "console": SEARCH_CASES.base,
    }[name]
    kept = {"unit-court": "REPORTS", "intake": "EVENTS", "console": None}[name]
    targets = [found for found in reply_targets() if found not in may_publish(name)]
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    async def answer(message: Msg) -> None:
        await message.respond(b"answer")

    before = await stored(secured)
    async with (
        connected_as(secured, "unit-police") as police,
        connected_as(secured, "registry") as registry,
        connected_as(secured, "grading") as grading,
        connected_as(secured, name) as thief,
    ):
        await police.subscribe("_INBOX_unit-police.>", cb=hear)
        for subject in may_subscribe("registry"):
            await registry.subscribe(subject, cb=hear)
        await grading.subscribe(SEARCH_CASES.base, cb=answer)
        for client in (police, registry, grading):
            await settle(client)

        for target in targets:
            await thief.publish(spoken, b"{}", reply=target)
        # The last in the line: when it is answered, all before it are stored.
        await settle(thief)
        await thief.request(spoken, b"{}", timeout=5)
        after = await stored(secured)
        for client in (police, registry):
            await settle(client)

    grown = {stream: after[stream] - before[stream] for stream in after}
    assert {stream for stream, by in grown.items() if by} <= {kept}
    assert grown.get(kept or "", 0) in (0, len(targets) + 1)
    assert heard == []


async def test_letters_cannot_be_fetched_into_a_foreign_inbox(
    secured: SecuredNats, court: Client
) -> None:
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    async with (
        connected_as(secured, "notify") as notify,
        connected_as(secured, "unit-police") as police,
    ):
        await police.subscribe("_INBOX_unit-police.>", cb=hear)
        await publish(notify, LETTER_SERVED.to("court"))
        await court.publish(
            f"{API}.CONSUMER.MSG.NEXT.LETTERS.unit-court",
            b'{"batch": 1, "no_wait": true}',
            reply="_INBOX_unit-police.x",
        )
        await settle(court)
        await stored(secured)
        await settle(police)

    assert heard == []


async def test_an_oversized_message_is_not_stored(secured: SecuredNats) -> None:
    before = await stored(secured)
    path = secured.credentials("unit-court")
    end = asyncio.Event()

    async with connected(secured.url, path, name="unit-court", end=end) as court:
        await court.publish(SUBMIT_REPORT.base, b"x" * 300_000)
        async with asyncio.timeout(5):
            await end.wait()

    assert "maximum payload" in str(court.last_error)
    assert (await stored(secured))["REPORTS"] == before["REPORTS"]


async def test_a_unit_cannot_open_connections_without_end(
    secured: SecuredNats,
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(4):
            await stack.enter_async_context(connected_as(secured, "unit-police"))

        with pytest.raises(nats.errors.Error, match="maximum account active"):
            await stack.enter_async_context(connected_as(secured, "unit-police"))


# --- taking access away


async def test_a_revoked_unit_is_cut_at_once_and_refused(secured: SecuredNats) -> None:
    credential = await admit_unit(secured.url, secured.authority, "finance")
    stolen = credential.credentials.with_name("stolen.creds")
    stolen.write_bytes(credential.credentials.read_bytes())
    stolen.chmod(0o600)

    end = asyncio.Event()

    async with connected(secured.url, stolen, name="unit-finance", end=end) as thief:
        async with asyncio.timeout(1):
            await dismiss_unit(secured.url, secured.authority, "finance")
            await end.wait()

    assert "revoked" in str(thief.last_error)
    assert not credential.credentials.exists()
    with pytest.raises(nats.errors.Error, match=r"(?i)auth"):
        async with connected(secured.url, stolen, name="unit-finance"):
            pass


async def test_a_unit_admitted_again_has_another_key(secured: SecuredNats) -> None:
    first = await admit_unit(secured.url, secured.authority, "village-liuhe")
    await dismiss_unit(secured.url, secured.authority, "village-liuhe")

    second = await admit_unit(secured.url, secured.authority, "village-liuhe")

    assert second.public_key != first.public_key
    async with connected_as(secured, "unit-village-liuhe") as client:
        ack = await publish(client, SUBMIT_REPORT.base)
    assert ack.stream == "REPORTS"


def test_only_the_console_imports_a_feed() -> None:
    fed = {
        found.name
        for found in (*map(grant, map(Principal, SERVICES)), *map(unit_grant, UNITS))
        if any(wanted.carries is Carries.STREAM for wanted in found.imports)
    }

    assert fed == {"console"}
