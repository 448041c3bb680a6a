"""Logging: one JSON line per event on stderr, with personal values masked by type.

Masking goes by type because names of fields cannot be trusted: a `Personal`, a secret,
a model, bytes or an exception's text may hold what a reporter said. Traces keep file,
line and function of each frame, never local variables nor the error's own words.
"""

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import date, datetime
from enum import Enum
from typing import Any

import structlog
from pydantic import SecretStr

from lianqing_shared.contracts.personal import STARS, Personal
from lianqing_shared.errors import LianqingError

_MAX_FRAMES = 12


def configure_logging(level: str = "INFO") -> None:
    """Set up structlog for a process; call once, in `__main__` or `app`."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            exception_without_words,
            mask_by_type,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[level.upper()]
        ),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def exception_without_words(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace `exc_info` by the error's type and frames; our own errors keep words."""
    found = event.pop("exc_info", None)
    if not found:
        return event
    error = found if isinstance(found, BaseException) else sys.exc_info()[1]
    if error is None:
        return event
    event["error"] = type(error).__qualname__
    if isinstance(error, LianqingError):
        event["error_words"] = str.__str__(str(error))
    event["frames"] = [
        f"{frame.filename.rsplit('site-packages/', 1)[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-_MAX_FRAMES:]
    ]
    if error.__cause__ is not None:
        event["caused_by"] = type(error.__cause__).__qualname__
    return event


def mask_by_type(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Mask every value whose type may carry personal text, at any depth."""
    return {key: _masked(value) for key, value in event.items()}


def _masked(value: object) -> object:
    match value:
        case Personal() | SecretStr() | bytes() | bytearray():
            return STARS
        case Enum():
            return value.value
        case None | bool() | int() | float() | str() | datetime() | date():
            return value
        case Mapping():
            return {str(key): _masked(inner) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_masked(inner) for inner in value]
        case _:
            return f"<{type(value).__name__}>"
