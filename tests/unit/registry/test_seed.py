"""Promise: the town is loaded once, and a new installation gets two administrators."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lianqing_registry.gateways.town_files import read_calendars, read_town
from lianqing_registry.store.people_pages import PeopleWanted
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.bootstrap_people import bootstrap_people
from lianqing_registry.usecases.ledger import ledger
from lianqing_registry.usecases.look_up import list_people
from lianqing_registry.usecases.open_session import open_session
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.seed_town import (
    seed_calendars,
    seed_people,
    seed_units,
)
from lianqing_registry.usecases.show_unit import list_units
from lianqing_shared.contracts.network import CalendarPublished, UnitChanged
from lianqing_shared.contracts.people import Role
from lianqing_shared.db.work import Database
from lianqing_shared.testing.databases import said
from tests.unit.registry.builders import PASSWORD, an_actor, cheap_passwords

SYSTEM = an_actor(Role.SYSTEM_ADMINISTRATOR)


async def add_demo_people(database: Database) -> int:
    return await seed_people(
        database,
        read_town(None).demo_people,
        password=PASSWORD,
        passwords=cheap_passwords(),
    )


async def test_the_town_is_said_once_however_often_it_is_loaded(
    database: Database,
) -> None:
    assert await seed_units(database, read_town(None).units) == 0

    events = await said(database)
    codes = [event.unit.code for event in events if isinstance(event, UnitChanged)]
    assert codes == [unit.code for unit in read_town(None).units]


async def test_each_years_calendar_is_said_once_until_it_changes(
    database: Database,
) -> None:
    first, second = read_calendars()
    assert await seed_calendars(database, [first, second]) == 2

    assert await seed_calendars(database, [first, second]) == 0
    assert await seed_calendars(database, [replace(second, source="更正通知")]) == 1

    events = await said(database)
    years = [event.year for event in events if isinstance(event, CalendarPublished)]
    assert years == [2025, 2026, 2026]


async def test_demo_people_can_all_log_in_and_are_added_once(
    database: Database, gate: Gate
) -> None:
    people = read_town(None).demo_people
    assert await add_demo_people(database) == len(people) == 19

    assert await add_demo_people(database) == 0
    for person in people:
        opened = await open_session(
            database, gate, login=person.login, password=PASSWORD
        )
        assert set(opened.actor.roles) == set(person.roles)
        assert not opened.must_change_password
    clerks = {u.code: u.clerks for u in (await list_units(database)).units if u.clerks}
    villages = ("village-liuhe", "village-xigou")
    assert clerks == dict.fromkeys(("court", "police", "finance", *villages), 1)


async def test_a_new_installation_gets_three_administrators_once(
    database: Database, gate: Gate
) -> None:
    first = await bootstrap_people(database, passwords=cheap_passwords())

    assert [login for login, _ in first] == ["sysadmin", "secadmin", "auditadmin"]
    for login, password in first:
        opened = await open_session(database, gate, login=login, password=password)
        assert opened.must_change_password
    assert await bootstrap_people(database, passwords=cheap_passwords()) == []


async def test_initial_passwords_are_stored_as_hashes_only(database: Database) -> None:
    first = await bootstrap_people(database, passwords=cheap_passwords())

    async with database.look() as session:
        hashes = (await session.scalars(select(PersonRow.password_hash))).all()
    for (_, password), kept in zip(first, hashes, strict=True):
        assert kept.startswith("$argon2id$")
        assert password not in kept


async def test_an_installation_with_people_is_not_bootstrapped(
    database: Database,
) -> None:
    await add_demo_people(database)

    assert await bootstrap_people(database, passwords=cheap_passwords()) == []
    people = (await list_people(database, SYSTEM, PeopleWanted())).people
    assert len(people) == 19


async def test_the_ledger_counts_and_finds_nothing_wrong(database: Database) -> None:
    await add_demo_people(database)

    found = await ledger(database.engine)

    assert found == {
        "units": 12,
        "people": 19,
        "clerks": 5,
        "clerks_over": 0,
        "informants": 0,
        "filing_gaps": 0,
        "checkpoints": [],
        "problems": [],
    }


@pytest.mark.parametrize("login", ["director", "sysadmin"])
async def test_names_are_not_in_the_audit_log(database: Database, login: str) -> None:
    await add_demo_people(database)

    async with database.look() as session:
        rows = (await session.execute(select(database.journal.audit))).all()
    text = str(rows)
    assert "person.added" in text
    assert "甲某" not in text
    assert "辰某" not in text
