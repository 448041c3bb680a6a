"""Alembic's entry: run this service's history."""

from lianqing_registry.store.tables import Base
from lianqing_shared.db.migrations import run_env

run_env(Base.metadata)
