"""Let Alembic run notify's migrations."""

from lianqing_notify.store.tables import Base
from lianqing_shared.db.migrations import run_env

run_env(Base.metadata)
