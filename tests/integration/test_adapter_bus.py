"""Promise: on the real bus a unit's row is sent until its own centre receipts it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from nats.aio.client import Client

from lianqing_adapter_finance import ADAPTER
from lianqing_sdk.alarms import NOTE
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.link import close_link, open_link, store_of
from lianqing_sdk.runner import Parts, build, run
from lianqing_sdk.settings import load_settings
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.provision import provision
from lianqing_shared.bus.publish import Outgoing, publish_one
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.reports import Outcome, Receipt, ReportsReceipted
from lianqing_shared.contracts.topology import Principal, StreamName
from lianqing_shared.security.authority import PROVISION
from lianqing_shared.security.grants import API
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until
from tests.unit.sdk.files import HEADER, row, text
from tests.unit.sdk.unit_folder import UnitFolder, make_unit

UNIT = "court"
ROWS = 30


@pytest.fixture
def unit(secured_nats: SecuredNats, tmp_path: Path) -> UnitFolder:
    unit = make_unit(
        tmp_path / UNIT,
        code=UNIT,
        bus_url=secured_nats.url,
        credentials=secured_nats.credentials(f"unit-{UNIT}"),
        scan_every_s=0.05,
        receipt_after_s=0.5,
    )
    rows = [HEADER, *(row(问题编号=f"CW-{number}") for number in range(ROWS))]
    unit.settings.inbox.mkdir()
    (unit.settings.inbox / "问题清单.csv").write_bytes(text(rows).content)
    return unit


@asynccontextmanager
async def working(unit: UnitFolder) -> AsyncIterator[Parts]:
    """Run a unit's adapter beside the test, as its own process would."""
    parts = build(unit.settings, ADAPTER, clock=SystemClock())
    stop = asyncio.Event()
    task = asyncio.create_task(run(parts, stop=stop))
    try:
        yield parts
    finally:
        stop.set()
        await task


class Centre:
    """Intake's place on the bus, played by hand: it reads and it receipts."""

    def __init__(self, client: Client, signer: Signer) -> None:
        self._client = client
        self._signer = signer
        self.heard: dict[str, set[bytes]] = {}

    async def listen(self) -> None:
        """Read what units submit, for ever; every message is acknowledged at once."""
        store = self._client.jetstream(prefix=API)
        source = await store.pull_subscribe_bind(
            consumer=Principal.INTAKE,
            stream=StreamName.REPORTS,
            inbox_prefix=b"_INBOX_intake.",
        )
        while True:
            with suppress(TimeoutError):
                for message in await source.fetch(100, timeout=1):
                    assert message.subject == topology.SUBMIT_REPORT.to(UNIT)
                    name = json.loads(message.data)["submission_id"]
                    self.heard.setdefault(name, set()).add(message.data)
                    await message.ack()

    async def receipt(self, parts: Parts, *, signer: Signer | None = None) -> None:
        """Receipt everything that was heard."""
        by = signer or self._signer
        told = tuple(
            Receipt(
                submission_id=name,
                body_sha256=sha256_of(parts, name),
                outcome=Outcome.ACCEPTED,
            )
            for name in self.heard
        )
        event = ReportsReceipted(
            unit=UNIT,
            receipts=told,
            centre_time=SystemClock().now(),
            signed_by=by.public_key,
            signature="",
        )
        signed = event.model_copy(update={"signature": by.sign(event.signed_bytes())})
        subject = topology.REPORTS_RECEIPTED.to(UNIT)
        body = signed.model_dump_json().encode()
        await publish_one(
            self._client, Outgoing(subject=subject, headers={}, body=body)
        )


def sha256_of(parts: Parts, name: str) -> str:
    with parts.spool.work() as connection:
        found = connection.execute(
            "SELECT body_sha256 FROM outgoing WHERE submission_id = ?", (name,)
        ).fetchone()
    return str(found[0])


