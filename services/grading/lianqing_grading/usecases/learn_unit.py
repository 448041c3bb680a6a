"""Learn of a unit as it now stands, from the registry. Source: P1.0."""

from lianqing_grading.store.units import learn
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.db import Work


async def learn_unit(work: Work, event: UnitChanged) -> None:
    """Keep the unit if the event's version is the highest heard so far."""
    if await learn(work.session, event.unit, version=event.version):
        work.note("unit.learnt", event.unit.code, version=event.version)
