"""Look at a unit's folder and say, to a person who is no programmer, what is wrong."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lianqing_sdk.adapter import load_adapter
from lianqing_sdk.alarms import NOTE
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.settings import UnitSettings, load_settings, read_seed
from lianqing_sdk.spool import Spool
from lianqing_shared.clock import Clock
from lianqing_shared.errors import LianqingError
from lianqing_shared.security.digests import read_digest_key

_LEAST_FREE = 500 * 1024 * 1024
_CONNECT_WITHIN_S = 3.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: is it good, and a sentence about it."""

    what: str
    is_good: bool
    sentence: str


def examine(folder: Path, *, clock: Clock) -> list[Finding]:
    """Return findings in the order in which they should be mended."""
    try:
        settings = load_settings(folder)
    except LianqingError as err:
        return [Finding("设置", is_good=False, sentence=str(err))]
    looks: tuple[tuple[str, Callable[[UnitSettings], str]], ...] = (
        ("适配器", _adapter),
        ("凭证", _credentials),
        ("中心公钥", _keys),
        ("摘要密钥", _digest_key),
        ("目录", _folders),
        ("网络", _network),
    )
    found = [_looked(what, look, settings) for what, look in looks]
    return [*found, _spooled(settings, clock)]


def _looked(
    what: str, look: Callable[[UnitSettings], str], settings: UnitSettings
) -> Finding:
    try:
        return Finding(what, is_good=True, sentence=look(settings))
    except (LianqingError, OSError) as err:
        return Finding(what, is_good=False, sentence=str(err))


def _adapter(settings: UnitSettings) -> str:
    adapter = load_adapter(settings.file.adapter)
    titles = "、".join(f"《{dataset.title}》" for dataset in adapter.datasets)
    return f"{adapter.name}，可读取：{titles}。"


def _credentials(settings: UnitSettings) -> str:
    if settings.credentials is None:
        return "未设置（只用于没有账户的测试服务器）。"
    read_seed(settings.credentials)
    if os.name == "posix" and settings.credentials.stat().st_mode & 0o077:
        raise PermissionError(
            "凭证文件其他人也能读取。请改为只有本账户可读（chmod 600）。"
        )
    return "凭证完整。"


def _keys(settings: UnitSettings) -> str:
    return f"有 {len(settings.trusted_keys())} 个中心公钥，可以核对回执。"


def _digest_key(settings: UnitSettings) -> str:
    read_digest_key(settings.digest_key)
    return "可用。"


def _folders(settings: UnitSettings) -> str:
    for folder in (settings.inbox, settings.letters, settings.unused):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.R_OK | os.W_OK):
            raise PermissionError(f"目录 {folder} 不能读写。请调整权限。")
    free = shutil.disk_usage(settings.folder).free
    if free < _LEAST_FREE:
        raise OSError(f"磁盘只剩 {free // 1_048_576} MB。请清理磁盘。")
    return f"可读写，磁盘剩余 {free // 1_073_741_824} GB。"


def _network(settings: UnitSettings) -> str:
    place = settings.file.bus_url.split("://", 1)[-1]
    host, _, port = place.rpartition(":")

    async def knock() -> None:
        async with asyncio.timeout(_CONNECT_WITHIN_S):
            _, writer = await asyncio.open_connection(host or place, int(port or 4222))
            writer.close()
            await writer.wait_closed()

    try:
        asyncio.run(knock())
    except (OSError, TimeoutError, ValueError) as err:
        raise ConnectionError(
            f"连不上防控中心（{place}）。请检查网线和网络，或核对 bus_url；"
            "期间文件照常读取，数据保存在本机。"
        ) from err
    return f"能连上防控中心（{place}）。"


def _spooled(settings: UnitSettings, clock: Clock) -> Finding:
    if not settings.spool.exists():
        return Finding("暂存", is_good=True, sentence="还没有报送过。")
    spool = Spool(settings.spool, clock=clock)
    try:
        counts, alarm = spool.counts(), Ledger(spool, clock=clock).noted(NOTE)
    finally:
        spool.close()
    sentence = (
        f"共报送 {counts.submitted} 条：受理 {counts.accepted}，不予受理 "
        f"{counts.rejected}，待人工处理 {counts.quarantined}，等待回执 {counts.sent}，"
        f"未发出 {counts.unsent}。"
    )
    if alarm:
        return Finding("报警", is_good=False, sentence=f"{alarm}（{sentence}）")
    return Finding("暂存", is_good=True, sentence=sentence)