@asynccontextmanager
async def a_centre(secured: SecuredNats, unit: UnitFolder) -> AsyncIterator[Centre]:
    client = await connect(
        secured.url, name="intake", credentials=secured.credentials("intake")
    )
    centre = Centre(client, unit.centre)
    task = asyncio.create_task(centre.listen())
    try:
        yield centre
    finally:
        task.cancel()
        await client.close()


def all_heard(centre: Centre) -> Callable[[], bool]:
    return lambda: len(centre.heard) == ROWS


async def test_rows_reach_the_centre_and_its_receipt_lets_them_go(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    async with a_centre(secured_nats, unit) as centre, working(unit) as parts:
        await until(all_heard(centre))
        await centre.receipt(parts)
        await until(lambda: parts.spool.counts().accepted == ROWS)

        await centre.receipt(parts)  # the same receipts once more

    assert all(len(bodies) == 1 for bodies in centre.heard.values())


async def test_a_row_without_a_receipt_is_sent_again_byte_for_byte(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    async with a_centre(secured_nats, unit) as centre, working(unit) as parts:
        await until(all_heard(centre))
        centre.heard.clear()

        await until(all_heard(centre))

        assert parts.spool.counts().sent == ROWS
    assert all(len(bodies) == 1 for bodies in centre.heard.values())


async def test_a_stranger_s_receipt_lets_nothing_go(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    async with a_centre(secured_nats, unit) as centre, working(unit) as parts:
        await until(all_heard(centre))
        await centre.receipt(parts, signer=Signer.new())
        await until(parts.receiver.is_quiet.is_set)
        assert parts.spool.counts().sent == ROWS

        await centre.receipt(parts)

        await until(lambda: parts.spool.counts().is_idle)


async def test_a_server_that_is_killed_and_comes_back_loses_nothing(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    async with a_centre(secured_nats, unit) as centre, working(unit) as parts:
        await until(all_heard(centre))
        secured_nats.server.kill9()
        more = [HEADER, *(row(问题编号=f"XJ-{number}") for number in range(5))]
        path = unit.settings.inbox / "又一份.csv"
        path.write_bytes(text(more).content)
        await until(lambda: parts.spool.counts().submitted == ROWS + 5)

        secured_nats.server.start()

        await until(lambda: len(centre.heard) == ROWS + 5)
        await centre.receipt(parts)
        await until(lambda: parts.spool.counts().accepted == ROWS + 5)


async def test_an_adapter_that_starts_before_the_server_waits(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    secured_nats.server.stop()
    async with working(unit) as parts:
        await until(lambda: parts.spool.counts().unsent == ROWS)

        secured_nats.server.start()
        await provision(secured_nats.url, secured_nats.credentials(PROVISION))

        await until(lambda: parts.spool.counts().sent == ROWS)


async def test_with_once_it_ends_when_everything_is_receipted(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    parts = build(unit.settings, ADAPTER, clock=SystemClock())
    async with a_centre(secured_nats, unit) as centre:
        task = asyncio.create_task(run(parts, stop=asyncio.Event(), once=True))
        await until(all_heard(centre))
        await centre.receipt(parts)

        async with asyncio.timeout(20):
            counts = await task

    assert [counts.accepted, counts.is_idle] == [ROWS, True]


async def test_a_credential_that_may_not_speak_here_raises_one_alarm(
    secured_nats: SecuredNats, unit: UnitFolder
) -> None:
    police = secured_nats.credentials("unit-police")
    parts = build(unit.settings, ADAPTER, clock=SystemClock())
    closed = asyncio.Event()
    settings = load_settings(
        unit.settings.folder, environment={"LIANQING_UNIT_CREDENTIALS": str(police)}
    )

    client = await open_link(settings, parts.alarms, closed=closed)
    await client.publish("lq.evt.intake.report.accepted.v1", b"{}")
    await until(lambda: not parts.alarms.may_send)

    assert await parts.sender.send_due(store_of(client)) == 0
    noted = Ledger(parts.spool, clock=SystemClock()).noted(NOTE)
    assert noted is not None
    assert "请联系防控中心" in noted
    await close_link(client)
    parts.spool.close()
