"""Let a unit in, change its credential, cut it off: registry, keys and server.

The registry decides first (it checks the person). For a new credential the server is
told, the unit's letter consumer is made, and a publish is tried as the unit; the key is
recorded last for a new unit and before the change for a unit that has one. Every step
can be done again, so a command that was cut off is simply given once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianqing.commands import show
from lianqing.desk import Desk
from lianqing.errors import CommandError
from lianqing.launcher import handover, units
from lianqing.launcher import state as run_state
from lianqing.launcher.folder import DataFolder, find
from lianqing.launcher.guide import Guide
from lianqing.text import say
from lianqing_sdk.adapter import find_adapters
from lianqing_sdk.settings import FILE_NAME
from lianqing_shared.bus.accounts import admit_unit, dismiss_unit, rotate_unit
from lianqing_shared.clock import Clock, SystemClock
from lianqing_shared.contracts.network import (
    AddUnit,
    RecordCredential,
    UnitKind,
    UnitStatus,
    UnitView,
)
from lianqing_shared.contracts.units import SearchUnits, ShowUnit
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.security.authority import Authority, UnitCredential

_STEPS = {
    "issue": ("签发凭证", "issue the credential"),
    "push": ("通知消息服务器", "tell the server"),
    "consumer": ("建收件通道", "make the place for its letters"),
    "try": ("以该单位的身份试报（不留痕迹）", "try to report as the unit"),
    "stage": ("备好新凭证", "make the new credential ready"),
    "record": ("登记新公钥", "record the new key"),
    "replace": ("启用新凭证", "let the new one count"),
    "finish": ("放好新凭证文件", "put its file in place"),
    "revoke": ("作废凭证", "make the credential void"),
    "verify": ("核实旧凭证连不上", "see the old one refused"),
}


@dataclass(frozen=True, slots=True)
class Joined:
    """A unit that may report, and the folder with its guide."""

    unit: UnitView
    place: Path
    is_elsewhere: bool
    """Whether the folder is to be carried away."""


@dataclass(frozen=True, slots=True)
class Office:
    """The running installation, with its keys."""

    folder: DataFolder
    bus_url: str
    authority: Authority
    clock: Clock

    @classmethod
    def at(cls, data: Path) -> "Office":
        """Open it; raises CommandError if it does not run."""
        folder = find(data)
        state, clock = run_state.running(folder), SystemClock.from_environment()
        authority = Authority(folder.root, clock)
        return cls(folder, state.bus_url, authority, clock)


def tell(step: str) -> None:
    """Tell the person at the terminal which step is taken."""
    if step in _STEPS:
        show.stderr().print(f"· {say(*_STEPS[step])}")


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
    desk: Desk, data: Path, code: str, *, asked: AddUnit | None, adapter: str | None
) -> Joined:
    """Add the unit, or take the one that is there; issue, try and record its key."""
    office = Office.at(data)
    await _be_there(desk, code, asked)
    credential = await admit_unit(office.bus_url, office.authority, code, tell=tell)
    await _record(desk, office, credential)
    return await _lay(desk, office, code, adapter=adapter)


async def rotate(desk: Desk, data: Path, code: str) -> Joined:
    """Give the unit another credential; the old one is cut and seen refused."""
    office = Office.at(data)
    unit = await _show(desk, code)
    if unit.status is not UnitStatus.ACTIVE:
        raise CommandError(
            say(
                f"{unit.name}{unit.status.label}，没有在用的凭证可换。",
                f"{code} is {unit.status}; there is no credential to rotate.",
            )
        )

    async def record(credential: UnitCredential) -> None:
        await _record(desk, office, credential)

    await rotate_unit(office.bus_url, office.authority, code, record=record, tell=tell)
    return await _lay(desk, office, code, adapter=None)


async def dismiss(data: Path, code: str) -> None:
    """Make the unit's credential void and see it refused by the server."""
    office = Office.at(data)
    handover.forget(office.folder, code)
    try:
        await dismiss_unit(office.bus_url, office.authority, code, tell=tell)
    except NotFoundError:
        # It never had a credential here: there is nothing to cut off.
        return


def farewell(joined: Joined) -> Sequence[str]:
    """Return what the person at the terminal does next."""
    guide = joined.place / handover.GUIDE
    if joined.is_elsewhere:
        return (
            say(f"接入说明：{guide}", f"Joining guide: {guide}"),
            handover.delete_after_handing_over(joined.place),
        )
    return (
        say(
            f"{joined.place} 的适配器由本机运行，新凭证几秒内自动启用；"
            "新接入的单位在下次 `lianqing up` 时启动。",
            f"The adapter of {joined.place} runs here: a new credential is taken up "
            "within seconds, a new unit with the next `lianqing up`.",
        ),
    )


async def _record(desk: Desk, office: Office, credential: UnitCredential) -> None:
    await desk.ask(
        RecordCredential(
            unit=credential.code,
            public_key=credential.public_key,
            issued_at=office.clock.now(),
        )
    )


async def _lay(desk: Desk, office: Office, code: str, *, adapter: str | None) -> Joined:
    """Lay the unit's folder here if its adapter runs here, else one to carry away."""
    folder, unit = office.folder, await _show(desk, code)
    guide = await _guide(desk, unit)
    here = folder.units / code
    if adapter is not None:
        units.lay(folder, code, adapter=adapter, bus_url=office.bus_url)
    if (here / FILE_NAME).is_file():
        handover.write_guide(here, guide)
        return Joined(unit, here, is_elsewhere=False)
    place = handover.pack(folder, guide, adapter=adapter)
    return Joined(unit, place, is_elsewhere=True)


async def _guide(desk: Desk, unit: UnitView) -> Guide:
    """Return the unit's guide, with whom to call at the centre as far as known."""
    found = await desk.ask(SearchUnits(kind=UnitKind.CENTRE, limit=1))
    centre = await desk.ask(ShowUnit(code=found.units[0].code))
    first = next(iter(centre.contacts), None)
    return Guide(
        code=unit.code,
        name=unit.name,
        centre=centre.unit.name,
        contact=first.name.reveal() if first else "",
        phone=first.phone.reveal() if first and first.phone else "",
    )


async def _be_there(desk: Desk, code: str, asked: AddUnit | None) -> None:
    """Add the unit; one that is there already under the same name is taken as it is."""
    if asked is None:
        unit = await _show(desk, code)
        if unit.status is not UnitStatus.ACTIVE:
            raise CommandError(
                say(
                    f"{unit.name}{unit.status.label}，不能发给凭证。",
                    f"{code} is {unit.status}; it gets no credential.",
                )
            )
        return
    try:
        await desk.ask(asked)
    except RefusedError:
        unit = await _show(desk, code)
        if unit.name != asked.name or unit.status is not UnitStatus.ACTIVE:
            raise


async def _show(desk: Desk, code: str) -> UnitView:
    return (await desk.ask(ShowUnit(code=code))).unit
