"""Questions about who goes or went by which name in which unit."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, union
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.identities import Identity
from lianqing_registry.store.tables import FormerIdentityRow, PersonRow

Identities = Mapping[str, Sequence[Identity]]
"""Person to his identities, the present one first."""


async def identities_of(session: AsyncSession, people: Collection[str]) -> Identities:
    """Return the present and former identities of these people."""
    found: dict[str, list[Identity]] = defaultdict(list)
    for table in (PersonRow, FormerIdentityRow):
        rows = await session.execute(
            select(table.person_id, table.unit, table.name)
            .where(table.person_id.in_(people))
            .order_by(table.person_id)
        )
        for person_id, unit, name in rows:
            found[person_id].append(Identity(unit=unit, name=name))
    return found


async def everybody_of(session: AsyncSession, units: Collection[str]) -> Identities:
    """Return all identities of those who belong or belonged to these units."""
    if not units:
        return {}
    ever = union(
        select(PersonRow.person_id).where(PersonRow.unit.in_(units)),
        select(FormerIdentityRow.person_id).where(FormerIdentityRow.unit.in_(units)),
    )
    people = (await session.scalars(ever)).all()
    return await identities_of(session, people)
