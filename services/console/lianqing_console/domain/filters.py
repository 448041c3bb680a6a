"""Read the choices in a page's address, forgiving what does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from lianqing_shared.contracts.cases import CaseState
from lianqing_shared.contracts.plan import ContentClass, Level, Source

EnumT = TypeVar("EnumT", bound=Enum)
_MOST_TEXT = 100
_MOST_NAME = 40
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
