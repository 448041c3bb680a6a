"""Promise: people have one log-in name, fitting roles, and clerks stay one or two."""

import pytest

from lianqing_registry.errors.accounts import (
    ClerkElsewhereError,
    ClerksFullError,
    LastClerkError,
    LoginTakenError,
    NotClerkError,
    RoleMixError,
    WeakPasswordError,
)
from lianqing_registry.errors.units import ForeignUnitError
from lianqing_registry.store.people_pages import PeopleWanted
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.look_up import list_people
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.show_unit import list_units
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.people import Role
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from tests.unit.registry.builders import (
    a_draft,
    a_person,
    an_actor,
)

DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)
SYSTEM = an_actor(Role.SYSTEM_ADMINISTRATOR)


async def appoint(
    database: Database, person: PersonView, unit: str = "court"
) -> PersonView:
    async with database.work() as work:
        return await appoint_clerk(work, DIRECTOR, person.person_id, unit=unit)


async def clerks_of(database: Database, code: str) -> int:
    units = (await list_units(database)).units
    return next(unit.clerks for unit in units if unit.code == code)


async def test_a_second_administrator_role_is_refused(
    database: Database, gate: Gate
) -> None:
    both = a_draft(roles=(Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR))

    with pytest.raises(RoleMixError, match="不得由一人兼任"):
        await add_person(database, gate, SYSTEM, draft=both)


async def test_an_administrator_is_not_made_a_clerk(database: Database) -> None:
    person = await a_person(database, unit="centre", roles=(Role.SYSTEM_ADMINISTRATOR,))

    with pytest.raises(RoleMixError, match="不得兼任预警信息录入员"):
        await appoint(database, person, "centre")

    assert await clerks_of(database, "centre") == 0


async def test_a_log_in_name_is_given_once(database: Database, gate: Gate) -> None:
    await a_person(database, "sun")

    with pytest.raises(LoginTakenError, match="sun"):
        await add_person(database, gate, SYSTEM, draft=a_draft("sun", unit="police"))


async def test_a_weak_initial_password_is_refused(
    database: Database, gate: Gate
) -> None:
    with pytest.raises(WeakPasswordError):
        await add_person(database, gate, SYSTEM, draft=a_draft(), password="1" * 8)


async def test_a_person_of_an_unknown_unit_is_refused(database: Database) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        await a_person(database, unit="nowhere")


async def test_an_appointed_clerk_has_the_role_and_counts(database: Database) -> None:
    person = await a_person(database)

    view = await appoint(database, person)

    assert Role.ENTRY_CLERK in view.roles
    assert await clerks_of(database, "court") == 1


async def test_a_villages_clerk_is_a_village_clerk(database: Database) -> None:
    person = await a_person(database, unit="village-liuhe")

    view = await appoint(database, person, "village-liuhe")

    assert Role.VILLAGE_CLERK in view.roles


async def test_appointing_the_same_clerk_again_changes_nothing(
    database: Database,
) -> None:
    person = await a_person(database)

    first = await appoint(database, person)
    second = await appoint(database, person)

    assert first == second
    assert await clerks_of(database, "court") == 1


async def test_a_third_clerk_is_refused_however_he_comes(database: Database) -> None:
    for login in ("one", "two"):
        await a_person(database, login, roles=(Role.ENTRY_CLERK,))
    third = await a_person(database, "third")

    with pytest.raises(ClerksFullError, match="已有两名"):
        await appoint(database, third)
    with pytest.raises(ClerksFullError, match="已有两名"):
        await a_person(database, "fourth", roles=(Role.ENTRY_CLERK,))

    assert await clerks_of(database, "court") == 2


async def test_a_clerk_comes_from_the_units_own_people(database: Database) -> None:
    person = await a_person(database, unit="police")

    with pytest.raises(ClerkElsewhereError, match="柳园人民法庭"):
        await appoint(database, person, "court")


async def test_a_units_head_appoints_in_his_own_unit_only(database: Database) -> None:
    person = await a_person(database)
    head = an_actor(Role.UNIT_HEAD, unit="police")

    with pytest.raises(ForeignUnitError, match="本单位"):
        async with database.work() as work:
            await appoint_clerk(work, head, person.person_id, unit="court")


async def test_a_clerk_is_replaced_by_appointing_before_dismissing(
    database: Database,
) -> None:
    old = await a_person(database, "old", roles=(Role.ENTRY_CLERK,))
    new = await a_person(database, "new")

    with pytest.raises(LastClerkError, match="先任命接替者"):
        async with database.work() as work:
            await dismiss_clerk(work, DIRECTOR, old.person_id, unit="court")
    await appoint(database, new)
    async with database.work() as work:
        gone = await dismiss_clerk(work, DIRECTOR, old.person_id, unit="court")

    assert Role.ENTRY_CLERK not in gone.roles
    assert await clerks_of(database, "court") == 1
    with pytest.raises(NotClerkError):
        async with database.work() as work:
            await dismiss_clerk(work, DIRECTOR, old.person_id, unit="court")


async def test_the_list_of_people_shows_nothing_of_passwords(
    database: Database,
) -> None:
    await a_person(database)

    page = await list_people(database, SYSTEM, PeopleWanted())

    text = page.model_dump_json()
    assert "argon2" not in text
    assert "password" not in text


async def test_a_units_head_lists_his_own_people_only(database: Database) -> None:
    await a_person(database, "here", unit="court")
    await a_person(database, "there", unit="police")
    head = an_actor(Role.UNIT_HEAD, unit="court")

    page = await list_people(database, head, PeopleWanted())

    assert [person.login for person in page.people] == ["here"]
    with pytest.raises(ForeignUnitError):
        await list_people(database, head, PeopleWanted(unit="police"))
