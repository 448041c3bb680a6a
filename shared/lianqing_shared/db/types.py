"""Column types: personal text, moments, closed sets."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, SmallInteger, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator
from typing_extensions import override

from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import Level

Json = JSON().with_variant(JSONB(), "postgresql")
"""JSON; on PostgreSQL in its binary form."""


class PersonalText(TypeDecorator[Personal]):
    """Text that comes back as `Personal`, so that no log can print it."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: Personal | None, dialect: Dialect) -> Any:
        return None if value is None else str.__str__(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Personal | None:
        return None if value is None else Personal(value)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must know its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found


E = TypeVar("E", bound=StrEnum)


class EnumText(TypeDecorator[E], Generic[E]):
    """A member of a closed set of words, kept as its word."""

    impl = String(40)
    cache_ok = True

    def __init__(self, members: type[E]) -> None:
        super().__init__()
        self.members = members

    @override
    def process_bind_param(self, value: E | None, dialect: Dialect) -> Any:
        return None if value is None else self.members(value).value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> E | None:
        return None if value is None else self.members(value)


class LevelNumber(TypeDecorator[Level]):
    """A level, kept as 1, 2 or 3; 1 is the gravest."""

    impl = SmallInteger
    cache_ok = True

    @override
    def process_bind_param(self, value: Level | None, dialect: Dialect) -> Any:
        return None if value is None else value.value

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> Level | None:
        return None if value is None else Level(value)
