"""Give out case numbers: one series for each day in Beijing, without gaps."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.store.tables import NumberRow


async def allot(session: AsyncSession, day: date, *, count: int) -> Sequence[str]:
    """Return the next `count` numbers of a day, e.g. `2026-1124-0001`.

    Part of the caller's transaction: a rollback gives them back, and on PostgreSQL the
    row's lock makes others wait, so that no number is lost or given twice.
    """
    if count == 0:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = insert_sqlite if is_sqlite else insert_postgres
    last = await session.scalar(
        insert(NumberRow)
        .values(day=day, last=count)
        .on_conflict_do_update(
            index_elements=[NumberRow.day], set_={"last": NumberRow.last + count}
        )
        .returning(NumberRow.last)
    )
    if last is None:
        raise LookupError("the number row gave nothing back")
    return [f"{day:%Y-%m%d}-{last - count + at:04d}" for at in range(1, count + 1)]
