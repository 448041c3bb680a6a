"""Read a town's network, its demo people and working calendars from YAML."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from lianqing_registry.domain.calendars import YearCalendar
from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.schedules import SampleSchedule
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.errors.units import TownFileError
from lianqing_shared.contracts.base import Part, PersonalShort, ShortText, UnitCode
from lianqing_shared.contracts.network import KindText, UnitKind
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.schedule import Rhythm

_DATA = files("lianqing_registry.gateways") / "data"
PACKAGED_TOWN = "town.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What one town file says; units stand parents before children."""

    units: tuple[UnitDraft, ...]
    demo_people: tuple[PersonDraft, ...]
    demo_schedules: tuple[SampleSchedule, ...] = ()


class _Unit(Part):
    code: UnitCode
    name: ShortText
    kind: UnitKind
    kind_text: KindText = ""
    parent: UnitCode | None = None
    area_code: str | None = None
    leader: PersonalShort | None = None
    deputy: PersonalShort | None = None
    aliases: tuple[str, ...] = ()


class _Person(Part):
    login: str
    name: PersonalShort
    unit: UnitCode
    roles: tuple[Role, ...]


class _Schedule(Part):
    unit: UnitCode
    days_before: Annotated[int, Field(ge=0, le=400)]
    rhythm: Rhythm


class _Town(Part):
    units: tuple[_Unit, ...]
    demo_people: tuple[_Person, ...] = ()
    demo_schedules: tuple[_Schedule, ...] = ()


class _Span(Part):
    first: date = Field(alias="from")
    last: date = Field(alias="to")


class _Calendar(Part):
    year: int
    source: ShortText
    days_off: tuple[_Span, ...]
    working_days: tuple[date, ...]


def read_town(path: Path | None) -> Town:
    """Read a town file; None means the packaged one.

    Raises:
        TownFileError: Not readable, not YAML, or not a town.
    """
    text = _text_of(path) if path else (_DATA / PACKAGED_TOWN).read_text("utf-8")
    where = str(path or PACKAGED_TOWN)
    try:
        found = _Town.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as err:
        raise TownFileError(where, "不是有效的 YAML") from err
    except ValidationError as err:
        places = sorted({".".join(map(str, one["loc"])) for one in err.errors()})
        raise TownFileError(where, f"这些项目有误：{'、'.join(places[:5])}") from err
    return Town(
        units=tuple(UnitDraft(**dict(unit)) for unit in found.units),
        demo_people=tuple(PersonDraft(**dict(one)) for one in found.demo_people),
        demo_schedules=tuple(
            SampleSchedule(**dict(one)) for one in found.demo_schedules
        ),
    )


def read_calendars() -> tuple[YearCalendar, ...]:
    """Read the packaged working calendars, one a year, oldest first."""
    names = sorted(
        entry.name for entry in _DATA.iterdir() if entry.name.startswith("calendar-")
    )
    return tuple(_calendar((_DATA / name).read_text("utf-8")) for name in names)


def _calendar(text: str) -> YearCalendar:
    found = _Calendar.model_validate(yaml.safe_load(text))
    return YearCalendar(
        year=found.year,
        days_off=tuple(day for span in found.days_off for day in _days(span)),
        working_days=found.working_days,
        source=found.source,
    )


def _days(span: _Span) -> Iterator[date]:
    day = span.first
    while day <= span.last:
        yield day
        day += timedelta(1)


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise TownFileError(str(path), "文件无法读取") from err
