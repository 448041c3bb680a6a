"""Promise: over the real bus reads leave rows, auditors find them, and checkpoints of
one service reach the registry and a unit's own folder.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from lianqing.auditing.taking import take_over_bus
from lianqing.auditing.verifying import verify_export
from lianqing.auditing.witnesses import read_checkpoints
from lianqing_grading.entrypoints.bus import Desk as GradingDesk
from lianqing_grading.store.hidden import hidden_from
from lianqing_grading.store.tables import Base as GradingBase
from lianqing_registry.entrypoints.checkpoints import CheckpointDesk
from lianqing_registry.store.tables import CheckpointRow, CredentialRow
from lianqing_sdk.link import close_link, open_link, store_of
from lianqing_sdk.settings import UnitFile, UnitSettings
from lianqing_shared.bus.auditing import AuditDesk
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.relay import Relay
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import (
    AuditedService,
    ExportGradingAudit,
    ListCheckpoints,
    SearchGradingAudit,
)
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.cases import SearchCases, ShowCase
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import sign_actor
from lianqing_shared.testing.databases import opened
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.waiting import until
from tests.unit.grading.builders import (
    ANALYST,
    DIRECTOR,
    POLICIES,
    TOWN,
    a_report,
)
from tests.unit.grading.builders import Desk as Town
from tests.unit.registry.builders import a_town
from tests.unit.sdk.office import UNIT, open_office

REGISTRY = Signer.new()
AUDITOR = TOWN["auditadmin"]
KEY = "c" * 64
NOWHERE = "ca_" + "9" * 26


def bus_of(nats: SecuredNats, database: Database) -> ServiceBus:
    return ServiceBus(
        nats.url,
        principal=database.service,
        database=database,
        credentials=nats.credentials(database.service.value),
        registry_key=REGISTRY.public_key,
        now=database.clock.now,
    )


@asynccontextmanager
async def running(bus: ServiceBus, database: Database) -> AsyncIterator[None]:
    """Run a service: it listens, answers, and its outbox is relayed."""
    await bus.start()
    relay = asyncio.create_task(Relay(database, bus.client).run())
    try:
        yield
    finally:
        relay.cancel()
        await bus.stop()


@pytest.fixture
async def grading(
    sqlite_url: str, clock: SetClock, secured_nats: SecuredNats
) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, GradingBase.metadata, clock=clock, service=Principal.GRADING
    ) as database:
        bus = bus_of(secured_nats, database)
        GradingDesk(database, POLICIES).register(bus)
        AuditDesk(database, hides=hidden_from).register(bus)
        async with running(bus, database):
            yield database


class Asker:
    """One person at the console."""

    def __init__(self, client: RpcClient) -> None:
        self.client = client

    async def ask(self, question: Ask, actor: Actor) -> object:  # type: ignore[type-arg]
        return await self.client.ask(question, sign_actor(actor, REGISTRY))

    async def refusal(self, question: Ask, actor: Actor) -> tuple[str, str]:  # type: ignore[type-arg]
        with pytest.raises(RefusedError) as caught:
            await self.ask(question, actor)
        return caught.value.code, caught.value.sentence


@pytest.fixture
async def asker(secured_nats: SecuredNats) -> AsyncIterator[Asker]:
    client = await connect(
        secured_nats.url,
        name="console",
        credentials=secured_nats.credentials("console"),
    )
    yield Asker(RpcClient(client))
    await client.close()


async def actions(database: Database) -> list[tuple[str, str, str]]:
    """Return who did what to what, as the log has it."""
    table = database.journal.audit
    query = select(table.c.actor, table.c.action, table.c.object_id)
    async with database.look() as session:
        found = await session.execute(query.order_by(table.c.seq))
        return [(row.actor, row.action, row.object_id) for row in found]


async def test_reading_a_case_leaves_a_row_and_so_does_what_is_refused(
    grading: Database, asker: Asker
) -> None:
    case_id = await Town(grading).opened(a_report(subject_key=KEY))
    recused = ANALYST.model_copy(update={"recused_subjects": (KEY,)})
    before = len(await actions(grading))

    await asker.ask(ShowCase(case=case_id), ANALYST)
    unknown = await asker.refusal(ShowCase(case=NOWHERE), ANALYST)
    hidden = await asker.refusal(ShowCase(case=case_id), recused)
    await asker.ask(SearchCases(), DIRECTOR)

    assert unknown == hidden
    assert (await actions(grading))[before:] == [
        (ANALYST.person_id, "case.read", case_id),
        (ANALYST.person_id, "case.read_refused", NOWHERE),
        (ANALYST.person_id, "case.read_refused", case_id),
        (DIRECTOR.person_id, "cases.searched", ""),
    ]


async def test_only_the_audit_administrator_looks_into_the_log_and_leaves_a_row(
    grading: Database, asker: Asker
) -> None:
    case_id = await Town(grading).opened(a_report(subject_key=KEY))
    ask = SearchGradingAudit(object_id=case_id)
    await asker.ask(ShowCase(case=case_id), ANALYST)

    page = await asker.ask(ask, AUDITOR)
    recused = AUDITOR.model_copy(update={"subject_key": KEY})
    nothing = await asker.ask(ask, recused)

    assert [row.action for row in page.rows] == ["case.read"]  # type: ignore[attr-defined]
    assert nothing.rows == ()  # type: ignore[attr-defined]
    for role in set(Role) - {Role.AUDIT_ADMINISTRATOR}:
        other = AUDITOR.model_copy(update={"roles": (role,)})
        assert (await asker.refusal(ask, other))[0] == "not_allowed"
        assert (await asker.refusal(ExportGradingAudit(), other))[0] == "not_allowed"
    assert [row[1] for row in await actions(grading)][-2:] == ["audit.searched"] * 2


async def test_an_export_over_the_bus_is_whole_though_rows_are_withheld(
    grading: Database, asker: Asker, tmp_path: Path
) -> None:
    town = Town(grading)
    await town.opened(a_report(subject_key=KEY))
    for _ in range(6):
        async with grading.work() as work:
            for number in range(100):
                work.note("case.noted", f"ca_{number}")
    recused = AUDITOR.model_copy(update={"subject_key": KEY})

    class Desk:
        """The `lianqing` command's desk, for this person."""

        async def ask(self, question: Ask) -> object:  # type: ignore[type-arg]
            return await asker.ask(question, recused)

    file = tmp_path / "log.jsonl"
    done = await take_over_bus(
        Desk(),  # type: ignore[arg-type]
        AuditedService.GRADING,
        to=file,
        clock=grading.clock,
    )
    found = verify_export(file)

    assert done.withheld == found.withheld == 1
    assert (found.ok, found.rows) == (True, done.end)
    assert [row[1] for row in await actions(grading)][-2:] == ["audit.exported"] * 2


