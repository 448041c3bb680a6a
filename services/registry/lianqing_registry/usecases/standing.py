"""Find out as whom people may be reported, and what they take no part in.

Source: 监察法 Art. 67; architecture P6.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.identities import Identity
from lianqing_registry.domain.relations import (
    Relation,
    Standing,
    Surroundings,
    standing_of,
)
from lianqing_registry.store import identities, relations
from lianqing_registry.store.tables import RelationRow
from lianqing_registry.store.unit_names import merged_with


async def standings(
    session: AsyncSession, people: Collection[str], *, digest_key: bytes
) -> Mapping[str, Standing]:
    """Return the standing of each of these people who exists."""
    own = await identities.identities_of(session, people)
    declared = {
        person: [_relation(row) for row in rows]
        for person, rows in (await relations.in_force(session, people)).items()
    }
    relations_of_all = [one for found in declared.values() for one in found]
    units = {one.subject.unit for one in relations_of_all if one.subject is not None}
    everybody = await identities.everybody_of(session, units)
    whole = {one.unit for one in relations_of_all if one.unit is not None}
    around = Surroundings(
        everybody=list(everybody.values()),
        merged=await merged_with(session, units | whole),
    )
    return {
        person: standing_of(
            own[person],
            declared.get(person, ()),
            around=around,
            digest_key=digest_key,
        )
        for person in own
    }


def _relation(row: RelationRow) -> Relation:
    subject = None
    if row.subject_unit is not None and row.subject_name is not None:
        subject = Identity(unit=row.subject_unit, name=row.subject_name)
    return Relation(unit=row.unit, subject_key=row.subject_key, subject=subject)
