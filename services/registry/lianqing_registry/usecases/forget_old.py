"""Delete what logs people in, once it is of no more use."""

from datetime import timedelta

from lianqing_registry.store import sessions
from lianqing_shared.db.work import Database

_KEPT = timedelta(days=2)


async def forget_old(database: Database) -> None:
    """Delete attempts and ended sessions of days ago; the audit log keeps log-ins."""
    async with database.work() as work:
        await sessions.forget_old(work.session, before=work.now - _KEPT)
