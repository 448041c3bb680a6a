"""Take a unit's access away. Source: P1.0."""

from lianqing_registry.domain.units import ROOTS
from lianqing_registry.errors.units import UnitKeptError
from lianqing_registry.store import sessions, units
from lianqing_registry.usecases.find_unit import say_unit, unit_to_change
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.db.work import Work


async def revoke_unit(work: Work, code: str, *, reason: str) -> UnitView:
    """End a unit's credentials and its people's sessions; its history stays.

    Raises:
        NotFoundError: There is no such unit.
        UnitKeptError: The installation stands on it, or units in use hang under it.
    """
    row = await unit_to_change(work, code)
    if row.status is UnitStatus.REVOKED:
        return await units.view(work.session, code)
    if row.kind in ROOTS:
        raise UnitKeptError(code, f"它是{row.kind.label}，系统以它为根，请核对单位代码")
    if await units.has_active_children(work.session, code):
        raise UnitKeptError(code, "它还有在用的下级单位，请先停用它们")
    row.status = UnitStatus.REVOKED
    row.revoked_at = work.now
    row.revoked_reason = reason
    await units.revoke_credentials(work.session, code, at=work.now)
    await sessions.close_sessions_of_unit(work.session, code, at=work.now)
    work.note("unit.revoked", code)
    return await say_unit(work, row)
