"""Our copy of who holds office; the registry owns it, the highest version counts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.officers import Officer
from lianqing_grading.store.tables import OfficerRow
from lianqing_shared.contracts import conduct
from lianqing_shared.contracts.people import Role


async def officers(session: AsyncSession) -> Sequence[Officer]:
    """Return everybody who holds or held an office; a town has tens."""
    found = await session.scalars(select(OfficerRow).order_by(OfficerRow.person_id))
    return [
        Officer(
            person_id=row.person_id,
            unit=row.unit,
            roles=frozenset(Role(role) for role in row.roles),
            keys=frozenset(row.keys),
            recused_units=frozenset(row.recused_units),
            recused_subjects=frozenset(row.recused_subjects),
        )
        for row in found
    ]


async def learn(session: AsyncSession, officer: conduct.Officer) -> bool:
    """Keep an officer as he now stands; return False if a newer version is known."""
    row = await session.get(OfficerRow, officer.person_id)
    if row is not None and row.version >= officer.version:
        return False
    if row is None:
        row = OfficerRow(person_id=officer.person_id)
        session.add(row)
    row.unit = officer.unit
    row.roles = [role.value for role in officer.roles]
    row.keys = list(officer.keys)
    row.recused_units = list(officer.recused_units)
    row.recused_subjects = list(officer.recused_subjects)
    row.version = officer.version
    await session.flush()
    return True
