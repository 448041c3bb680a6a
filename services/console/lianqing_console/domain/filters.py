"""Read the choices in a page's address, forgiving what does not fit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from lianqing_console.domain.forms import Given
from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.informant_words import InformantState
from lianqing_shared.contracts.network import UnitKind, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.plan import ContentClass, Level, Source

EnumT = TypeVar("EnumT", bound=Enum)
_MOST_TEXT = 100
_MOST_NAME = 40
_MOST_CURSOR = 500
_CODE = re.compile(r"[a-z][a-z0-9-]{1,31}")
_YEAR = re.compile(r"20[0-9]{2}")
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What part of the cases to show."""

    text: str = ""
    level: Level | None = None
    source: Source | None = None
    content_class: ContentClass | None = None
    unit: str | None = None
    state: CaseState | None = None
    after: str | None = None
    case: str | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out by choice."""
        chosen = (self.level, self.source, self.content_class, self.unit, self.state)
        return bool(self.text) or any(item is not None for item in chosen)

    def address(self, **changes: str) -> str:
        """Return the query string of this choice with some parts changed."""
        parts = {
            "q": self.text,
            "level": str(self.level.value) if self.level else "",
            "source": self.source.value if self.source else "",
            "class": self.content_class.value if self.content_class else "",
            "unit": self.unit or "",
            "state": self.state.value if self.state else "",
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})


def case_filter(query: Query) -> CaseFilter:
    """Read a filter; a value that does not exist counts as not chosen."""
    number = query.get("level", "")
    return CaseFilter(
        text=query.get("q", "").strip()[:_MOST_TEXT],
        level=pick(Level, int(number) if number.isdecimal() else number),
        source=pick(Source, query.get("source")),
        content_class=pick(ContentClass, query.get("class")),
        unit=query.get("unit", "")[:_MOST_NAME] or None,
        state=pick(CaseState, query.get("state")),
        after=query.get("after", "")[:_MOST_NAME] or None,
        case=query.get("case", "")[:_MOST_NAME] or None,
    )


def pick(kind: type[EnumT], value: object) -> EnumT | None:
    """Return the member of a closed set, or None for anything else."""
    try:
        return kind(value)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFilter:
    """What part of the network to show as a list; nothing chosen shows the tree."""

    text: str = ""
    kind: UnitKind | None = None
    status: UnitStatus | None = None
    parent: str | None = None
    after: str | None = None

    @property
    def is_chosen(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.text or self.kind or self.status or self.parent)

    def address(self, **changes: str) -> str:
        """Return the query string of this choice with some parts changed."""
        parts = {
            "q": self.text,
            "kind": self.kind.value if self.kind else "",
            "status": self.status.value if self.status else "",
            "parent": self.parent or "",
            **changes,
        }
        return urlencode({name: value for name, value in parts.items() if value})


def unit_filter(query: Query) -> UnitFilter:
    """Read a filter of units; a value that does not exist counts as not chosen."""
    return UnitFilter(
        text=query.get("q", "").strip()[:_MOST_TEXT],
        kind=pick(UnitKind, query.get("kind")),
        status=pick(UnitStatus, query.get("status")),
        parent=_code(query.get("parent", "")),
        after=query.get("after", "")[:_MOST_CURSOR] or None,
    )


def _code(value: str) -> str | None:
    return value if _CODE.fullmatch(value) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Which people to show; it never stands in an address, since it may name them."""

    text: str = ""
    unit: str | None = None
    role: Role | None = None
    is_active: bool | None = None
    after: str | None = None


def people_filter(given: Given) -> PeopleFilter:
    """Read a filter of people as it was sent; what does not exist is not chosen."""

    def one(name: str) -> str:
        return next(iter(given.get(name, ())), "").strip()

    return PeopleFilter(
        text=one("q")[:_MOST_TEXT],
        unit=_code(one("unit")),
        role=pick(Role, one("role")),
        is_active={"yes": True, "no": False}.get(one("active")),
        after=one("after")[:_MOST_CURSOR] or None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InformantFilter:
    """Which informants to show; a name that is sought never stands in an address."""

    text: str = ""
    state: InformantState | None = None
    recruiter: str | None = None


def informant_filter(query: Query, *, text: str = "") -> InformantFilter:
    """Read a filter of informants; a value that does not exist is not chosen."""
    return InformantFilter(
        text=text.strip()[:_MOST_TEXT],
        state=pick(InformantState, query.get("state")),
        recruiter=_code(query.get("recruiter", "")),
    )


def year_of(typed: str) -> int | None:
    """Return a year of this century, or None for anything else."""
    return int(typed) if _YEAR.fullmatch(typed) else None
