"""Make sure that a row is there, so that it can be locked and then changed."""

from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import Base


async def ensure_row(
    session: AsyncSession, table: type[Base], values: Mapping[str, object]
) -> None:
    """Insert a row unless its key is there; of two at once, one waits for the other."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            postgresql.insert(table).values(**values).on_conflict_do_nothing()
        )
    else:
        await session.execute(
            sqlite.insert(table).values(**values).on_conflict_do_nothing()
        )
