"""Questions about who holds a deciding office, and what was said of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import (
    OfficerSaidRow,
    PersonRoleRow,
    PersonRow,
    UnitRow,
)
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds offices: his unit, and which."""

    person_id: str
    unit: str
    roles: tuple[Role, ...]


async def holders(session: AsyncSession, offices: Collection[Role]) -> Sequence[Holder]:
    """Return everybody active, in a unit in use, with any of these roles."""
    rows = await session.execute(
        select(PersonRow.person_id, PersonRow.unit, PersonRoleRow.role)
        .join(PersonRoleRow, PersonRoleRow.person_id == PersonRow.person_id)
        .join(UnitRow, UnitRow.code == PersonRow.unit)
        .where(
            PersonRoleRow.role.in_(offices),
            PersonRow.is_active,
            UnitRow.status == UnitStatus.ACTIVE,
        )
        .order_by(PersonRow.person_id)
    )
    units: dict[str, str] = {}
    held: dict[str, set[Role]] = defaultdict(set)
    for person_id, unit, role in rows:
        units[person_id] = unit
        held[person_id].add(role)
    return [
        Holder(
            person_id=person_id,
            unit=unit,
            roles=tuple(role for role in Role if role in held[person_id]),
        )
        for person_id, unit in units.items()
    ]


async def said(session: AsyncSession) -> Mapping[str, OfficerSaidRow]:
    """Return what was last said of each officer; others wait for our change."""
    rows = await session.scalars(
        select(OfficerSaidRow).order_by(OfficerSaidRow.person_id).with_for_update()
    )
    return {row.person_id: row for row in rows}
