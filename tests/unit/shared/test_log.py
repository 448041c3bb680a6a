"""Promise: no personal text reaches a log line, whatever the field is called."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import SecretStr

from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.errors import RefusedError
from lianqing_shared.log import exception_without_words, mask_by_type
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.reports import a_report

CANARY = "金丝雀甲某"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Log into memory through the very processors of production."""
    written = io.StringIO()
    structlog.configure(
        processors=[
            exception_without_words,
            mask_by_type,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=written),
        cache_logger_on_first_use=False,
    )
    yield written
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "value",
    [
        Personal(CANARY),  # a name or a text
        SecretStr(CANARY),  # a password
        CANARY.encode(),  # a body off the bus
        a_report(title=CANARY),  # a whole message
        ValueError(CANARY),  # an error that quotes its input
        [Personal(CANARY)],  # inside of a list
        {"a": {"b": (Personal(CANARY),)}},  # at any depth
        object.__new__(type("Thing", (), {"__repr__": lambda _: CANARY})),  # a stranger
    ],
)
def test_a_value_of_a_personal_type_is_masked(lines: io.StringIO, value: Any) -> None:
    structlog.get_logger().info("report.accepted", harmless_name=value)

    assert CANARY not in lines.getvalue()


def test_a_trace_has_frames_but_no_words_and_no_locals(lines: io.StringIO) -> None:
    local = CANARY
    try:
        fail(KeyError(local))
    except KeyError:
        structlog.get_logger().exception("message.failed")

    written = json.loads(lines.getvalue())
    assert CANARY not in lines.getvalue()
    assert written["error"] == "KeyError"
    assert any("test_log.py" in frame for frame in written["frames"])


def test_our_own_errors_keep_their_sentence(lines: io.StringIO) -> None:
    try:
        fail(RefusedError("没有生效的定级规则。"))
    except RefusedError as err:
        structlog.get_logger().warning("request.refused", exc_info=err)

    assert json.loads(lines.getvalue())["error_words"] == "没有生效的定级规则。"


def test_ids_numbers_moments_and_roles_are_told_as_they_are(
    lines: io.StringIO,
) -> None:
    structlog.get_logger().info(
        "case.opened", case_id="ca_1", count=3, role=Role.ANALYST, at=START
    )

    written = json.loads(lines.getvalue())
    assert written["case_id"] == "ca_1"
    assert written["count"] == 3
    assert written["role"] == "analyst"


def fail(error: Exception) -> None:
    raise error
