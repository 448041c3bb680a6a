"""Run the console's migrations."""

from lianqing_console.store.tables import Base
from lianqing_shared.db.migrations import run_env

run_env(Base.metadata)
