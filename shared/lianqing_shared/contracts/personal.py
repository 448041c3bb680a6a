"""Types for text that must never reach a log, an error or a letter by accident.

Protection goes by type, not by the name of a field: whoever prints, formats or logs
a `Personal` gets three stars; whoever means it calls `reveal()`, which can be searched
for in the code. Source: 检举控告工作规则 (2020) Art. 47.
"""

from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from typing_extensions import override

STARS = "***"


class Personal(str):
    """Text about a person or out of a report; shows as stars until revealed."""

    __slots__ = ()

    def reveal(self) -> str:
        """Return the text itself; every caller is a place to review."""
        return str.__str__(self)

    @override
    def __str__(self) -> str:
        return STARS

    @override
    def __repr__(self) -> str:
        return STARS

    @override
    def __format__(self, format_spec: str) -> str:
        return STARS

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Validate as a string; serialise as the text itself (messages, databases)."""
        return core_schema.no_info_after_validator_function(
            cls,
            core_schema.str_schema(),
            serialization=core_schema.plain_serializer_function_ser_schema(
                str.__str__, return_schema=core_schema.str_schema()
            ),
        )
