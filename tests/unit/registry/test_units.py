"""Promise: the tree of units keeps its order, and every change is said in full."""

from datetime import timedelta

import pytest

from lianqing_registry.errors.units import (
    AreaCodeError,
    CredentialTakenError,
    UnitKeptError,
    UnitRevokedError,
    UnitTakenError,
)
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_registry.usecases.show_unit import list_units
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitStatus
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, said
from tests.unit.registry.builders import a_unit


async def changes_of(database: Database, code: str) -> list[UnitChanged]:
    return [
        event
        for event in await said(database)
        if isinstance(event, UnitChanged) and event.unit.code == code
    ]


async def test_units_are_listed_parents_before_children(database: Database) -> None:
    units = (await list_units(database)).units

    seen: set[str] = set()
    for unit in units:
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)
    assert len(seen) == 12


async def test_an_added_unit_is_said_with_all_of_it_but_its_people(
    database: Database,
) -> None:
    draft = a_unit(area_code="000001101", leader="申某", aliases=("林业站",))

    async with database.work() as work:
        view = await add_unit(work, draft)

    [event] = await changes_of(database, "forestry")
    assert (event.version, event.at) == (1, START)
    said = {"leader": None, "schedule": event.unit.schedule}
    assert event.unit == view.model_copy(update=said)
    assert view.aliases == ("林业站",)
    assert view.leader is not None
    assert view.leader.reveal() == "申某"


async def test_adding_the_same_again_says_nothing_more(database: Database) -> None:
    for _ in range(2):
        async with database.work() as work:
            await add_unit(work, a_unit())

    assert len(await changes_of(database, "forestry")) == 1


async def test_a_code_in_use_is_not_given_to_another_unit(database: Database) -> None:
    async with database.work() as work:
        await add_unit(work, a_unit())

    with pytest.raises(UnitTakenError, match="forestry"):
        async with database.work() as work:
            await add_unit(work, a_unit(name="镇水利站"))


async def test_a_unit_under_nobody_is_refused(database: Database) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        async with database.work() as work:
            await add_unit(work, a_unit(parent="nowhere"))


async def test_a_village_outside_the_towns_area_is_refused(database: Database) -> None:
    village = a_unit("village-far", kind=UnitKind.VILLAGE, area_code="000001102201")

    with pytest.raises(AreaCodeError, match="000001101"):
        async with database.work() as work:
            await add_unit(work, village)


async def test_a_revoked_unit_loses_its_key_and_keeps_its_history(
    database: Database,
) -> None:
    key = Signer.new().public_key
    async with database.work() as work:
        await record_credential(work, "court", public_key=key, issued_at=START)

    async with database.work() as work:
        view = await revoke_unit(work, "court", reason="机构撤并")

    assert (view.status, view.public_key) == (UnitStatus.REVOKED, None)
    events = await changes_of(database, "court")
    assert [event.version for event in events] == [1, 2, 3]
    assert [event.unit.public_key for event in events] == [None, key, None]
    with pytest.raises(UnitRevokedError):
        async with database.work() as work:
            await record_credential(work, "court", public_key=key, issued_at=START)


@pytest.mark.parametrize("code", ["county", "centre"])
async def test_the_roots_are_never_revoked(database: Database, code: str) -> None:
    with pytest.raises(UnitKeptError, match="以它为根"):
        async with database.work() as work:
            await revoke_unit(work, code, reason="误操作")


async def test_a_unit_with_units_under_it_is_not_revoked(database: Database) -> None:
    async with database.work() as work:
        await add_unit(work, a_unit(parent="court", kind=UnitKind.OTHER))

    with pytest.raises(UnitKeptError, match="下级单位"):
        async with database.work() as work:
            await revoke_unit(work, "court", reason="机构撤并")


async def test_the_newest_key_is_in_force_even_if_an_older_one_comes_late(
    database: Database, clock: SetClock
) -> None:
    old, new = Signer.new().public_key, Signer.new().public_key

    async with database.work() as work:
        await record_credential(work, "court", public_key=new, issued_at=START)
    async with database.work() as work:
        early = START - timedelta(days=1)
        await record_credential(work, "court", public_key=old, issued_at=early)

    assert [e.unit.public_key for e in await changes_of(database, "court")][-1] == new


async def test_recording_a_key_twice_says_it_once(database: Database) -> None:
    key = Signer.new().public_key

    for _ in range(2):
        async with database.work() as work:
            await record_credential(work, "court", public_key=key, issued_at=START)

    assert len(await changes_of(database, "court")) == 2


async def test_a_key_stands_for_one_unit_only(database: Database) -> None:
    key = Signer.new().public_key

    async with database.work() as work:
        await record_credential(work, "court", public_key=key, issued_at=START)

    with pytest.raises(CredentialTakenError):
        async with database.work() as work:
            await record_credential(work, "police", public_key=key, issued_at=START)
