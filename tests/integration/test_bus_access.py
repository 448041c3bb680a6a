"""Promise: a unit is let in, given another key and cut off live, and cut-offs heal."""

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import nats
import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from lianqing_shared.bus.accounts import admit_unit, dismiss_unit, rotate_unit
from lianqing_shared.contracts.topology import LETTER_SERVED, SUBMIT_REPORT
from lianqing_shared.errors import NotFoundError, SettingsError
from lianqing_shared.security.authority import (
    Authority,
    UnitCredential,
    key_of,
    staged_units,
)
from lianqing_shared.testing.nats import SecuredNats, settle
from tests.integration.buses import connected, connected_as, installed, publish

CUT_WITHIN_S = 1


class CutOffError(Exception):
    """The command was killed at this step."""


def cut_at(step: str) -> Callable[[str], None]:
    def tell(reached: str) -> None:
        if reached == step:
            raise CutOffError(step)

    return tell


class Registry:
    """Remembers what was recorded, as the real one does."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def record(self, credential: UnitCredential) -> None:
        self.keys.append(credential.public_key)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredNats]:
    """Run one installation for this file."""
    with installed(tmp_path_factory.mktemp("access")) as made:
        yield made


@pytest.fixture
async def village(
    secured: SecuredNats, request: pytest.FixtureRequest
) -> UnitCredential:
    """Let a unit in that only this test knows."""
    code = f"v{abs(hash(request.node.name)) % 10**9}"
    return await admit_unit(secured.url, secured.authority, code)


def stolen_from(credential: UnitCredential) -> Path:
    copy = credential.credentials.with_name(f"stolen-{credential.code}.txt")
    copy.write_bytes(credential.credentials.read_bytes())
    copy.chmod(0o600)
    return copy


async def is_let_in(secured: SecuredNats, credentials: Path, code: str) -> bool:
    try:
        async with connected(secured.url, credentials, name=f"unit-{code}") as client:
            ack = await publish(client, SUBMIT_REPORT.base)
    except nats.errors.Error as err:
        if "auth" not in str(err).lower():
            raise
        return False
    return ack.stream == "REPORTS"


async def listening(client: Client, code: str) -> list[str]:
    heard: list[str] = []

    async def hear(message: Msg) -> None:
        heard.append(message.subject)

    await client.subscribe(f"_INBOX_unit-{code}.>", cb=hear)
    await settle(client)
    return heard


# --- revoke


async def test_a_revoked_unit_is_cut_at_once_and_refused(
    secured: SecuredNats, village: UnitCredential
) -> None:
    stolen, end = stolen_from(village), asyncio.Event()
    name = f"unit-{village.code}"

    async with connected(secured.url, stolen, name=name, end=end) as thief:
        heard = await listening(thief, village.code)
        async with asyncio.timeout(CUT_WITHIN_S):
            await dismiss_unit(secured.url, secured.authority, village.code)
            await end.wait()
        async with connected_as(secured, "notify") as notify:
            await publish(notify, LETTER_SERVED.to(village.code))

    assert "revoked" in str(thief.last_error)
    assert heard == []
    assert not village.credentials.exists()
    assert not await is_let_in(secured, stolen, village.code)


@pytest.mark.parametrize(
    ("restored", "sentence"),
    [
        pytest.param("all", "还有连接没有断开", id="of before the last change"),
        pytest.param("keys", "仍让它连接", id="of which only the keys are old"),
    ],
)
async def test_who_is_still_let_in_after_a_restored_backup_is_told(
    secured: SecuredNats,
    village: UnitCredential,
    tmp_path: Path,
    restored: str,
    sentence: str,
) -> None:
    for place in ("keys", "creds"):
        shutil.copytree(secured.folder / place, tmp_path / place)
    registry, name = Registry(), f"unit-{village.code}"
    fresh = await rotate_unit(
        secured.url, secured.authority, village.code, record=registry.record
    )
    if restored == "keys":
        shutil.copy(fresh.credentials, tmp_path / "creds")

    async with connected(secured.url, fresh.credentials, name=name):
        with pytest.raises(SettingsError, match=sentence):
            await dismiss_unit(secured.url, Authority(tmp_path), village.code)


async def test_the_command_and_the_launcher_may_cut_a_unit_off_at_once(
    secured: SecuredNats, village: UnitCredential
) -> None:
    both = threading.Barrier(2, timeout=10)

    def together(step: str) -> None:
        if step in {"revoke", "verify"}:
            both.wait()

    def cut_off() -> None:
        authority = Authority(secured.folder)
        asyncio.run(dismiss_unit(secured.url, authority, village.code, tell=together))

    await asyncio.gather(asyncio.to_thread(cut_off), asyncio.to_thread(cut_off))

    assert not secured.authority.is_issued(village.code)
    assert list(village.credentials.parent.glob(f"unit-{village.code}*")) == []


async def test_a_unit_admitted_again_has_another_key(
    secured: SecuredNats, village: UnitCredential
) -> None:
    await dismiss_unit(secured.url, secured.authority, village.code)

    second = await admit_unit(secured.url, secured.authority, village.code)

    assert second.public_key != village.public_key
    assert await is_let_in(secured, second.credentials, village.code)


# --- rotate


async def test_a_rotated_credential_works_and_the_old_one_is_cut_at_once(
    secured: SecuredNats, village: UnitCredential
) -> None:
    stolen, end, registry = stolen_from(village), asyncio.Event(), Registry()
    name = f"unit-{village.code}"

    async with connected(secured.url, stolen, name=name, end=end) as thief:
        await listening(thief, village.code)
        async with asyncio.timeout(CUT_WITHIN_S):
            fresh = await rotate_unit(
                secured.url, secured.authority, village.code, record=registry.record
            )
            await end.wait()

    assert "revoked" in str(thief.last_error)
    assert registry.keys == [fresh.public_key] != [village.public_key]
    assert fresh.credentials == village.credentials
    assert fresh.credentials.stat().st_mode & 0o777 == 0o600
    assert await is_let_in(secured, fresh.credentials, village.code)
    assert not await is_let_in(secured, stolen, village.code)


async def test_a_unit_without_a_credential_in_force_has_none_to_rotate(
    secured: SecuredNats, village: UnitCredential
) -> None:
    registry = Registry()
    await dismiss_unit(secured.url, secured.authority, village.code)

    for code in (village.code, "nobody"):
        with pytest.raises(NotFoundError):
            await rotate_unit(
                secured.url, secured.authority, code, record=registry.record
            )
    assert registry.keys == []


async def test_what_is_refused_by_the_registry_changes_nothing(
    secured: SecuredNats, village: UnitCredential
) -> None:
    async def refuse(credential: UnitCredential) -> None:
        raise NotFoundError("单位")

    with pytest.raises(NotFoundError):
        await rotate_unit(secured.url, secured.authority, village.code, record=refuse)

    again = Authority(secured.folder)
    assert again.issue_unit(village.code) == village
    assert staged_units(secured.folder) == (f"unit-{village.code}",)
    assert await is_let_in(secured, village.credentials, village.code)


# --- cut off, and given again


@pytest.mark.parametrize("step", ["issue", "push", "consumer", "try"])
async def test_letting_in_can_be_cut_off_anywhere_and_given_again(
    secured: SecuredNats, step: str
) -> None:
    code = f"add-{step}"
    with pytest.raises(CutOffError):
        await admit_unit(secured.url, secured.authority, code, tell=cut_at(step))

    after = Authority(secured.folder)
    credential = await admit_unit(secured.url, after, code)

    assert await is_let_in(secured, credential.credentials, code)


@pytest.mark.parametrize(
    "step", ["stage", "try", "record", "replace", "push", "finish", "verify"]
)
async def test_rotating_can_be_cut_off_anywhere_and_given_again(
    secured: SecuredNats, village: UnitCredential, step: str
) -> None:
    stolen, registry = stolen_from(village), Registry()
    with pytest.raises(CutOffError):
        await rotate_unit(
            secured.url,
            secured.authority,
            village.code,
            record=registry.record,
            tell=cut_at(step),
        )

    # Whatever the step, the unit is not shut out by it, once anything runs again.
    after = Authority(secured.folder)
    between = after.issue_unit(village.code)
    assert key_public(between.credentials) == between.public_key
    assert await is_let_in(secured, between.credentials, village.code)

    fresh = await rotate_unit(secured.url, after, village.code, record=registry.record)

    assert registry.keys[-1] == fresh.public_key == key_public(fresh.credentials)
    assert f"unit-{village.code}" not in staged_units(secured.folder)
    assert await is_let_in(secured, fresh.credentials, village.code)
    assert not await is_let_in(secured, stolen, village.code)


@pytest.mark.parametrize("step", ["revoke", "push", "verify"])
async def test_cutting_off_can_be_cut_off_anywhere_and_given_again(
    secured: SecuredNats, village: UnitCredential, step: str
) -> None:
    stolen, end = stolen_from(village), asyncio.Event()
    name = f"unit-{village.code}"
    async with connected(secured.url, stolen, name=name, end=end):
        with pytest.raises(CutOffError):
            await dismiss_unit(
                secured.url, secured.authority, village.code, tell=cut_at(step)
            )

        async with asyncio.timeout(CUT_WITHIN_S):
            await dismiss_unit(secured.url, Authority(secured.folder), village.code)
            await end.wait()

    assert not await is_let_in(secured, stolen, village.code)


def key_public(credentials: Path) -> str:
    key = key_of(credentials)
    assert key is not None
    return key.public
