"""Pause a unit and let it go on. Source: P1.0.

What a pause cuts: its people's sessions end and nobody of it can log in; what its
adapter sends is refused with a receipt that says so; no credential can be recorded and
no clerk appointed; it cannot be convened nor be given a new warning. What it does not
cut: the line to the bus (revoking does), letters that were issued before, and the units
below it.
"""

from lianqing_registry.store import sessions, units
from lianqing_registry.usecases.find_unit import live_unit, say_changed
from lianqing_registry.usecases.revoke_unit import check_not_root
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.work import Work


async def suspend_unit(work: Work, code: str, *, reason: str) -> UnitView:
    """Let a unit take no part until it resumes; suspending it again changes nothing.

    Raises:
        NotFoundError, UnitRevokedError, UnitMergedError: No such unit, or it is gone.
        UnitKeptError: The installation stands on it.
    """
    row = await live_unit(work, code)
    if row.status is UnitStatus.SUSPENDED:
        return await units.view(work.session, code)
    check_not_root(row)
    row.status = UnitStatus.SUSPENDED
    row.idle_since = work.now
    row.idle_reason = reason
    await sessions.close_sessions_of_unit(work.session, code, at=work.now)
    work.note("unit.suspended", code)
    return await say_changed(work, row, UnitChange.SUSPENDED, reason=reason)


async def resume_unit(work: Work, code: str, *, reason: str) -> UnitView:
    """Let a suspended unit take part again; one that does already is left alone.

    Raises:
        NotFoundError, UnitRevokedError, UnitMergedError: No such unit, or it is gone.
    """
    row = await live_unit(work, code)
    if row.status is UnitStatus.ACTIVE:
        return await units.view(work.session, code)
    row.status = UnitStatus.ACTIVE
    row.idle_since = None
    row.idle_reason = None
    work.note("unit.resumed", code)
    return await say_changed(work, row, UnitChange.RESUMED, reason=reason)
