"""Take a unit's access away. Source: P1.0."""

from lianqing_registry.domain.units import ROOTS
from lianqing_registry.errors.units import UnitKeptError, UnitMergedError
from lianqing_registry.store import sessions, units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.usecases.find_unit import say_changed, unit_to_change
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.work import Work


async def revoke_unit(work: Work, code: str, *, reason: str) -> UnitView:
    """End a unit's credentials and its people's sessions; its history stays.

    Raises:
        NotFoundError: There is no such unit.
        UnitMergedError: It went into another one and has nothing left to revoke.
        UnitKeptError: The installation stands on it, or units in use hang under it.
    """
    await units.hold_tree(work.session)
    row = await unit_to_change(work, code)
    if row.status is UnitStatus.REVOKED:
        return await units.view(work.session, code)
    if row.status is UnitStatus.MERGED:
        raise UnitMergedError(code, row.successor)
    check_not_root(row)
    if await units.has_live_children(work.session, code):
        raise UnitKeptError(code, "它还有在用的下级单位，请先停用它们")
    row.status = UnitStatus.REVOKED
    row.idle_since = work.now
    row.idle_reason = reason
    await units.revoke_credentials(work.session, code, at=work.now)
    await sessions.close_sessions_of_unit(work.session, code, at=work.now)
    work.note("unit.revoked", code)
    return await say_changed(work, row, UnitChange.REVOKED, reason=reason)


def check_not_root(row: UnitRow) -> None:
    """Refuse to take a unit out that everything stands on; raises UnitKeptError."""
    if row.kind in ROOTS:
        why = f"它是{row.kind.label}，系统以它为根，请核对单位代码"
        raise UnitKeptError(row.code, why)
