"""Take units from a spreadsheet, all of it or nothing, and give them as one.

A national list has 45,000 rows. It is read and planned beside the event loop and before
anything is locked; writing it is one transaction of plain rows; telling everybody comes
afterwards, in many small ones, so that nobody waits at the log-in. Source: P1.0.
"""

import asyncio
import hashlib
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.unit_plan import Fault, ImportPlan, plan_import
from lianqing_registry.errors.units import NetworkBusyError
from lianqing_registry.gateways.unit_sheets import Sheet, read_units, write_units
from lianqing_registry.store import unit_bulk, units
from lianqing_registry.usecases.appoint_clerk import follow_kind
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import STARS
from lianqing_shared.contracts.units import (
    MOST_ERRORS,
    ExportUnits,
    ImportUnits,
    RowError,
    UnitsFile,
    UnitsImported,
)
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError

_TRIES = 3
_AT_ONCE = 200
"""Units told in one transaction: 20 ms of work, then others have their turn."""
_SHOWN = 40


async def import_units(
    database: Database, ask: ImportUnits, actor: Actor
) -> UnitsImported:
    """Import a spreadsheet, or say all that is wrong with it; again changes nothing.

    Raises:
        SheetError: The file is no spreadsheet of units.
        NetworkBusyError: Others changed units at the same time, three times over.
    """
    sheet = await asyncio.to_thread(read_units, ask.name, ask.file)
    for _ in range(_TRIES):
        async with database.look() as session:
            stand = await unit_bulk.stand(session)
            known = await unit_bulk.all_known(session)
        plan = await asyncio.to_thread(plan_import, sheet.lines, known)
        answer = _answer(sheet, plan, dry_run=ask.dry_run)
        if ask.dry_run or plan.faults or answer.unchanged == answer.rows:
            return answer
        if await _write(database, plan, stand, ask=ask, actor=actor):
            return answer
    raise NetworkBusyError


async def _write(
    database: Database,
    plan: ImportPlan,
    stand: unit_bulk.Stand,
    *,
    ask: ImportUnits,
    actor: Actor,
) -> bool:
    """Write a plan if nothing has changed since it was made; return whether so."""
    async with database.work(actor=actor.person_id) as work:
        await units.hold_tree(work.session)
        await unit_bulk.hold(work.session, [one.draft.code for one in plan.changed])
        if await unit_bulk.stand(work.session) != stand:
            return False
        await unit_bulk.write_plan(work, plan)
        for one in plan.changed:
            if one.before is not None:
                kinds = one.before.draft.kind, one.draft.kind
                await follow_kind(work, one.draft.code, before=kinds[0], after=kinds[1])
        work.note(
            "units.imported",
            hashlib.sha256(ask.file).hexdigest(),
            added=len(plan.added),
            changed=len(plan.changed),
            carried=len(plan.carried),
        )
    return True


async def say_unsaid(database: Database) -> None:
    """Tell everybody of units that an import wrote, a few at a time.

    It runs every second; what was not told before a crash is told after it.
    """
    while True:
        async with database.look() as session:
            if not await unit_bulk.is_any_unsaid(session):
                return
        async with database.work() as work:
            found = await unit_bulk.unsaid(work.session, limit=_AT_ONCE, at=work.now)
            for change in found:
                work.say(change)
            codes = [change.unit.code for change in found]
            await unit_bulk.mark_said(work.session, codes)
        if not found:  # another process has them
            return


async def export_units(database: Database, ask: ExportUnits, actor: Actor) -> UnitsFile:
    """Return units with their people as a spreadsheet; the export is written down.

    Raises:
        NotFoundError: There is no unit to begin with.
    """
    async with database.look() as session:
        below = None if ask.under is None else await _path(session, ask.under)
        found = await unit_bulk.live_drafts(session, below=below)
    drafts = () if ask.template else found
    data = await asyncio.to_thread(write_units, drafts)
    async with database.work(actor=actor.person_id) as work:
        work.note("units.exported", ask.under or "all", rows=len(drafts))
        day = beijing_day(work.now)
    name = "单位模板.xlsx" if ask.template else f"单位-{day:%Y%m%d}.xlsx"
    return UnitsFile.model_construct(name=name, file=data, rows=len(drafts))


async def _path(session: AsyncSession, code: str) -> str:
    row = await units.unit(session, code)
    if row is None:
        raise NotFoundError(f"单位“{code}”")
    return row.path


def _answer(sheet: Sheet, plan: ImportPlan, *, dry_run: bool) -> UnitsImported:
    return UnitsImported(
        rows=len(sheet.lines),
        added=len(plan.added),
        changed=len(plan.changed),
        unchanged=plan.unchanged,
        dry_run=dry_run,
        errors=_errors(plan.faults[:MOST_ERRORS]),
        errors_total=len(plan.faults),
        unused_columns=sheet.unused,
    )


def _errors(faults: Sequence[Fault]) -> tuple[RowError, ...]:
    return tuple(
        RowError(
            row=fault.line.row,
            column=fault.column.value,
            value=_shown(fault),
            problem=fault.problem,
        )
        for fault in faults
    )


def _shown(fault: Fault) -> str:
    value = fault.line.cells.get(fault.column, "")
    if value and fault.column.is_personal:
        return STARS
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
