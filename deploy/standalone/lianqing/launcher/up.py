"""Bring a whole installation up, keep it up, and take it down in order."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from typing import Any

from lianqing.launcher import catalogue, keys, ports, ready, units
from lianqing.launcher import state as run_state
from lianqing.launcher.child import end_left_over
from lianqing.launcher.cutting import keep_cut
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.lock import hold
from lianqing.launcher.opening import open_town
from lianqing.launcher.supervisor import Supervisor
from lianqing.launcher.tell import Teller
from lianqing.launcher.town import Town
from lianqing.text import say
from lianqing_shared.bus.accounts import check_server
from lianqing_shared.bus.connect import connect
from lianqing_shared.bus.provision import provision
from lianqing_shared.bus.rpc import RpcClient
from lianqing_shared.bus.server import server_binary, write_configuration
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.errors import TryAgainError
from lianqing_shared.security.authority import Authority

_LEFT_OVER_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person asked for."""

    town: Town
    port: int | None = None
    demo_password: str | None = None
    """Of the sample people; None in a real town, which has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An installation that is up."""

    folder: DataFolder
    supervisor: Supervisor
    authority: Authority
    client: RpcClient
    """With the desk's credentials."""

    @property
    def bus_url(self) -> str:
        """Address of nats-server."""
        return self.supervisor.state.bus_url


@contextlib.asynccontextmanager
async def running(
    folder: DataFolder, wishes: Wishes, *, clock: Clock, tell: Teller
) -> AsyncIterator[Running]:
    """Hold the folder and run everything inside the block; stop all at its end."""
    with hold(folder, at=clock.now()):
        _end_left_over(folder, tell)
        before = run_state.read(folder)
        bus_port = ports.choose(
            wanted=None, preferred=before.bus_port if before else None
        )
        console_port = ports.choose(
            wanted=wishes.port, preferred=before.console_port if before else None
        )
        supervisor = Supervisor(
            folder,
            pid=os.getpid(),
            started_at=clock.now(),
            ports=(bus_port, console_port),
            on_restart=tell.restarted,
        )
        rotating = asyncio.create_task(supervisor.keep_logs_small())
        try:
            async with contextlib.AsyncExitStack() as stack:
                up = await _bring_up(
                    supervisor, wishes, stack=stack, clock=clock, tell=tell
                )
                cutting = asyncio.create_task(
                    keep_cut(up.bus_url, up.authority, tell), name="cutting"
                )
                stack.callback(cutting.cancel)
                yield up
        finally:
            rotating.cancel()
            await supervisor.stop()


async def until_told_to_stop(work: Coroutine[Any, Any, int]) -> int:
    """Run the work; on SIGINT or SIGTERM cancel it, let it clean up, and return 0."""
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(work)
    told: list[signal.Signals] = []

    def stop(number: signal.Signals) -> None:
        # A second Ctrl-C must not cut the clean-up short; it takes seconds.
        if not told:
            task.cancel()
        told.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop, number)
    try:
        return await task
    except asyncio.CancelledError:
        if not told:
            raise
        return 0
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.remove_signal_handler(number)


async def _bring_up(
    supervisor: Supervisor,
    wishes: Wishes,
    *,
    stack: contextlib.AsyncExitStack,
    clock: Clock,
    tell: Teller,
) -> Running:
    folder = supervisor.folder
    authority = await asyncio.to_thread(_prepare, folder, clock)
    units.prepare(
        folder,
        authority,
        bus_url=supervisor.state.bus_url,
        samples=not wishes.town.is_real,
    )
    tell.done(say("密钥、账户和单位目录就绪", "keys, accounts and unit folders"))
    await _start_bus(supervisor, authority)
    tell.done(
        say(
            f"消息服务器就绪，端口 {supervisor.state.bus_port}，逐条落盘",
            f"nats-server on port {supervisor.state.bus_port}, every message synced",
        )
    )
    services = catalogue.services(
        folder,
        bus_url=supervisor.state.bus_url,
        console_port=supervisor.state.console_port,
        town=wishes.town,
        demo_password=wishes.demo_password,
    )
    if not wishes.town.is_open:
        await open_town(folder, services[0], console=tell.console)
    supervisor.start(services)
    connection = await connect(
        supervisor.state.bus_url,
        name=Principal.DESK.value,
        credentials=authority.credentials(Principal.DESK.value),
    )
    stack.push_async_callback(connection.close)
    client = RpcClient(connection)
    await _wait_for_services(supervisor, client, tell)
    return Running(
        folder=folder, supervisor=supervisor, authority=authority, client=client
    )


def _prepare(folder: DataFolder, clock: Clock) -> Authority:
    authority = Authority(folder.root, clock)
    keys.ensure(folder)
    return authority


async def _start_bus(supervisor: Supervisor, authority: Authority) -> None:
    folder, port = supervisor.folder, supervisor.state.bus_port
    binary = await asyncio.to_thread(server_binary)
    configuration = write_configuration(folder.root, port=port, authority=authority)
    supervisor.start(
        [catalogue.stream_server(folder, binary=binary, configuration=configuration)]
    )
    url = supervisor.state.bus_url
    made = folder.nats / "streams.json"

    async def provisioned() -> bool:
        if not await ready.port_open(port):
            return False
        try:
            await check_server(url, authority.credentials("system"))
            await provision(
                url,
                authority.credentials("provision"),
                marker=made,
                units=authority.units(),
            )
        except TryAgainError:
            return False
        return True

    await ready.wait_for(catalogue.STREAM_SERVER, provisioned, supervisor=supervisor)


async def _wait_for_services(
    supervisor: Supervisor, client: RpcClient, tell: Teller
) -> None:
    async def wait(name: str) -> None:
        async def check() -> bool:
            if name == "console":
                return await ready.console_answers(supervisor.state.console_port)
            return await ready.answers(client, name)

        await ready.wait_for(name, check, supervisor=supervisor)
        tell.done(say(f"{name} 就绪", f"{name} answers"))

    for name in catalogue.SERVICES:
        await wait(name)


def _end_left_over(folder: DataFolder, tell: Teller) -> None:
    before = run_state.read(folder)
    if before is None:
        return
    ended = end_left_over(before.processes, patience_s=_LEFT_OVER_PATIENCE_S)
    if ended:
        names = "、".join(ended)
        tell.warn(
            say(
                f"上次没有正常停止，已结束遗留进程：{names}",
                f"the last run was cut off; ended what it left behind: {names}",
            )
        )
