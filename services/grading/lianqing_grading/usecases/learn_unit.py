"""Learn of units as they now stand, from the registry. Source: P1.0."""

from collections.abc import Iterable

from lianqing_grading.store.units import learn, learn_new
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.db import Work


async def learn_units(work: Work, events: Iterable[UnitChanged]) -> None:
    """Keep many units, the new ones at once: an import tells of 40,000."""
    newest: dict[str, UnitChanged] = {}
    for event in events:
        before = newest.get(event.unit.code)
        if before is None or before.version < event.version:
            newest[event.unit.code] = event
    told = {code: (one.unit, one.version) for code, one in newest.items()}
    added = await learn_new(work.session, told)
    for code, event in newest.items():
        if code in added:
            work.note("unit.learnt", code, version=event.version)
        else:
            await learn_unit(work, event)


async def learn_unit(work: Work, event: UnitChanged) -> None:
    """Keep the unit if the event's version is the highest heard so far."""
    if await learn(work.session, event.unit, version=event.version):
        work.note("unit.learnt", event.unit.code, version=event.version)
