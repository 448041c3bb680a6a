"""Let a unit in and cut it off: registry, keys and server, in an order that is safe.

The registry decides first (it checks the person); then the credential is issued, the
server is told, the unit's letter consumer is made, and a publish is tried as the unit
before its key is recorded. Every step can be done again, so a command that was cut off
is simply given once more.
"""

from pathlib import Path

from lianqing.desk import Desk
from lianqing.errors import CommandError
from lianqing.launcher import state as run_state
from lianqing.launcher import units
from lianqing.launcher.folder import DataFolder, find
from lianqing.text import say
from lianqing_sdk.adapter import find_adapters
from lianqing_shared.bus.accounts import admit_unit, dismiss_unit
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.network import (
    AddUnit,
    ListUnits,
    RecordCredential,
    UnitStatus,
    UnitView,
)
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.security.authority import Authority

GUIDE = "接入说明.md"


def refuse_early(adapter: str | None) -> None:
    """Raise CommandError if the adapter is not installed, before anything changes."""
    if adapter is None or adapter in find_adapters():
        return
    known = "、".join(find_adapters()) or "—"
    raise CommandError(
        say(
            f"没有安装适配器 {adapter}。已安装：{known}。"
            "请先用 pip 安装，或不写 --adapter。",
            f"No adapter {adapter!r} is installed. Installed: {known}.",
        )
    )


async def admit(
    desk: Desk, data: Path, asked: AddUnit, *, adapter: str | None
) -> tuple[UnitView, Path]:
    """Add the unit, issue and try its credential; return it and its joining guide."""
    folder = find(data)
    state = run_state.running(folder)
    clock = SystemClock.from_environment()
    await _add(desk, asked)
    authority = Authority(folder.root, clock)
    credential = await admit_unit(state.bus_url, authority, asked.code)
    await desk.ask(
        RecordCredential(
            unit=asked.code,
            public_key=credential.public_key,
            issued_at=clock.now(),
        )
    )
    # Without an adapter here, the unit's folder is only made to be taken elsewhere.
    place = units.lay(
        folder, asked.code, adapter=adapter or asked.code, bus_url=state.bus_url
    )
    guide = _write_guide(folder, place, asked)
    return await _find(desk, asked.code), guide


async def dismiss(data: Path, code: str) -> None:
    """Make the unit's credential void and see it refused by the server."""
    folder = find(data)
    state = run_state.running(folder)
    authority = Authority(folder.root, SystemClock.from_environment())
    try:
        await dismiss_unit(state.bus_url, authority, code)
    except NotFoundError:
        # It never had a credential here: there is nothing to cut off.
        return


async def _add(desk: Desk, asked: AddUnit) -> None:
    """Add the unit; one that is there already under the same name is taken as it is."""
    try:
        await desk.ask(asked)
    except RefusedError:
        page = await desk.ask(ListUnits())
        same = [
            unit
            for unit in page.units
            if unit.code == asked.code
            and unit.name == asked.name
            and unit.status is UnitStatus.ACTIVE
        ]
        if not same:
            raise


async def _find(desk: Desk, code: str) -> UnitView:
    page = await desk.ask(ListUnits())
    return next(unit for unit in page.units if unit.code == code)


def _write_guide(folder: DataFolder, place: Path, asked: AddUnit) -> Path:
    path = place / GUIDE
    path.write_text(_GUIDE.format(name=asked.name, code=asked.code), encoding="utf-8")
    return path


_GUIDE = """# {name}（{code}）接入说明

1. 把本目录整个拷到贵单位的电脑上，同时拷贝 `creds/unit-{code}.creds`、
   `keys/intake.pub`、`keys/notify.pub` 和 `keys/units.key`；
   在 `unit.toml` 里改好它们的位置和消息服务器地址。
   凭证文件等同印章，只能由录入员保管，不得用邮件或微信传送。
2. 安装 Python 3.11 以上，运行 `pip install lianqing-sdk[sheets]` 和贵单位的适配器。
3. 运行 `lianqing-adapter doctor --unit-folder 本目录`，全部为“正常”后
   运行 `lianqing-adapter run --unit-folder 本目录`。
4. 把表格（xlsx、xls、csv）放进 `inbox/`。没有采用的行列在 `unused/` 里，附有原因。
5. 预警文书会出现在 `letters/` 里，签收自动完成；答复写成 `reply.json` 放在文书旁边，
   或由答复员登录办理。
6. 有疑问请联系镇廉政风险预警防控中心。凭证遗失或人员变动，请立即通知中心停用。
"""
