"""Record that somebody asked about, meddled with or pleaded in a matter.

Source: 监察法 Art. 66; the entry can be neither changed nor taken back.
"""

from dataclasses import dataclass

from lianqing_registry.domain.identities import Identity
from lianqing_registry.errors.conduct import InterferenceError
from lianqing_registry.store import people, units
from lianqing_registry.store.tables import InterferenceRow
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.conduct import RecordInterference
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asker:
    """Who interfered, as the register keeps him."""

    name: Personal
    unit: str | None
    place: str
    position: Personal | None


async def record_interference(
    work: Work, actor: Actor, ask: RecordInterference, *, digest_key: bytes
) -> InterferenceRow:
    """Add an entry to the register.

    Raises:
        InterferenceError: Nobody is named as the asker, or the day is still ahead.
        NotFoundError: There is no such person or unit.
    """
    if ask.happened_on > beijing_day(work.now):
        raise InterferenceError("发生日期在今天之后")
    await _unit_name(work, ask.about_unit)
    asker = await _asker(work, ask)
    row = InterferenceRow(
        interference_id=new_id("in", work.now),
        kind=ask.kind,
        way=ask.way,
        happened_on=ask.happened_on,
        asker_id=ask.asker_id,
        asker_name=asker.name,
        asker_unit=asker.unit,
        asker_place=asker.place,
        asker_position=asker.position,
        asker_key=_key(asker.unit, asker.name, digest_key),
        about_unit=ask.about_unit,
        about_name=ask.about_name,
        about_key=_key(ask.about_unit, ask.about_name, digest_key),
        case_no=ask.case_no,
        text=ask.text,
        response=ask.response,
        recorded_at=work.now,
        recorded_by=actor.person_id,
    )
    work.session.add(row)
    work.note("interference.recorded", row.interference_id, kind=row.kind.value)
    await work.session.flush()
    return row


async def _asker(work: Work, ask: RecordInterference) -> _Asker:
    """Find the asker: a person of the system, or as the recorder describes him."""
    if ask.asker_id is not None:
        person = await people.person(work.session, ask.asker_id)
        if person is None:
            raise NotFoundError("此人员")
        return _Asker(
            name=person.name,
            unit=person.unit,
            place=await _unit_name(work, person.unit),
            position=ask.asker_position,
        )
    if ask.asker_name is None:
        raise InterferenceError("须写明是谁打听、过问或说情")
    if ask.asker_unit is not None:
        place = await _unit_name(work, ask.asker_unit)
    elif ask.asker_place is not None:
        place = ask.asker_place
    else:
        raise InterferenceError("须写明打听、过问或说情的人所在单位")
    return _Asker(
        name=ask.asker_name,
        unit=ask.asker_unit,
        place=place,
        position=ask.asker_position,
    )


async def _unit_name(work: Work, code: str) -> str:
    unit = await units.unit(work.session, code)
    if unit is None:
        raise NotFoundError(f"单位“{code}”")
    return unit.name


def _key(unit: str | None, name: Personal | None, digest_key: bytes) -> str | None:
    if unit is None or name is None:
        return None
    return Identity(unit=unit, name=name).key(digest_key)
