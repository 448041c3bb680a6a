"""The tables that an adapter consists of: datasets, columns, words.

An adapter is data. It has no code of its own to read, map or send, which is why a new
member unit needs a page of tables and no programmer's judgement.
"""

from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points

from lianqing_sdk.errors import AdapterMissingError
from lianqing_sdk.words import COMMON_WORDS, Wording
from lianqing_shared.contracts.plan import Behaviour, ContentClass, Source

ENTRY_POINTS = "lianqing.adapters"


class ColumnKind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    DATE = "date"
    MONEY = "money"
    COUNT = "count"
    TRUTH = "truth"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column under any of the names that offices give it.

    `name` is its role; `lianqing_sdk.mapping` lists the names with a meaning.
    `aliases[0]` is the name that sentences and narratives use.
    """

    name: str
    aliases: tuple[str, ...]
    kind: ColumnKind = ColumnKind.TEXT
    is_required: bool = False
    is_sensitive: bool = False
    """Holds a person: never quoted in a list of unused rows or in a title."""
    unit: str = "元"
    """For money, when neither the header nor the sheet names a unit."""

    @property
    def label(self) -> str:
        """The name for people."""
        return self.aliases[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One kind of list that a unit delivers, and how a row of it reads as a report.

    `key` holds alternatives: the first whose columns are all filled names the row, the
    last one is used with whatever it has. The id made of it is stable, so a second run
    sends nothing new. The same key with other content is refused, because the centre
    does not let a submitted report be rewritten under its number.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[tuple[str, ...], ...]
    report_title: str
    """A template over column names and `{behaviour}`; never over sensitive columns."""
    narrative: tuple[str, ...]
    """Columns told in the narrative, in order."""
    word_columns: tuple[str, ...]
    """Columns in which the words for the behaviour are looked for, in order."""
    default_source: Source
    default_class: ContentClass = ContentClass.OTHER
    default_behaviour: Behaviour = Behaviour.OTHER
    words: tuple[Wording, ...] = COMMON_WORDS
    file_patterns: tuple[str, ...] = ("*.xlsx", "*.xls", "*.csv", "*.txt")
    purpose: str
    lawful_basis: str
    period: str = "按月"
    only_if: tuple[str, tuple[str, ...]] | None = None
    """A column and words of which it must hold one; other rows never leave the unit."""

    def column(self, name: str) -> Column | None:
        """Return a column by name; None when the dataset has none such."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns without which a row cannot be used."""
        return tuple(column for column in self.columns if column.is_required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """What one kind of member unit delivers; owner and telephone in its README."""

    code: str
    name: str
    version: str = "0.1.0"
    datasets: tuple[Dataset, ...]


def find_adapters() -> dict[str, Adapter]:
    """Return the installed adapters by code, in order; found by entry point."""
    found: dict[str, Adapter] = {}
    for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda item: item.name):
        adapter = point.load()
        if isinstance(adapter, Adapter):
            found[point.name] = adapter
    return found


def load_adapter(code: str) -> Adapter:
    """Return one adapter without importing the others; raises AdapterMissingError."""
    points = entry_points(group=ENTRY_POINTS)
    for point in points:
        if point.name == code:
            adapter = point.load()
            if isinstance(adapter, Adapter):
                return adapter
    raise AdapterMissingError(code, sorted({point.name for point in points}))
