"""Promise: both databases keep the registry's rules when many ask at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from importlib.resources import files

import pytest
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from lianqing_registry.errors.accounts import (
    ClerksFullError,
    LastClerkError,
    LoginFailedError,
    LoginLockedError,
    LoginTakenError,
)
from lianqing_registry.errors.units import UnitTakenError
from lianqing_registry.gateways.town_files import read_town
from lianqing_registry.store.tables import (
    Base,
    ClerkRow,
    CredentialRow,
    InformantTermRow,
)
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.ledger import ledger
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.seed_town import seed_people
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.informants import InformantFiled
from lianqing_shared.contracts.network import UnitChanged, UnitView
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.migrations import migrate
from lianqing_shared.db.work import Database
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, said
from tests.unit.registry.builders import (
    PASSWORD,
    a_gate,
    a_person,
    a_town,
    a_unit,
    an_actor,
    cheap_passwords,
)
from tests.unit.registry.informant_kit import Office

DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)


@pytest.fixture
async def database(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with a_town(database_url, clock) as found:
        yield found


@pytest.fixture
async def twin(
    database: Database, database_url: str, clock: SetClock
) -> AsyncIterator[Database]:
    """Open the same database once more, as a second process would."""
    engine = open_engine(database_url)
    yield Database(engine, Base.metadata, clock=clock, service=Principal.REGISTRY)
    await engine.dispose()


async def at_once(*asked: Awaitable[object]) -> list[object]:
    """Await all at once; return answers and refusals in the order of asking."""
    return await asyncio.gather(*asked, return_exceptions=True)


async def appoint(database: Database, person: PersonView) -> PersonView:
    async with database.work() as work:
        return await appoint_clerk(work, DIRECTOR, person.person_id, unit="court")


async def dismiss(database: Database, person: PersonView) -> PersonView:
    async with database.work() as work:
        return await dismiss_clerk(work, DIRECTOR, person.person_id, unit="court")


async def test_of_twenty_appointments_at_once_two_are_made(
    database: Database, twin: Database
) -> None:
    people = [await a_person(database, f"p{number}") for number in range(20)]

    answers = await at_once(
        *(
            appoint(twin if number % 2 else database, person)
            for number, person in enumerate(people)
        )
    )

    assert sum(isinstance(one, PersonView) for one in answers) == 2
    assert sum(isinstance(one, ClerksFullError) for one in answers) == 18
    changed = [e for e in await said(database) if isinstance(e, UnitChanged)]
    courts = [(e.version, e.unit.clerks) for e in changed if e.unit.code == "court"]
    assert courts == [(1, 0), (2, 1), (3, 2)]


async def test_of_two_dismissals_at_once_one_clerk_stays(
    database: Database, twin: Database
) -> None:
    one = await a_person(database, "one", roles=(Role.ENTRY_CLERK,))
    two = await a_person(database, "two", roles=(Role.ENTRY_CLERK,))

    answers = await at_once(dismiss(database, one), dismiss(twin, two))

    assert sum(isinstance(answer, LastClerkError) for answer in answers) == 1
    assert (await ledger(database.engine))["clerks"] == 1


async def test_the_database_itself_has_no_third_place_for_a_clerk(
    database: Database,
) -> None:
    people = [await a_person(database, f"p{number}") for number in range(3)]
    for person in people[:2]:
        await appoint(database, person)

    for slot in (1, 2, 3):
        with pytest.raises(IntegrityError):
            await insert_row(
                database,
                ClerkRow,
                unit="court",
                person_id=people[2].person_id,
                slot=slot,
                appointed_at=START,
                appointed_by="system",
            )


async def test_the_database_itself_keeps_one_credential_in_force(
    database: Database,
) -> None:
    async with database.work() as work:
        key = Signer.new().public_key
        await record_credential(work, "court", public_key=key, issued_at=START)

    with pytest.raises(IntegrityError):
        await insert_row(
            database,
            CredentialRow,
            unit="court",
            public_key=Signer.new().public_key,
            issued_at=START,
        )


async def test_the_database_itself_refuses_filing_by_the_applicant(
    database: Database,
) -> None:
    applied = await Office(database).apply()

    with pytest.raises(IntegrityError, match="four_eyes"):
        await insert_row(
            database,
            InformantTermRow,
            person_id=applied.person_id,
            number=2,
            months=36,
            asked_at=START,
            asked_by="pe_1",
            filed_at=START,
            filed_by="pe_1",
            filing_year=2026,
            filing_number=1,
        )


async def insert_row(database: Database, table: type[Base], **values: object) -> None:
    async with database.work() as work:
        await work.session.execute(insert(table).values(**values))


async def test_keys_recorded_at_once_leave_the_newest_in_force(
    database: Database, twin: Database
) -> None:
    keys = [Signer.new().public_key for _ in range(6)]

    async def record(where: Database, number: int) -> None:
        async with where.work() as work:
            await record_credential(
                work,
                "court",
                public_key=keys[number],
                issued_at=START + timedelta(seconds=number),
            )

    order = (3, 5, 0, 4, 1, 2)
    answers = await at_once(
        *(record(twin if number % 2 else database, number) for number in order)
    )

    assert answers == [None] * 6
    changed = [e for e in await said(database) if isinstance(e, UnitChanged)]
    assert changed[-1].unit.public_key == keys[5]
    assert changed[-1].version == 7


async def test_filing_numbers_are_gap_free_when_many_file_at_once(
    database: Database, twin: Database
) -> None:
    office, other = Office(database), Office(twin)
    applied = [await office.apply(f"申某{number}") for number in range(12)]

    answers = await at_once(
        *(
            (other if number % 2 else office).file(one.person_id)
            for number, one in enumerate(applied)
        )
    )

    numbers = {
        one.informant.filing_no for one in answers if isinstance(one, InformantFiled)
    }
    assert numbers == {f"备〔2026〕{number}号" for number in range(1, 13)}
    assert (await ledger(database.engine))["filing_gaps"] == 0


async def test_a_log_in_name_asked_for_twice_at_once_is_given_once(
    database: Database, twin: Database
) -> None:
    answers = await at_once(
        a_person(database, "sun"), a_person(twin, "sun", unit="police")
    )

    assert sum(isinstance(one, PersonView) for one in answers) == 1
    assert sum(isinstance(one, LoginTakenError) for one in answers) == 1


async def test_a_unit_code_asked_for_twice_at_once_is_given_once(
    database: Database, twin: Database
) -> None:
    async def add(where: Database, name: str) -> UnitView:
        async with where.work() as work:
            return await add_unit(work, a_unit(name=name))

    answers = await at_once(add(database, "镇林业站"), add(twin, "镇水利站"))

    assert sum(isinstance(one, UnitView) for one in answers) == 1
    assert sum(isinstance(one, UnitTakenError) for one in answers) == 1


async def test_a_burst_of_guesses_gets_no_more_tries_than_one_by_one(
    database: Database, twin: Database
) -> None:
    gate = a_gate()
    await a_person(database)

    answers = await at_once(
        *(
            open_session(
                twin if number % 2 else database,
                gate,
                login="sun",
                password=f"Guess-{number}",
            )
            for number in range(20)
        )
    )

    assert sum(isinstance(one, LoginFailedError) for one in answers) == 5
    assert sum(isinstance(one, LoginLockedError) for one in answers) == 15


async def test_the_demo_town_works_on_both_databases(
    database: Database,
) -> None:
    gate = a_gate()
    await seed_people(
        database,
        read_town(None).demo_people,
        password=PASSWORD,
        passwords=cheap_passwords(),
    )

    opened = await open_session(database, gate, login="director", password=PASSWORD)
    renewed = await renew_session(
        database, gate, refresh=opened.refresh.get_secret_value()
    )

    assert renewed.actor.roles == (Role.CENTRE_DIRECTOR,)
    found = await ledger(database.engine)
    assert found["people"] == 19


async def test_the_migrations_make_the_tables_that_the_code_uses(
    database_url: str, clock: SetClock
) -> None:
    engine = open_engine(database_url)
    try:
        for _ in range(2):  # a service migrates at every start
            await migrate(engine, "lianqing_registry.store.migrations")

        async with engine.connect() as connection:
            made = await connection.run_sync(
                lambda sync: set(inspect(sync).get_table_names())
            )
            version = await connection.scalar(
                select(text("version_num FROM alembic_version"))
            )
    finally:
        await engine.dispose()

    assert made - {"alembic_version"} == set(Base.metadata.tables)
    folder = files("lianqing_registry.store.migrations") / "versions"
    newest = max(one.name[:4] for one in folder.iterdir() if one.name[:4].isdigit())
    assert version == newest
