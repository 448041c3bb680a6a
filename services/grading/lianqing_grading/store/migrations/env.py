"""Run grading's migrations."""

from lianqing_grading.store.tables import Base
from lianqing_shared.db.migrations import run_env

run_env(Base.metadata)
