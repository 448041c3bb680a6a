"""Merge a unit into another. Source: P1.0.

What goes over: the people, the units below, the name and the spellings it was found by,
and the duty to answer for the informants it recruited (谁选聘、谁负责). What ends: its
clerks' appointments, its people's roles (others agreed to them for the old unit; who
heads one unit does not head the next unasked), its credentials, its people's sessions.
What stays under the old code: reports, cases, letters, its history.
"""

from lianqing_registry.domain.tree import is_below
from lianqing_registry.domain.units import tidy_aliases
from lianqing_registry.errors.units import MergeError, UnitMergedError
from lianqing_registry.store import people, sessions, unit_people, units
from lianqing_registry.store.tables import UnitRow
from lianqing_registry.store.unit_rows import draft_of, words
from lianqing_registry.usecases.appoint_clerk import end_appointment
from lianqing_registry.usecases.change_informant import move_to_successor
from lianqing_registry.usecases.change_person import leave_roles
from lianqing_registry.usecases.change_unit import hang
from lianqing_registry.usecases.find_unit import (
    active_unit,
    live_unit,
    say_changed,
    say_unit,
    unit_to_change,
)
from lianqing_registry.usecases.revoke_unit import check_not_root
from lianqing_shared.contracts.network import UnitStatus, UnitView
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.units import UnitChange
from lianqing_shared.db.work import Work


async def merge_unit(work: Work, code: str, *, into: str, reason: str) -> UnitView:
    """Merge one unit into another and return the other; again changes nothing.

    Raises:
        NotFoundError: There is no such unit.
        MergeError: They are one, or the one stands above the other.
        UnitMergedError: The unit went elsewhere before, or the other is gone.
        UnitSuspendedError, UnitRevokedError: The other takes no part.
        UnitKeptError: The installation stands on it.
        UnitPlaceError, UnitTooDeepError: What stands below it cannot go over.
    """
    # Roles are taken away below; whoever needs both turns takes this one first.
    await people.one_at_a_time(work.session)
    await units.hold_tree(work.session)
    if code == into:
        raise MergeError(code, into, "两者是同一个单位")
    row = await unit_to_change(work, code)
    if row.status is not UnitStatus.MERGED:
        await _merge(work, await live_unit(work, code), into=into, reason=reason)
    elif row.successor != into:
        raise UnitMergedError(code, row.successor)
    return await units.view(work.session, into, with_people=True)


async def _merge(work: Work, row: UnitRow, *, into: str, reason: str) -> None:
    check_not_root(row)
    heir = await active_unit(work, into)
    if is_below(heir.path, row.path):
        raise MergeError(row.code, into, "它是前者的下级单位，请先调整上级")
    for child in await units.children_to_change(work.session, row.code):
        await hang(work, child, heir)
    moved = await _let_people_go_over(work, row, heir)
    await move_to_successor(
        work,
        unit=row.code,
        successor=heir.code,
        reason=Personal(f"选聘单位“{row.name}”并入“{heir.name}”"),
    )
    row.status = UnitStatus.MERGED
    row.successor = into
    row.idle_since = work.now
    row.idle_reason = reason
    await units.revoke_credentials(work.session, row.code, at=work.now)
    work.note("unit.merged", row.code, into=into, people=moved)
    # The old one is said first: it gives its spellings up before they are taken.
    await say_changed(
        work, row, UnitChange.MERGED, fields=[["successor", "", into]], reason=reason
    )
    await _lead_further(work, row.code, into)
    await _take_names(work, heir, row, reason=reason)


async def _let_people_go_over(work: Work, row: UnitRow, heir: UnitRow) -> int:
    """End appointments, roles and sessions, move the people; return how many."""
    await sessions.close_sessions_of_unit(work.session, row.code, at=work.now)
    for clerk in await people.clerks_of(work.session, row.code):
        await end_appointment(work, clerk, row)
    moved = await unit_people.people_of(work.session, row.code)
    for person_id in moved:
        await leave_roles(work, person_id)
    await unit_people.move(work.session, moved, to=heir.code)
    return len(moved)


async def _lead_further(work: Work, code: str, into: str) -> None:
    """Let those that went into the unit before lead to its successor at once."""
    for earlier in await units.merged_into(work.session, code):
        earlier.successor = into
        await say_unit(work, earlier)


async def _take_names(work: Work, heir: UnitRow, row: UnitRow, *, reason: str) -> None:
    before = heir.aliases
    heir.aliases = list(
        tidy_aliases(heir.name, (*heir.aliases, row.name, *row.aliases))
    )
    heir.words = words(draft_of(heir))
    work.note("unit.absorbed", heir.code, unit=row.code)
    fields = [["aliases", "、".join(before), "、".join(heir.aliases)]]
    await say_changed(work, heir, UnitChange.ABSORBED, fields=fields, reason=reason)
