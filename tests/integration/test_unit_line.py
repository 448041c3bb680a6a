"""Promise: over the real bus a unit loses nothing, whatever breaks on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client
from nats.js import JetStreamContext
from structlog.testing import capture_logs

from lianqing_sdk.alarms import NOTE, QUOTA_FULL
from lianqing_sdk.link import close_link, open_link, store_of
from lianqing_sdk.settings import UnitFile, UnitSettings
from lianqing_shared.bus.accounts import dismiss_unit, rotate_unit
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.publish import Outgoing, publish_one
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import AcknowledgeLetter, LetterServed
from lianqing_shared.contracts.reports import SubmitReport
from lianqing_shared.contracts.topology import StreamName
from lianqing_shared.security.authority import PROVISION, UnitCredential
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until
from tests.unit.sdk.office import (
    RECEIPT_AFTER_S,
    UNIT,
    Office,
    a_letter,
    an_entry,
    as_sent,
    open_office,
)


def settings_for(
    nats: SecuredNats, folder: Path, *, credentials: str = f"unit-{UNIT}"
) -> UnitSettings:
    file = UnitFile(
        code=UNIT,
        adapter="finance",
        bus_url=nats.url,
        credentials=nats.credentials(credentials),
        digest_key=Path("digest.key"),
    )
    return UnitSettings(folder, file)


@pytest.fixture
def office(
    secured_nats: SecuredNats, tmp_path: Path, clock: SetClock
) -> Iterator[Office]:
    settings = settings_for(secured_nats, tmp_path)
    with open_office(tmp_path, clock=clock, settings=settings) as office:
        yield office


@asynccontextmanager
async def line_of(
    office: Office, *, settings: UnitSettings | None = None
) -> AsyncIterator[Client]:
    closed = asyncio.Event()
    client = await open_link(settings or office.settings, office.alarms, closed=closed)
    try:
        yield client
    finally:
        await close_link(client)


@pytest.fixture
async def line(office: Office) -> AsyncIterator[Client]:
    async with line_of(office) as client:
        yield client


@pytest.fixture
def store(line: Client) -> JetStreamContext:
    return store_of(line)


@asynccontextmanager
async def owner_of(nats: SecuredNats) -> AsyncIterator[Client]:
    """Connect as the one who owns the streams."""
    client = await connect(
        nats.url, name=PROVISION, credentials=nats.credentials(PROVISION)
    )
    try:
        yield client
    finally:
        await client.close()


async def stored(nats: SecuredNats) -> list[tuple[str, str, bytes]]:
    """Return what lies in the stream of reports: subject, id and body, in order."""
    async with owner_of(nats) as client:
        streams = client.jetstream()
        info = await streams.stream_info(StreamName.REPORTS)
        found = [
            await streams.get_msg(StreamName.REPORTS, number)
            for number in range(1, info.state.messages + 1)
        ]
    return [
        (one.subject or "", (one.headers or {})["ce-id"], one.data or b"")
        for one in found
    ]


async def change_quota(nats: SecuredNats, most: int) -> None:
    async with owner_of(nats) as client:
        told = await client.request(f"$JS.API.STREAM.INFO.{StreamName.REPORTS}")
        config = json.loads(told.data)["config"] | {"max_msgs_per_subject": most}
        answer = await client.request(
            f"$JS.API.STREAM.UPDATE.{StreamName.REPORTS}", json.dumps(config).encode()
        )
        assert "error" not in json.loads(answer.data)


async def test_a_report_lies_in_the_stream_under_its_unit_s_name(
    office: Office, secured_nats: SecuredNats, store: JetStreamContext
) -> None:
    office.spool.offer([an_entry()])

    assert await office.sender.send_due(store) == 1

    ((subject, message_id, body),) = await stored(secured_nats)
    assert subject == SubmitReport.topic.to(UNIT)
    assert message_id == "finance-check-000001"
    assert SubmitReport.model_validate_json(body) == an_entry().message
    assert office.spool.counts().sent == 1


async def test_a_killed_server_costs_no_report(
    office: Office, secured_nats: SecuredNats, store: JetStreamContext
) -> None:
    office.spool.offer([an_entry(number) for number in range(1, 21)])
    await office.sender.send_due(store)
    office.spool.offer([an_entry(number) for number in range(21, 41)])
    secured_nats.server.kill9()

    sending = asyncio.create_task(office.sender.send_due(store))
    await asyncio.to_thread(secured_nats.server.start)
    await sending
    while office.spool.counts().unsent:
        office.clock.advance(minutes=5)
        await office.sender.send_due(store)

    found = {message_id for _, message_id, _ in await stored(secured_nats)}
    assert len(found) == 40
    assert office.spool.counts().sent == 40  # kept until the centre's receipts come


async def test_without_a_receipt_the_same_bytes_go_again_ever_more_rarely(
    office: Office, secured_nats: SecuredNats, store: JetStreamContext
) -> None:
    office.spool.offer([an_entry()])
    assert await office.sender.send_due(store) == 1
    assert await office.sender.send_due(store) == 0

    office.clock.advance(seconds=RECEIPT_AFTER_S)
    assert await office.sender.send_due(store) == 1
    office.clock.advance(seconds=RECEIPT_AFTER_S)
    assert await office.sender.send_due(store) == 0
    office.clock.advance(seconds=RECEIPT_AFTER_S)
    assert await office.sender.send_due(store) == 1

    assert len(set(await stored(secured_nats))) == 1
    assert len(await stored(secured_nats)) == 3
    office.clock.advance(hours=1)
    office.receipt_all()
    assert await office.sender.send_due(store) == 0


async def test_a_denied_subject_is_one_alarm_and_no_loop(
    office: Office, secured_nats: SecuredNats, tmp_path: Path
) -> None:
    office.spool.offer([an_entry(1), an_entry(2)])
    foreign = settings_for(secured_nats, tmp_path, credentials="notify")
    async with line_of(office, settings=foreign) as client:
        impatient = client.jetstream(prefix="STORE.API", timeout=0.3)
        with capture_logs() as logs:
            await office.sender.send_due(impatient)
            office.clock.advance(hours=1)
            again = await office.sender.send_due(impatient)

    assert again == 0
    assert not office.alarms.may_send
    assert "凭证" in (office.ledger.noted(NOTE) or "")
    alarms = [one for one in logs if one["event"] == "alarm.raised"]
    assert len(alarms) == 1
    assert office.spool.counts().unsent == 2


async def test_a_revoked_unit_is_told_and_keeps_its_reports(
    office: Office, secured_nats: SecuredNats, line: Client
) -> None:
    office.spool.offer([an_entry()])

    with capture_logs() as logs:
        await dismiss_unit(secured_nats.url, secured_nats.authority, UNIT)
        await until(lambda: bool(office.ledger.noted(NOTE)))

    assert "请联系防控中心" in (office.ledger.noted(NOTE) or "")
    assert len([one for one in logs if one["event"] == "alarm.raised"]) == 1
    assert office.spool.counts().unsent == 1


async def test_a_unit_goes_on_with_its_new_credential_and_nothing_is_changed_by_hand(
    office: Office, secured_nats: SecuredNats, line: Client
) -> None:
    async def record(credential: UnitCredential) -> None:
        pass

    office.spool.offer([an_entry()])
    old = office.settings.signer().public_key

    await rotate_unit(secured_nats.url, secured_nats.authority, UNIT, record=record)
    await until(lambda: line.is_closed)
    async with line_of(office) as again:
        sent = await office.sender.send_due(store_of(again))

    assert sent == 1
    assert office.ledger.noted(NOTE) == ""
    assert office.settings.signer().public_key != old


async def test_a_full_quota_waits_and_goes_on_by_itself(
    office: Office, secured_nats: SecuredNats, store: JetStreamContext
) -> None:
    await change_quota(secured_nats, 2)
    office.spool.offer([an_entry(number) for number in range(1, 6)])

    assert await office.sender.send_due(store) == 2
    alarm = office.ledger.noted(NOTE)
    assert await office.sender.send_due(store) == 0  # it does not even try

    await change_quota(secured_nats, 100)
    office.clock.advance(seconds=40)
    assert await office.sender.send_due(store) == 3

    assert alarm == QUOTA_FULL
    assert office.ledger.noted(NOTE) == ""
    assert len(await stored(secured_nats)) == 5


async def test_a_letter_is_fetched_and_its_receipt_goes_out_through_the_spool(
    office: Office, secured_nats: SecuredNats, store: JetStreamContext
) -> None:
    centre = await connect(
        secured_nats.url,
        name="notify",
        credentials=secured_nats.credentials("notify"),
    )
    subject = LetterServed.topic.to(UNIT)
    letter = Outgoing(subject=subject, headers={}, body=as_sent(a_letter()))
    await publish_one(centre, letter)
    await publish_one(centre, letter)
    await centre.close()
    closed = asyncio.Event()

    receiving = asyncio.create_task(office.receiver.run(store, closed=closed))
    await until(office.receiver.is_quiet.is_set)
    closed.set()
    await receiving
    sent = await office.sender.send_due(store)

    assert sent == 1
    assert office.spool.counts().is_idle
    ((subject, _, body),) = await stored(secured_nats)
    assert subject == AcknowledgeLetter.topic.to(UNIT)
    receipt = AcknowledgeLetter.model_validate_json(body)
    assert receipt.pdf_sha256 == a_letter().pdf_sha256
    assert receipt.signed_by == secured_nats.units[UNIT].public_key
