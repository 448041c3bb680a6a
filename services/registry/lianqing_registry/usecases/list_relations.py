"""List declared relations as the asker may see them. Source: 监察法 Art. 67."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.relations import sees_all, sees_names
from lianqing_registry.store import identities, relations
from lianqing_registry.store.tables import RelationRow
from lianqing_registry.store.unit_names import unit_names
from lianqing_shared.contracts.conduct import RelationPage, RelationView
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.security.access import is_recused


def is_about(actor: Actor, row: RelationRow) -> bool:
    """Return whether somebody else's relation is to the actor or those close to him.

    He may not know of it, lest he work on whoever is recused for his sake.
    """
    return row.person_id != actor.person_id and is_recused(
        actor, unit=row.unit or row.subject_unit, subject_key=row.subject_key
    )


async def list_relations(
    work: Work, actor: Actor, *, person_id: str | None, own_only: bool, with_ended: bool
) -> RelationPage:
    """Return the actor's relations, or everybody's to those who keep the register.

    Reading others' relations is written into the audit log.
    """
    wanted = person_id
    if own_only or not sees_all(actor):
        wanted = actor.person_id
    rows = await relations.listed(work.session, person_id=wanted, with_ended=with_ended)
    shown = [row for row in rows if not is_about(actor, row)]
    if not sees_all(actor) and person_id not in {None, actor.person_id}:
        shown = []
    if wanted != actor.person_id:
        work.note("relations.read", wanted or "all", count=len(shown))
    return RelationPage(relations=await views(work.session, actor, shown))


async def views(
    session: AsyncSession, actor: Actor, rows: Sequence[RelationRow]
) -> tuple[RelationView, ...]:
    """Return relations in the words of the contract."""
    people = await identities.identities_of(session, {row.person_id for row in rows})
    names = await unit_names(
        session, {row.unit or row.subject_unit or "" for row in rows}
    )
    return tuple(
        _view(actor, row, name=people[row.person_id][0].name, units=names)
        for row in rows
    )


def _view(
    actor: Actor, row: RelationRow, *, name: Personal, units: Mapping[str, str]
) -> RelationView:
    unit = row.unit or row.subject_unit or ""
    is_his = actor.person_id in {row.person_id, row.declared_by}
    return RelationView(
        relation_id=row.relation_id,
        person_id=row.person_id,
        person_name=name,
        kind=row.kind,
        unit=unit,
        unit_name=units.get(unit, unit),
        is_whole_unit=row.unit is not None,
        named=row.subject_name if is_his or sees_names(actor) else None,
        declared_at=row.declared_at,
        declared_by=row.declared_by,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
    )