async def test_a_checkpoint_reaches_the_registry_and_the_units_own_folder(
    grading: Database,
    secured_nats: SecuredNats,
    asker: Asker,
    tmp_path: Path,
    clock: SetClock,
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'registry.db'}"
    settings = UnitSettings(
        tmp_path,
        UnitFile(
            code=UNIT,
            adapter="finance",
            bus_url=secured_nats.url,
            credentials=secured_nats.credentials(f"unit-{UNIT}"),
            digest_key=Path("digest.key"),
        ),
    )
    async with a_town(url, clock) as registry:
        async with registry.work() as work:
            work.session.add(
                CredentialRow(unit=UNIT, public_key="U1", issued_at=work.now)
            )
        bus = bus_of(secured_nats, registry)
        CheckpointDesk(registry, keys={}).register(bus)
        with open_office(tmp_path, clock=clock, settings=settings) as office:
            closed = asyncio.Event()
            line = await open_link(settings, office.alarms, closed=closed)
            receiving = asyncio.create_task(
                office.receiver.run(store_of(line), closed=closed)
            )
            async with running(bus, registry):
                async with grading.work() as work:
                    work.note("case.submitted", "ca_1")
                    work.seal()
                await until(settings.checkpoints.exists)
                page = await asker.ask(ListCheckpoints(), AUDITOR)
            receiving.cancel()
            await close_link(line)
        async with registry.look() as session:
            (row,) = await session.scalars(select(CheckpointRow))

    (kept,) = read_checkpoints(settings.checkpoints)
    assert (kept.seq, kept.digest, kept.service) == (row.seq, row.digest, "grading")
    assert page.checkpoints[0].checkpoint == kept  # type: ignore[attr-defined]
    file = tmp_path / "log.jsonl"

    class Desk:
        """The `lianqing` command's desk, for the audit administrator."""

        async def ask(self, question: Ask) -> object:  # type: ignore[type-arg]
            return await asker.ask(question, AUDITOR)

    await take_over_bus(
        Desk(),  # type: ignore[arg-type]
        AuditedService.GRADING,
        to=file,
        clock=clock,
    )
    found = verify_export(file, checkpoints=[kept])
    assert (found.ok, found.sealed) == (True, kept.seq)
