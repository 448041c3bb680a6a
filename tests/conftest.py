"""Fixtures for every test come from the testing kit."""

pytest_plugins = ["lianqing_shared.testing.databases", "lianqing_shared.testing.nats"]
