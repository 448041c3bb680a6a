"""Fixtures for every test come from the testing kit."""

from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = ["lianqing_shared.testing.databases", "lianqing_shared.testing.nats"]


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Undo what a test configured: commands set up logging for their whole process."""
    yield
    structlog.reset_defaults()
