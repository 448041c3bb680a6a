"""Find the unit that a use case is about, and tell everybody how it now stands."""

from lianqing_registry.errors.units import UnitRevokedError
from lianqing_registry.store import units
from lianqing_registry.store.tables import UnitRow
from lianqing_shared.contracts.network import UnitChanged, UnitStatus, UnitView
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError


async def unit_to_change(work: Work, code: str) -> UnitRow:
    """Return a unit, kept for this work alone; raises NotFoundError."""
    row = await units.unit_to_change(work.session, code)
    if row is None:
        raise NotFoundError(f"单位“{code}”")
    return row


async def active_unit(work: Work, code: str) -> UnitRow:
    """Return a unit in use, kept for this work alone.

    Raises:
        NotFoundError: There is none.
        UnitRevokedError: It takes no part any more.
    """
    row = await unit_to_change(work, code)
    if row.status is UnitStatus.REVOKED:
        raise UnitRevokedError(code)
    return row


async def say_unit(work: Work, row: UnitRow) -> UnitView:
    """Count a change of a unit and say all of it; return it as others see it."""
    row.version += 1
    await work.session.flush()
    view = await units.view(work.session, row.code)
    work.say(UnitChanged(unit=view, version=row.version, at=work.now))
    return view
