"""Promise: the launcher cuts off whom the registry ends; the doctor names flaws."""

import asyncio
import dataclasses
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nats.aio.client import Client
from rich.console import Console

from lianqing.bus_check import findings
from lianqing.launcher.cutting import keep_cut
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.tell import Teller
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.topology import UNIT_CHANGED, WARNING_DECIDED
from lianqing_shared.security.grants import Import, unit_grant
from lianqing_shared.testing.decisions import a_unit
from lianqing_shared.testing.nats import SecuredNats
from tests.integration.buses import connected, connected_as, mutated, publish


@asynccontextmanager
async def cutting(secured: SecuredNats, screen: io.StringIO) -> AsyncIterator[None]:
    teller = Teller(Console(file=screen))
    task = asyncio.create_task(keep_cut(secured.url, secured.authority, teller))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def say_of(client: Client, code: str, status: UnitStatus) -> None:
    told = a_unit(code, version=2, status=status)
    await publish(client, UNIT_CHANGED.base, told.model_dump_json().encode())


@pytest.mark.parametrize("status", [UnitStatus.REVOKED, UnitStatus.MERGED])
@pytest.mark.parametrize(
    "early", [False, True], ids=["while it runs", "before it runs"]
)
async def test_a_unit_that_was_ended_in_the_console_is_cut_off(
    secured_nats: SecuredNats, status: UnitStatus, *, early: bool
) -> None:
    screen, end = io.StringIO(), asyncio.Event()
    path = secured_nats.credentials("unit-court")
    async with (
        connected_as(secured_nats, "registry") as registry,
        connected(secured_nats.url, path, name="unit-court", end=end) as court,
    ):
        if early:
            await say_of(registry, "court", status)
        async with cutting(secured_nats, screen), asyncio.timeout(10):
            await say_of(registry, "police", UnitStatus.SUSPENDED)
            if not early:
                await say_of(registry, "court", status)
            await end.wait()
            while not screen.getvalue():  # noqa: ASYNC110 - it is told in a moment
                await asyncio.sleep(0.01)

    assert "revoked" in str(court.last_error)
    assert "court" in screen.getvalue()
    assert not secured_nats.authority.is_issued("court")
    assert secured_nats.authority.is_issued("police")


async def test_the_cutting_goes_on_after_the_server_was_away(
    secured_nats: SecuredNats,
) -> None:
    screen = io.StringIO()
    async with cutting(secured_nats, screen), asyncio.timeout(20):
        secured_nats.server.restart()
        async with connected_as(secured_nats, "registry") as registry:
            await say_of(registry, "court", UnitStatus.REVOKED)
        while not screen.getvalue():  # noqa: ASYNC110 - it is told in a moment
            await asyncio.sleep(0.01)

    assert not secured_nats.authority.is_issued("court")


async def test_the_doctor_is_content_with_the_bus_as_it_is(
    secured_nats: SecuredNats,
) -> None:
    permissions, accounts = await findings(
        DataFolder(secured_nats.folder), secured_nats.url
    )

    assert (permissions.ok, accounts.ok) == (True, True)
    assert "10 个凭证" in permissions.found
    assert "不试" in permissions.found


async def test_the_doctor_names_what_a_credential_may_do_too_much_or_too_little(
    secured_nats: SecuredNats,
) -> None:
    right, forged = unit_grant("court"), WARNING_DECIDED.base
    lead = Import(exporter="store", subject=forged, local=forged)
    planted = dataclasses.replace(
        right, says=(*right.says[1:], forged), imports=(*right.imports, lead)
    )

    async with mutated(secured_nats, planted):
        permissions, accounts = await findings(
            DataFolder(secured_nats.folder), secured_nats.url
        )

    assert (permissions.ok, accounts.ok) == (False, False)
    assert f"unit-court 多出：发布 {forged}" in permissions.advice
    assert f"unit-court 缺少：发布 {right.says[0]}" in permissions.advice
    assert f"账户 unit-court 多出通路：{forged} → store" in accounts.advice
