"""Questions about units."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.standing import UnitStanding
from lianqing_intake.store.tables import UnitNameRow, UnitRow
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.security.digests import plain_name

_CHUNK = 400  # SQLite allows 32,766 bound values a statement; keep well below


async def known_units(session: AsyncSession, codes: Iterable[str]) -> set[str]:
    """Return which of these units the registry has told of, active or not."""
    found = await session.scalars(
        select(UnitRow.code).where(UnitRow.code.in_(set(codes)))
    )
    return set(found)


async def units_named(session: AsyncSession, names: Iterable[str]) -> dict[str, str]:
    """Return spelling (as `plain_name` makes it) to unit code, for those known."""
    wanted = {plain_name(name) for name in names}
    found = await session.execute(
        select(UnitNameRow.spelling, UnitNameRow.code).where(
            UnitNameRow.spelling.in_(wanted)
        )
    )
    return {row.spelling: row.code for row in found}


async def standings(
    session: AsyncSession, codes: Iterable[str]
) -> Mapping[str, UnitStanding]:
    """Return how these units stand, for those that the registry has told of."""
    found = await session.execute(
        select(UnitRow.code, UnitRow.status, UnitRow.successor).where(
            UnitRow.code.in_(set(codes))
        )
    )
    return {
        row.code: UnitStanding(status=row.status, successor=row.successor)
        for row in found
    }


async def keep_unit(session: AsyncSession, unit: UnitRow, names: Iterable[str]) -> bool:
    """Keep the newest version of a unit; return whether this one was newer.

    The spellings of a merged unit go to its successor, whichever of the two is told
    first.
    """
    known = await session.get(UnitRow, unit.code)
    if known is not None and known.version >= unit.version:
        return False
    await session.merge(unit)
    await session.flush()
    if unit.status is UnitStatus.MERGED:
        await _hand_over(session, unit)
        return True
    await session.execute(delete(UnitNameRow).where(UnitNameRow.code == unit.code))
    spellings = {plain_name(name) for name in names}
    taken = set(
        await session.scalars(
            select(UnitNameRow.spelling).where(UnitNameRow.spelling.in_(spellings))
        )
    )
    session.add_all(
        UnitNameRow(spelling=spelling, code=unit.code)
        for spelling in sorted(spellings - taken)
    )
    return True


async def add_units(
    session: AsyncSession, units: Sequence[tuple[UnitRow, Sequence[str]]]
) -> None:
    """Add units that are not known yet, with their spellings; the first has a name."""
    rows = [row for row, _ in units]
    session.add_all(rows)
    await session.flush()
    claimed: dict[str, str] = {}
    for row, names in units:
        for name in names:
            claimed.setdefault(plain_name(name), row.code)
    wanted = sorted(claimed)
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        taken = await session.scalars(
            select(UnitNameRow.spelling).where(UnitNameRow.spelling.in_(part))
        )
        for spelling in taken.all():
            del claimed[spelling]
    session.add_all(
        UnitNameRow(spelling=spelling, code=code)
        for spelling, code in sorted(claimed.items())
    )
    await session.flush()


async def _hand_over(session: AsyncSession, unit: UnitRow) -> None:
    own = UnitNameRow.code == unit.code
    heir = await session.get(UnitRow, unit.successor) if unit.successor else None
    if heir is not None:
        await session.execute(update(UnitNameRow).where(own).values(code=heir.code))
    else:
        await session.execute(delete(UnitNameRow).where(own))
