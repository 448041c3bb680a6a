"""Keep a copy of units, so that senders and names in reports are recognised."""

from collections.abc import Iterable

from lianqing_intake.store.duties import add_schedules, keep_schedule
from lianqing_intake.store.tables import UnitRow
from lianqing_intake.store.units import add_units, keep_unit, known_units
from lianqing_shared.contracts.network import UnitChanged, UnitStatus, UnitView
from lianqing_shared.db import Work


async def learn_units(events: Iterable[UnitChanged], *, work: Work) -> None:
    """Keep what the registry says of many units; those not known yet all at once.

    An import tells of 40,000 new units; one by one they would hold the database, and
    the reports that wait for it, for minutes.
    """
    newest: dict[str, UnitChanged] = {}
    for event in events:
        before = newest.get(event.unit.code)
        if before is None or before.version < event.version:
            newest[event.unit.code] = event
    known = await known_units(work.session, newest)
    fresh = [one for code, one in newest.items() if code not in known and _is_in(one)]
    await add_units(work.session, [(_row(one), _names(one.unit)) for one in fresh])
    terms = {one.unit.code: s.terms for one in fresh if (s := one.unit.schedule)}
    await add_schedules(work.session, terms)
    added = {one.unit.code for one in fresh}
    for code, event in newest.items():
        if code in added:
            work.note("unit.learnt", code, version=event.version)
        else:
            await learn_unit(event, work=work)


async def learn_unit(event: UnitChanged, *, work: Work) -> None:
    """Keep what the registry says of a unit; an older version changes nothing."""
    unit = event.unit
    if await keep_unit(work.session, _row(event), _names(unit)):
        if unit.schedule is not None:
            await keep_schedule(work.session, unit.code, unit.schedule.terms)
        work.note("unit.learnt", unit.code, version=event.version)


def _is_in(event: UnitChanged) -> bool:
    return event.unit.status is not UnitStatus.MERGED


def _row(event: UnitChanged) -> UnitRow:
    unit = event.unit
    return UnitRow(
        code=unit.code,
        name=unit.name,
        is_active=unit.status is UnitStatus.ACTIVE,
        status=unit.status,
        successor=unit.successor,
        version=event.version,
    )


def _names(unit: UnitView) -> tuple[str, ...]:
    return (unit.name, *unit.aliases)
