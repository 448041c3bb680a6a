"""Find the unit that a use case is about, and tell everybody how it now stands."""

from lianqing_registry.domain.unit_history import FieldChanges
from lianqing_registry.errors.units import (
    UnitMergedError,
    UnitRevokedError,
    UnitSuspendedError,
)
from lianqing_registry.store import units
from lianqing_registry.store.schedules import schedules_of
from lianqing_registry.store.tables import UnitRow, UnitVersionRow
from lianqing_shared.contracts.network import UnitChanged, UnitStatus, UnitView
from lianqing_shared.contracts.units import UnitChange
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
        UnitSuspendedError: It takes no part for the time being.
        UnitRevokedError, UnitMergedError: It takes no part any more.
    """
    row = await live_unit(work, code)
    if row.status is UnitStatus.SUSPENDED:
        raise UnitSuspendedError(code)
    return row


async def live_unit(work: Work, code: str) -> UnitRow:
    """Return a unit that is in use or only paused; raises like `active_unit`."""
    row = await unit_to_change(work, code)
    if row.status is UnitStatus.REVOKED:
        raise UnitRevokedError(code)
    if row.status is UnitStatus.MERGED:
        raise UnitMergedError(code, row.successor)
    return row


async def say_unit(work: Work, row: UnitRow) -> UnitView:
    """Count a change of a unit and say all of it; return it as others see it."""
    row.version += 1
    row.said = row.version
    await work.session.flush()
    schedules = await schedules_of(work.session, [row.code])
    view = (await units.view(work.session, row.code)).model_copy(
        update={"schedule": schedules[row.code]}
    )
    keys = await units.keys(work.session, row.code)
    work.say(UnitChanged(unit=view, version=row.version, at=work.now, keys=keys))
    return view


async def say_changed(
    work: Work,
    row: UnitRow,
    change: UnitChange,
    *,
    fields: FieldChanges | None = None,
    reason: str = "",
) -> UnitView:
    """Say a unit as `say_unit` does, and write in its history what changed."""
    work.session.add(
        UnitVersionRow(
            unit=row.code,
            version=row.version + 1,
            change=change,
            at=work.now,
            by=work.actor,
            reason=reason,
            fields=fields or [],
        )
    )
    return await say_unit(work, row)
