"""Promise: a unit's past keys are told with their times, so that old receipts hold."""

from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.network import UnitChanged, UnitKey
from lianqing_shared.db.work import Database
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, said


async def last_keys(database: Database) -> tuple[UnitKey, ...]:
    changes = [one for one in await said(database) if isinstance(one, UnitChanged)]
    return changes[-1].keys


async def test_past_keys_are_told_with_their_times(
    database: Database, clock: SetClock
) -> None:
    first, second = Signer.new().public_key, Signer.new().public_key
    async with database.work() as work:
        await record_credential(work, "court", public_key=first, issued_at=START)
    later = clock.now()
    async with database.work() as work:
        await record_credential(work, "court", public_key=second, issued_at=later)

    keys = await last_keys(database)

    assert [(key.public_key, key.since) for key in keys] == [
        (first, START),
        (second, later),
    ]
    assert [key.until for key in keys] == [later, None]


async def test_a_revoked_units_key_is_told_with_its_end(database: Database) -> None:
    key = Signer.new().public_key
    async with database.work() as work:
        await record_credential(work, "court", public_key=key, issued_at=START)
    async with database.work() as work:
        await revoke_unit(work, "court", reason="机构撤并")

    (told,) = await last_keys(database)

    assert told.public_key == key
    assert told.until is not None
