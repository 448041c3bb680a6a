"""Read the interference register as one may see it. Source: 监察法 Art. 66, 67."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.interference import Entry, may_read
from lianqing_registry.store import identities, interferences
from lianqing_registry.store.tables import InterferenceRow
from lianqing_registry.store.unit_names import unit_names
from lianqing_shared.contracts.conduct import InterferencePage, InterferenceView
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work

_READ_AT_ONCE = 200


async def list_interferences(
    work: Work, actor: Actor, *, after: str | None, limit: int
) -> InterferencePage:
    """Return a page of what the actor may know of; every reading is audited.

    `next` is there only if another entry is that he may read, so that nothing can be
    told from it either.
    """
    found: list[InterferenceRow] = []
    place = after
    while len(found) <= limit:
        rows = await interferences.older(work.session, than=place, limit=_READ_AT_ONCE)
        found += [row for row in rows if may_read(actor, entry_of(row))]
        if len(rows) < _READ_AT_ONCE:
            break
        place = rows[-1].interference_id
    shown = found[:limit]
    for row in shown:
        work.note("interference.read", row.interference_id)
    return InterferencePage(
        interferences=await views(work.session, shown),
        next=shown[-1].interference_id if len(found) > limit else None,
    )


async def views(
    session: AsyncSession, rows: Sequence[InterferenceRow]
) -> tuple[InterferenceView, ...]:
    """Return entries in the words of the contract."""
    people = await identities.identities_of(session, {row.recorded_by for row in rows})
    names = await unit_names(session, {row.about_unit for row in rows})
    return tuple(
        _view(row, recorder=people[row.recorded_by][0].name, units=names)
        for row in rows
    )


def entry_of(row: InterferenceRow) -> Entry:
    """Return what decides who may read an entry."""
    free = (row.asker_name, row.about_name, row.text, row.response)
    return Entry(
        asker_id=row.asker_id,
        asker_unit=row.asker_unit,
        asker_key=row.asker_key,
        about_unit=row.about_unit,
        about_key=row.about_key,
        words=tuple(words.reveal() for words in free if words is not None),
    )


def _view(
    row: InterferenceRow, *, recorder: Personal, units: Mapping[str, str]
) -> InterferenceView:
    return InterferenceView(
        interference_id=row.interference_id,
        kind=row.kind,
        way=row.way,
        happened_on=row.happened_on,
        asker_name=row.asker_name,
        asker_unit=row.asker_place,
        asker_position=row.asker_position,
        about_unit=row.about_unit,
        about_unit_name=units.get(row.about_unit, row.about_unit),
        about_name=row.about_name,
        case_no=row.case_no,
        text=row.text,
        response=row.response,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        recorder_name=recorder,
    )
