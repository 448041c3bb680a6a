"""Our copy of the network's units: of a national one only what is asked for."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.deliberation import Unit
from lianqing_grading.store.tables import UnitRow
from lianqing_shared.contracts.network import UnitKind, UnitView

_CHUNK = 400  # SQLite allows 32,766 bound values a statement; keep well below


async def named(
    session: AsyncSession, codes: Iterable[str | None]
) -> Mapping[str, Unit]:
    """Return the known ones of these units by code; None stands for no unit."""
    wanted = sorted({code for code in codes if code is not None})
    found: list[UnitRow] = []
    for start in range(0, len(wanted), _CHUNK):
        part = wanted[start : start + _CHUNK]
        rows = await session.scalars(select(UnitRow).where(UnitRow.code.in_(part)))
        found += rows.all()
    return _by_code(found)


async def members(session: AsyncSession) -> Mapping[str, Unit]:
    """Return all member units by code; a network has tens."""
    rows = await session.scalars(
        select(UnitRow).where(UnitRow.kind == UnitKind.MEMBER).order_by(UnitRow.code)
    )
    return _by_code(rows.all())


async def standing_for(session: AsyncSession, code: str) -> str:
    """Return the unit that a merged one went into, else the unit itself."""
    unit = (await named(session, [code])).get(code)
    return code if unit is None or unit.successor is None else unit.successor


async def learn_new(
    session: AsyncSession, units: Mapping[str, tuple[UnitView, int]]
) -> frozenset[str]:
    """Keep those of these units that are not known yet, all at once; return which."""
    known = await named(session, units)
    fresh = {code: one for code, one in units.items() if code not in known}
    session.add_all(
        UnitRow(
            code=code,
            name=unit.name,
            kind=unit.kind,
            status=unit.status,
            successor=unit.successor,
            version=version,
        )
        for code, (unit, version) in fresh.items()
    )
    await session.flush()
    return frozenset(fresh)


async def learn(session: AsyncSession, unit: UnitView, *, version: int) -> bool:
    """Keep a unit as it now stands; return False if a newer version is known."""
    row = await session.get(UnitRow, unit.code)
    if row is not None and row.version >= version:
        return False
    if row is None:
        row = UnitRow(code=unit.code)
        session.add(row)
    row.name = unit.name
    row.kind = unit.kind
    row.status = unit.status
    row.successor = unit.successor
    row.version = version
    await session.flush()
    return True


def _by_code(rows: Sequence[UnitRow]) -> Mapping[str, Unit]:
    return {
        row.code: Unit(
            code=row.code,
            name=row.name,
            kind=row.kind,
            status=row.status,
            successor=row.successor,
        )
        for row in rows
    }
