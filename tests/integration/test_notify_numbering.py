"""Promise: on both databases numbers stay gap-free whoever issues at the same moment.

Two databases over one URL stand for two processes of the service.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import inspect, select

from lianqing_notify.app import MIGRATIONS
from lianqing_notify.errors import LostRaceError, NotYetKnownError
from lianqing_notify.gateways.letters.typesetter import Typesetter
from lianqing_notify.gateways.town import read_town
from lianqing_notify.settings import FONT_FOLDERS
from lianqing_notify.store.tables import Base, LetterRow, ReminderRow
from lianqing_notify.usecases.desk import Desk
from lianqing_notify.usecases.hear_registry import keep_unit
from lianqing_notify.usecases.issue_letter import issue_letter
from lianqing_notify.usecases.ledger import ledger
from lianqing_notify.usecases.remind import sweep
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.letters import LetterOverdue
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import said
from lianqing_shared.testing.decisions import a_decision, a_unit

LETTERS = 20


@pytest.fixture
async def desks(database_url: str, clock: SetClock) -> AsyncIterator[tuple[Desk, Desk]]:
    engines = [open_engine(database_url) for _ in range(2)]
    await migrate(engines[0], MIGRATIONS)
    signer, typesetter = Signer.new(), Typesetter(FONT_FOLDERS)
    first, second = (
        Desk(
            database=Database(
                engine, Base.metadata, clock=clock, service=Principal.NOTIFY
            ),
            town=read_town(None),
            typesetter=typesetter,
            signer=signer,
        )
        for engine in engines
    )
    await keep_unit(first, a_unit(), message_id="u1")
    yield first, second
    for engine in engines:
        await engine.dispose()


async def numbers(desk: Desk) -> list[int]:
    async with desk.database.look() as session:
        rows = await session.scalars(
            select(LetterRow.serial).order_by(LetterRow.serial)
        )
        return list(rows)


async def test_twenty_letters_at_once_have_twenty_numbers(
    desks: tuple[Desk, Desk],
) -> None:
    async with asyncio.TaskGroup() as group:
        for position in range(LETTERS):
            group.create_task(
                issue_letter(
                    desks[position % 2], a_decision(), message_id=f"m{position}"
                )
            )

    assert await numbers(desks[0]) == list(range(1, LETTERS + 1))
    books = await ledger(desks[0].database.engine)
    assert books["numbers_gap_free"] is True


async def test_failures_among_them_leave_no_gap(desks: tuple[Desk, Desk]) -> None:
    outcomes = await asyncio.gather(
        *(
            issue_letter(
                desks[position % 2],
                a_decision(addressee="finance" if position % 3 else "nobody"),
                message_id=f"m{position}",
            )
            for position in range(LETTERS)
        ),
        return_exceptions=True,
    )

    refused = [one for one in outcomes if isinstance(one, NotYetKnownError)]
    assert len(refused) == 7
    assert await numbers(desks[0]) == list(range(1, LETTERS - 7 + 1))


async def test_one_case_decided_in_two_places_gets_one_letter(
    desks: tuple[Desk, Desk],
) -> None:
    decided = a_decision()

    outcomes = await asyncio.gather(
        *(
            issue_letter(desks[position % 2], decided, message_id=f"m{position}")
            for position in range(6)
        ),
        return_exceptions=True,
    )

    assert await numbers(desks[0]) == [1]
    kinds = {type(one) for one in outcomes}
    assert kinds <= {str, LostRaceError}
    assert len({one for one in outcomes if isinstance(one, str)}) == 1


async def test_two_sweepers_fire_each_rung_once(
    desks: tuple[Desk, Desk], clock: SetClock
) -> None:
    for position in range(5):
        await issue_letter(desks[0], a_decision(), message_id=f"m{position}")
    clock.advance(days=60)

    fired = await asyncio.gather(*(sweep(desk) for desk in desks * 2))

    async with desks[0].database.look() as session:
        reminders = (await session.scalars(select(ReminderRow))).all()
    keys = [(row.deadline_id, row.rung) for row in reminders]
    assert sum(fired) == len(keys) == len(set(keys))
    events = await said(desks[0].database)
    overdue = [event for event in events if isinstance(event, LetterOverdue)]
    assert len(overdue) == 5


async def test_the_migration_makes_the_tables_that_the_code_uses(
    desks: tuple[Desk, Desk],
) -> None:
    async with desks[0].database.engine.connect() as connection:
        found = await connection.run_sync(
            lambda sync: {
                name: {column["name"] for column in inspect(sync).get_columns(name)}
                for name in inspect(sync).get_table_names()
            }
        )

    for table in Base.metadata.sorted_tables:
        assert found[table.name] == {column.name for column in table.columns}
