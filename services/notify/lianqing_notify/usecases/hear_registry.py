"""Keep what the registry tells: units with their keys, and the calendars of years."""

from collections.abc import Sequence

import structlog

from lianqing_notify.domain.deadlines import Duty, set_again
from lianqing_notify.store.letters import open_deadlines_touching
from lianqing_notify.store.network import (
    keep_year,
    keys_in_force,
    unit_by_code,
    unit_key,
    units_by_code,
)
from lianqing_notify.store.tables import DeadlineRow, UnitKeyRow, UnitRow
from lianqing_notify.usecases.desk import (
    Desk,
    as_deadline,
    calendar_around,
    wait_for_next,
)
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.network import (
    CalendarPublished,
    UnitChanged,
    UnitKey,
    UnitStatus,
)
from lianqing_shared.db import Work
from lianqing_shared.working_days import CalendarBasis, WorkCalendar, YearTable

log = structlog.get_logger(__name__)


async def keep_units(desk: Desk, batch: Sequence[tuple[str, UnitChanged]]) -> None:
    """Keep units as they now stand, each with its message id; older versions are late.

    All of a batch is one work: an import tells of 40,000 units at once.
    """
    async with desk.database.work() as work:
        unseen = await work.first_seen([message_id for message_id, _ in batch])
        first: dict[str, UnitChanged] = {}
        late: list[UnitChanged] = []
        for message_id, changed in batch:
            code = changed.unit.code
            if message_id in unseen and code not in first:
                first[code] = changed
            elif message_id in unseen:
                late.append(changed)
        await _add_new(first, work=work)
        for changed in (*first.values(), *late):
            await _keep_unit(changed, work=work)


async def _add_new(told: dict[str, UnitChanged], *, work: Work) -> None:
    """Take out and keep, all at once, the units that are new and have no key."""
    known = await units_by_code(work.session, list(told))
    fresh = [
        code
        for code, one in told.items()
        if code not in known and not one.keys and one.unit.public_key is None
    ]
    work.session.add_all(_row(told.pop(code)) for code in fresh)
    await work.session.flush()


async def keep_unit(desk: Desk, changed: UnitChanged, *, message_id: str) -> None:
    """Keep one unit as it now stands."""
    await keep_units(desk, [(message_id, changed)])


async def _keep_unit(changed: UnitChanged, *, work: Work) -> None:
    unit = changed.unit
    known = await unit_by_code(work.session, unit.code)
    if known is not None and known.version >= changed.version:
        return
    await work.session.merge(_row(changed))
    await _keep_keys(changed, work=work)


def _row(changed: UnitChanged) -> UnitRow:
    unit = changed.unit
    return UnitRow(
        code=unit.code,
        name=unit.name,
        is_active=unit.status is UnitStatus.ACTIVE,
        successor=unit.successor,
        public_key=unit.public_key,
        version=changed.version,
    )


async def _keep_keys(changed: UnitChanged, *, work: Work) -> None:
    """Keep the unit's keys with their times; what is kept is never forgotten."""
    unit, session = changed.unit, work.session
    keys = changed.keys
    if not keys:  # a registry that tells the key in force only
        for row in await keys_in_force(session, unit.code):
            if row.public_key != unit.public_key:
                row.until = changed.at
        known = unit.public_key and await unit_key(session, unit.public_key)
        if unit.public_key and not known:
            keys = (UnitKey(public_key=unit.public_key, since=changed.at),)
    for key in keys:
        await session.merge(
            UnitKeyRow(
                public_key=key.public_key,
                unit=unit.code,
                since=key.since,
                until=key.until,
            )
        )


async def keep_calendar(
    desk: Desk, published: CalendarPublished, *, message_id: str
) -> int:
    """Keep a year's official table; return how many deadlines moved.

    Deadlines that run through the year are computed again, never to an earlier day.
    """
    table = YearTable(
        year=published.year,
        basis=CalendarBasis.OFFICIAL,
        days_off=frozenset(published.days_off),
        working_days=frozenset(published.working_days),
    )
    async with desk.database.work() as work:
        if not await work.first_seen([message_id]):
            return 0
        await keep_year(work.session, table, source=published.source, at=work.now)
        await work.session.flush()
        calendar = await calendar_around(work.session, beijing_day(work.now))
        rows = await open_deadlines_touching(work.session, published.year)
        moved = sum(_moved(row, calendar, work=work) for row in rows)
        work.note("calendar.kept", str(published.year), moved=moved)
    log.info("calendar.kept", year=published.year, moved=moved)
    return moved


def _moved(row: DeadlineRow, calendar: WorkCalendar, *, work: Work) -> bool:
    again = set_again(as_deadline(row), calendar)
    row.basis = again.basis
    if again.due_on == row.due_on:
        return False
    row.due_on = again.due_on
    if row.duty is Duty.REPLY and row.round == row.letter.round:
        row.letter.reply_due_on = again.due_on
    wait_for_next(row, work=work, calendar=calendar)
    work.note("deadline.moved", row.letter_id, duty=row.duty.value)
    return True
