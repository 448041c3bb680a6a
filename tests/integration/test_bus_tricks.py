"""Promise: what is granted works, and no header or body gets a speaker any further."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg
from pydantic import JsonValue

from lianqing_shared.bus.delivered import read as read_delivered
from lianqing_shared.bus.rpc import CODE, answer
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import cloudevents
from lianqing_shared.contracts.cases import SearchCases
from lianqing_shared.contracts.network import ListUnits
from lianqing_shared.contracts.topology import (
    ACKNOWLEDGE_LETTER,
    CASE_CHANGED,
    LETTER_SERVED,
    REPORT_ACCEPTED,
    REPORTS_RECEIPTED,
    SEARCH_CASES,
    SUBMIT_REPORT,
    Principal,
    Topic,
)
from lianqing_shared.security import tokens
from lianqing_shared.security.grants import Carries, grant, unit_grant
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.nats import UNITS, SecuredNats, settle
from tests.integration.buses import (
    connected,
    connected_as,
    installed,
    publish,
    read,
    stored,
)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNats]:
    """Run one installation for this file."""
    with installed(tmp_path_factory.mktemp("tricks")) as made:
        yield made


@pytest.fixture
async def court(secured: SecuredNats) -> AsyncIterator[Client]:
    async with connected_as(secured, "unit-court") as client:
        yield client


@pytest.fixture
async def police(secured: SecuredNats) -> AsyncIterator[Client]:
    async with connected_as(secured, "unit-police") as client:
        yield client


async def answer_to(
    client: Client, subject: str, headers: dict[str, str], body: bytes = b"{}"
) -> dict[str, JsonValue]:
    """Return what a stream answers to a publish with headers."""
    reply = await client.request(subject, body, timeout=5, headers=headers)
    found: dict[str, JsonValue] = json.loads(reply.data)
    return found


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


# --- headers


HEADERS: dict[str, dict[str, str]] = {
    "wipe the stream": {"Nats-Rollup": "all"},
    "wipe the subject": {"Nats-Rollup": "sub"},
    "vanish": {"Nats-TTL": "1s"},
    "never vanish": {"Nats-TTL": "never"},
    "say it later": {
        "Nats-Schedule": "@every 1s",
        "Nats-Schedule-Target": LETTER_SERVED.to("police"),
    },
    "count": {"Nats-Incr": "+1"},
    "come from another stream": {"Nats-Stream-Source": "EVENTS 1 > >"},
    "expect another end": {"Nats-Expected-Last-Sequence": "4611686018427387904"},
    "expect another id": {"Nats-Expected-Last-Msg-Id": "nobody"},
    "expect another stream": {"Nats-Expected-Stream": "NONE"},
}
BATCH = {"Nats-Batch-Id": "b", "Nats-Batch-Sequence": "1", "Nats-Batch-Commit": "1"}


@pytest.mark.parametrize("trick", HEADERS)
@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("unit-court", SUBMIT_REPORT.base),
        ("intake", REPORT_ACCEPTED.base),
        ("intake", REPORTS_RECEIPTED.to("court")),
        ("grading", CASE_CHANGED.base),
    ],
)
async def test_a_header_that_would_change_a_stream_is_refused(
    secured: SecuredNats, name: str, subject: str, trick: str
) -> None:
    async with connected_as(secured, name) as client:
        await publish(client, subject)
        before = await stored(secured)
        told = await answer_to(client, subject, HEADERS[trick])

    assert "error" in told
    assert await stored(secured) == before


async def test_units_may_not_send_batches(secured: SecuredNats, court: Client) -> None:
    before = await stored(secured)

    told = await answer_to(court, SUBMIT_REPORT.base, BATCH)

    assert "error" in told
    assert await stored(secured) == before


@pytest.mark.parametrize("where", ["_INBOX_unit-police.x", LETTER_SERVED.to("police")])
async def test_a_trace_cannot_be_sent_to_somebody_else(
    secured: SecuredNats, court: Client, police: Client, where: str
) -> None:
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    before = await stored(secured)
    await police.subscribe("_INBOX_unit-police.>", cb=hear)
    await settle(police)

    await court.publish(SUBMIT_REPORT.base, b"{}", headers={"Nats-Trace-Dest": where})
    await settle(court)
    await settle(police)

    assert heard == []
    assert await stored(secured) == before


async def test_an_id_used_in_advance_loses_no_report_of_another_unit(
    secured: SecuredNats, court: Client, police: Client, clock: SetClock
) -> None:
    """Reports carry no message id for the server; see ADR 5."""
    headers = cloudevents.headers(
        SUBMIT_REPORT, message_id="2026-0001", source="court", at=clock.now()
    )
    before = await stored(secured)

    for name in ("2026-0001", "court/2026-0001", headers[cloudevents.ID]):
        await answer_to(police, SUBMIT_REPORT.base, {"Nats-Msg-Id": name})
    told = await answer_to(court, SUBMIT_REPORT.base, headers)

    assert "Nats-Msg-Id" not in headers
    assert "duplicate" not in told
    assert (await stored(secured))["REPORTS"] == before["REPORTS"] + 3


@pytest.mark.parametrize("topic", [SUBMIT_REPORT, ACKNOWLEDGE_LETTER], ids=str)
async def test_a_unit_can_ask_when_another_last_sent_as_the_threat_model_admits(
    court: Client, police: Client, topic: Topic
) -> None:
    """Known and written down: `explanation/threat-model.md`, line B7.

    If this fails, the leak is closed: say so there, in security.md and in ADR 5.
    """
    mine = await police.jetstream(timeout=5).publish(topic.base, b"{}")

    told = await answer_to(
        court,
        SUBMIT_REPORT.base,
        {
            "Nats-Expected-Last-Subject-Sequence": "4611686018427387904",
            "Nats-Expected-Last-Subject-Sequence-Subject": topic.to("police"),
        },
    )

    assert f"wrong last sequence: {mine.seq}" in str(told["error"])


# --- bodies


FORGED = {
    "ce-source": "/lianqing/police",
    "ce-subject": "police",
    "lq-unit": "police",
    "Nats-Subject": SUBMIT_REPORT.to("police"),
    "Nats-Request-Info": '{"acc": "police"}',
}


@pytest.mark.parametrize("structured", [False, True], ids=["plain", "structured"])
async def test_nobody_speaks_for_another_by_what_he_writes(
    secured: SecuredNats, court: Client, *, structured: bool
) -> None:
    body: dict[str, JsonValue] = {"unit": "police", "submission_id": "1"}
    headers = dict(FORGED)
    if structured:
        headers["content-type"] = "application/cloudevents+json"
        body = {"id": "police/1", "source": "/police", "unit": "police", "data": body}

    await answer_to(court, SUBMIT_REPORT.base, headers, json.dumps(body).encode())

    async with connected_as(secured, "intake") as intake:
        found = (await read(intake, stream="REPORTS", durable="intake"))[-1]
    delivered = read_delivered(found)
    assert delivered.unit == "court"
    assert delivered.message_id.startswith("court/")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "e30=.x",
        pytest.param(f"e30=.{Signer.new().sign(b'e30=')}", id="a stranger's signature"),
    ],
)
async def test_a_forged_actor_is_refused_whatever_the_header_says(
    token: str, clock: SetClock
) -> None:
    async def handle(question: object, actor: object) -> SearchCases:
        raise AssertionError("it was let in")

    for question in (SearchCases, ListUnits):
        _, headers = await answer(
            question,
            handle,
            body=b"{}",
            headers={**FORGED, tokens.HEADER: token, "lq-role": "party_secretary"},
            registry_key=Signer.new().public_key,
            at=clock.now(),
        )

        assert headers == {CODE: "not_allowed"}


# --- limits


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


def test_only_the_console_imports_a_feed() -> None:
    fed = {
        found.name
        for found in (
            *(grant(who) for who in Principal if who is not Principal.UNIT),
            *map(unit_grant, UNITS),
        )
        if any(wanted.carries is Carries.STREAM for wanted in found.imports)
    }

    assert fed == {"console"}
