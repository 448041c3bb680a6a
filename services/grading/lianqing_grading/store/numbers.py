"""Give out case numbers: drawn for each day in Beijing, so that gaps tell nothing."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.store.tables import CaseRow, NumberRow
from lianqing_shared.day_numbers import draw_numbers


async def allot(session: AsyncSession, day: date, *, count: int) -> Sequence[str]:
    """Return `count` free numbers of a day, e.g. `2026-1124-4821`.

    Part of the caller's transaction: on PostgreSQL the row's lock makes others wait
    until it has ended, so that no number is given twice.
    """
    if count == 0:
        return []
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = insert_sqlite if is_sqlite else insert_postgres
    given = await session.scalar(
        insert(NumberRow)
        .values(day=day, last=count)
        .on_conflict_do_update(
            index_elements=[NumberRow.day], set_={"last": NumberRow.last + count}
        )
        .returning(NumberRow.last)
    )
    if given is None:
        raise LookupError("the number row gave nothing back")

    async def taken(numbers: Sequence[str]) -> Collection[str]:
        found = await session.scalars(
            select(CaseRow.case_no).where(CaseRow.case_no.in_(numbers))
        )
        return found.all()

    return await draw_numbers(day, count=count, given=given, taken=taken)
