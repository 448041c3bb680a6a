"""The database: engine, unit of work, journal tables and migrations."""

from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.migrations import migrate
from lianqing_shared.db.tables import ServiceBase, service_metadata
from lianqing_shared.db.work import Database, Work

__all__ = [
    "Database",
    "ServiceBase",
    "Work",
    "migrate",
    "open_engine",
    "service_metadata",
]
