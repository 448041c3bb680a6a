"""Run intake's migrations."""

from lianqing_intake.store.tables import Base
from lianqing_shared.db.migrations import run_env

run_env(Base.metadata)
