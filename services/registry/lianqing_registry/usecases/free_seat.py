"""Free an entry clerk's place when the person goes: suspended, or moved away."""

from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRow, UnitRow
from lianqing_registry.usecases.appoint_clerk import end_appointment
from lianqing_registry.usecases.find_unit import say_unit
from lianqing_shared.db.work import Work


async def free_seat(work: Work, person: PersonRow, unit: UnitRow) -> tuple[str, ...]:
    """End his term as entry clerk, if he has one; warn where nobody is left.

    The unit's row is kept by the caller. Unlike a dismissal this may leave the unit
    without a clerk: whoever must go, goes at once. Source: P1.3.1.
    """
    sitting = await people.clerks_of(work.session, unit.code)
    his = next((one for one in sitting if one.person_id == person.person_id), None)
    if his is None:
        return ()
    await end_appointment(work, his, unit)
    await say_unit(work, unit)
    if len(sitting) > 1:
        return ()
    return (f"“{unit.name}”已没有在任录入员，每个单位须有一至两名。请尽快任命。",)
