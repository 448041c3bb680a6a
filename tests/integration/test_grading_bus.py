"""Promise: over the real bus reports become cases, and people decide by request."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from nats.aio.client import Client
from pydantic import BaseModel

from lianqing_grading.entrypoints.bus import Desk as BusDesk
from lianqing_grading.store.tables import Base
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.publish import Outgoing, publish_one
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.base import Ask, Message
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.conduct import Officer, OfficersChanged
from lianqing_shared.contracts.gaps import GapKind, ListGaps
from lianqing_shared.contracts.letters import LetterReplied
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer
from lianqing_shared.security.tokens import sign_actor
from lianqing_shared.testing.databases import START, opened
from lianqing_shared.testing.nats import SecuredNats
from lianqing_shared.testing.town import UNITS
from lianqing_shared.testing.waiting import LIMIT_S
from tests.unit.grading.builders import (
    ANALYST,
    DIRECTOR,
    FACTS_OF,
    LETTER,
    POLICIES,
    TOWN,
    a_confirmation,
    a_report,
    a_verification,
    moment,
)

A = TypeVar("A", bound=BaseModel)
REGISTRY = Signer.new()


@pytest.fixture
async def database(sqlite_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with opened(
        sqlite_url, Base.metadata, clock=clock, service=Principal.GRADING
    ) as found:
        yield found


@pytest.fixture
async def running(
    database: Database, secured_nats: SecuredNats
) -> AsyncIterator[SecuredNats]:
    bus = ServiceBus(
        secured_nats.url,
        principal=Principal.GRADING,
        database=database,
        credentials=secured_nats.credentials("grading"),
        registry_key=REGISTRY.public_key,
        now=database.clock.now,
    )
    BusDesk(database, POLICIES).register(bus)
    await bus.start()
    yield secured_nats
    await bus.stop()


async def say(secured: SecuredNats, speaker: str, *said: tuple[str, Message]) -> None:
    """Publish messages, each with its id, as their owner does."""
    client = await connect(
        secured.url, name=speaker, credentials=secured.credentials(speaker)
    )
    for key, message in said:
        await publish_one(
            client,
            Outgoing(
                subject=message.topic.base,
                headers={"ce-id": key},
                body=message.model_dump_json().encode(),
            ),
        )
    await client.close()


class Caller:
    """Ask as the console does, with a token of the registry."""

    def __init__(self, client: Client) -> None:
        self._client = RpcClient(client)

    async def ask(self, question: Ask[A], actor: Actor) -> A:
        return await self._client.ask(question, sign_actor(actor, REGISTRY))

    async def until(self, wanted: Callable[[c.CasePage], bool]) -> c.CasePage:
        """Search until what is found is as wanted."""
        async with asyncio.timeout(LIMIT_S):
            while True:
                page = await self.ask(c.SearchCases(), DIRECTOR)
                if wanted(page):
                    return page


@pytest.fixture
async def caller(running: SecuredNats) -> AsyncIterator[Caller]:
    client = await connect(
        running.url, name="console", credentials=running.credentials("console")
    )
    yield Caller(client)
    await client.close()


async def test_reports_become_a_case_and_people_bring_it_to_a_reply(
    running: SecuredNats, caller: Caller
) -> None:
    events = [
        (f"u-{unit.code}", UnitChanged(unit=unit, version=1, at=START))
        for unit in UNITS
    ]
    await say(running, "registry", *events)
    first, second = a_report(), a_report()
    await say(running, "intake", ("m1", first), ("m1", first), ("m2", second))

    page = await caller.until(lambda found: any(row.reports > 1 for row in found.cases))
    (row,) = page.cases
    await caller.ask(c.BeginCase(case_id=row.case_id), ANALYST)
    await caller.ask(a_verification(row.case_id), ANALYST)
    view = await caller.ask(a_confirmation(row.case_id), DIRECTOR)
    reply = LetterReplied(
        letter_id=LETTER, case_id=row.case_id, at=moment(2), is_late=False
    )
    await say(running, "notify", ("l1", reply))
    after = await caller.until(lambda found: found.cases[0].state is CaseState.REPLIED)

    assert row.reports == 2
    assert (view.row.state, view.row.level) == (CaseState.WARNED, Level.THREE)
    assert after.total == 1


async def test_who_holds_office_is_heard_and_what_stands_still_is_listed(
    running: SecuredNats, caller: Caller
) -> None:
    deputy = Officer(
        person_id=TOWN["deputy"].person_id,
        unit="centre",
        roles=(Role.DEPUTY_SECRETARY,),
        keys=("d" * 64,),
        recused_units=("agri",),
        version=1,
    )
    units = [
        (f"u-{unit.code}", UnitChanged(unit=unit, version=1, at=START))
        for unit in UNITS
    ]
    await say(running, "registry", *units)
    await say(
        running, "registry", ("o1", OfficersChanged(officers=(deputy,), at=START))
    )
    heavier = FACTS_OF["P4.2.2"]
    await say(running, "intake", ("m1", a_report(heavier)))
    (row,) = (await caller.until(lambda found: found.total == 1)).cases
    await caller.ask(c.BeginCase(case_id=row.case_id), ANALYST)
    await caller.ask(a_verification(row.case_id, heavier), ANALYST)

    async with asyncio.timeout(LIMIT_S):
        while not (page := await caller.ask(ListGaps(), DIRECTOR)).gaps:
            pass

    assert [(gap.case_id, gap.kind) for gap in page.gaps] == [
        (row.case_id, GapKind.NOBODY_CONVENES)
    ]


async def test_refusals_reach_the_person_in_chinese(
    running: SecuredNats, caller: Caller
) -> None:
    await say(running, "intake", ("m1", a_report()))
    row = (await caller.until(lambda found: found.total == 1)).cases[0]

    with pytest.raises(RefusedError, match="待核实") as early:
        await caller.ask(a_confirmation(row.case_id), DIRECTOR)
    with pytest.raises(RefusedError, match="没有找到") as hidden:
        await caller.ask(c.ShowCase(case=row.case_no), TOWN["finance-head"])
    with pytest.raises(RefusedError, match="您的角色") as foreign:
        await caller.ask(c.BeginCase(case_id=row.case_id), TOWN["sysadmin"])

    codes = [caught.value.code for caught in (early, hidden, foreign)]
    assert codes == ["conflict", "not_found", "not_allowed"]


async def test_one_bad_piece_of_news_holds_up_no_other(
    running: SecuredNats, caller: Caller
) -> None:
    lost = LetterReplied(
        letter_id=LETTER, case_id="ca_" + "9" * 26, at=moment(1), is_late=False
    )
    await say(running, "notify", ("l1", lost))

    await say(running, "intake", ("m1", a_report()))

    assert (await caller.until(lambda found: found.total == 1)).total == 1


async def test_the_policy_meetings_and_counts_are_answered(caller: Caller) -> None:
    policy = await caller.ask(c.ShowPolicy(), ANALYST)
    meetings = await caller.ask(c.ListMeetings(), ANALYST)
    counts = await caller.ask(c.CountCases(), ANALYST)

    assert len({rule.code for rule in policy.rules}) == 15
    assert meetings.meetings == ()
    assert counts.open == 0
