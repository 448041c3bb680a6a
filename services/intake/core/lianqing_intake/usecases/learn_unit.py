"""Keep a copy of a unit, so that senders and names in reports are recognised."""

from lianqing_intake.store.duties import keep_schedule
from lianqing_intake.store.tables import UnitRow
from lianqing_intake.store.units import keep_unit
from lianqing_shared.contracts.network import UnitChanged, UnitStatus
from lianqing_shared.db import Work


async def learn_unit(event: UnitChanged, *, work: Work) -> None:
    """Keep what the registry says of a unit; an older version changes nothing."""
    unit = event.unit
    row = UnitRow(
        code=unit.code,
        name=unit.name,
        is_active=unit.status is UnitStatus.ACTIVE,
        status=unit.status,
        successor=unit.successor,
        version=event.version,
    )
    if await keep_unit(work.session, row, (unit.name, *unit.aliases)):
        if unit.schedule is not None:
            await keep_schedule(work.session, unit.code, unit.schedule.terms)
        work.note("unit.learnt", unit.code, version=event.version)
