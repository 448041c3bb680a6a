"""Questions about declared relations."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.store.tables import RelationRow


async def in_force(
    session: AsyncSession, people: Collection[str]
) -> Mapping[str, Sequence[RelationRow]]:
    """Return the relations in force of these people, in the order declared."""
    found: dict[str, list[RelationRow]] = defaultdict(list)
    rows = await session.scalars(
        select(RelationRow)
        .where(RelationRow.person_id.in_(people), RelationRow.ended_at.is_(None))
        .order_by(RelationRow.id)
    )
    for row in rows:
        found[row.person_id].append(row)
    return found


async def same(session: AsyncSession, wanted: RelationRow) -> RelationRow | None:
    """Return the relation in force that says the same, if there is one."""
    found: RelationRow | None = await session.scalar(
        select(RelationRow).where(
            RelationRow.person_id == wanted.person_id,
            RelationRow.kind == wanted.kind,
            RelationRow.unit.is_not_distinct_from(wanted.unit),
            RelationRow.subject_key.is_not_distinct_from(wanted.subject_key),
            RelationRow.ended_at.is_(None),
        )
    )
    return found


async def relation_to_change(
    session: AsyncSession, relation_id: str
) -> RelationRow | None:
    """Return a relation by its id; others wait for our change."""
    found: RelationRow | None = await session.scalar(
        select(RelationRow)
        .where(RelationRow.relation_id == relation_id)
        .with_for_update()
    )
    return found


async def listed(
    session: AsyncSession, *, person_id: str | None, with_ended: bool
) -> Sequence[RelationRow]:
    """Return relations, those in force first, then the newest; None means of all."""
    wanted = select(RelationRow).order_by(
        RelationRow.ended_at.is_not(None), RelationRow.id.desc()
    )
    if person_id is not None:
        wanted = wanted.where(RelationRow.person_id == person_id)
    if not with_ended:
        wanted = wanted.where(RelationRow.ended_at.is_(None))
    return (await session.scalars(wanted)).all()
