"""Check a real town's files before anything is made from them."""

from dataclasses import dataclass
from pathlib import Path

from lianqing.errors import CommandError
from lianqing.text import say
from lianqing_notify.gateways.town import read_town as read_organs
from lianqing_registry.gateways.town_files import read_town
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.plan import Level

_INVENTED = "00"
"""No province has it; the samples' area codes begin with it."""
_CENTRE = "廉政风险预警防控中心"


@dataclass(frozen=True, slots=True, kw_only=True)
class TownFile:
    """A town's file that was read and found to be a real town's."""

    path: Path
    name: str
    units: int


def check_units(path: Path) -> TownFile:
    """Read a town's file of units.

    Raises:
        TownFileError: It cannot be read, or is no town.
        CommandError: It is the sample, or lacks what the system stands on.
    """
    town = read_town(path)
    if town.demo_people:
        raise CommandError(
            say(
                f"{path} 里有示例人员（demo_people）。正式环境只有真实人员，"
                "由三位管理员登录后添加；请删去这一节。",
                f"{path} has demo_people. A real town's people are added by its "
                "administrators; remove that part.",
            )
        )
    invented = [
        unit.code for unit in town.units if (unit.area_code or "").startswith(_INVENTED)
    ]
    if invented:
        raise CommandError(
            say(
                f"{path} 里 {'、'.join(invented[:5])} 的行政区划代码以 00 开头，"
                "是示例用的假代码。请填写本地代码。",
                f"{path}: {', '.join(invented[:5])} have the samples' area codes.",
            )
        )
    centres = [unit for unit in town.units if unit.kind is UnitKind.CENTRE]
    counties = [unit for unit in town.units if unit.kind is UnitKind.COUNTY]
    if len(centres) != 1 or len(counties) != 1:
        raise CommandError(
            say(
                f"{path} 里须有一个县纪委（kind: county）和一个防控中心"
                "（kind: centre），各只有一个。",
                f"{path} must have one unit of kind county and one of kind centre.",
            )
        )
    name = centres[0].name.removesuffix(_CENTRE) or centres[0].name
    return TownFile(path=path, name=name, units=len(town.units))


def check_letters(path: Path) -> tuple[Level, ...]:
    """Read a town's file of organs; return the levels whose letters it can issue.

    Raises:
        TownFileError: It cannot be read, or says something that is not understood.
    """
    organs = read_organs(path)
    return tuple(level for level in Level if organs.issuer(level) is not None)
