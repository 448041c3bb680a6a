"""Look through the network for what cannot be reached, and remember since when.

Every night, and whenever somebody asks. Several registries may try at once: the check
is one work at a time, and the night's is done once. Source: P1.0; architecture P6.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.network_checks import find_gaps
from lianqing_registry.domain.network_seen import (
    InformantSeen,
    NetworkFinding,
    NetworkSeen,
    PersonSeen,
    UnitSeen,
)
from lianqing_registry.domain.reach_checks import OFFICES
from lianqing_registry.store import network_gaps
from lianqing_registry.usecases.standing import standings
from lianqing_shared.clock import BEIJING, beijing_day
from lianqing_shared.db.work import Database, Work
from lianqing_shared.security.digests import subject_key

log = structlog.get_logger(__name__)

NIGHTLY_AT = time(2, 0)
"""Beijing time; the registry looks every few minutes whether it is due."""


async def check_nightly(
    database: Database, *, digest_key: bytes, rule: InformantRule
) -> bool:
    """Look through the network unless that was done since two in the morning."""
    async with database.work() as work:
        await network_gaps.hold_check(work.session)
        last = await network_gaps.last_check(work.session)
        if last is not None and last >= last_night(work.now):
            return False
        found = await check_network(work, digest_key=digest_key, rule=rule)
    log.info("network.checked", gaps=found)
    return True


def last_night(now: datetime) -> datetime:
    """Return the latest time at which the nightly check was due."""
    due = datetime.combine(beijing_day(now), NIGHTLY_AT, BEIJING)
    return due if due <= now else due - timedelta(days=1)


async def check_network(work: Work, *, digest_key: bytes, rule: InformantRule) -> int:
    """Find what is missing, open and clear gaps accordingly; return how many there are.

    Doing it again at once changes nothing but the time of the last look.
    """
    await network_gaps.hold_check(work.session)
    found = {one.key: one for one in find_gaps(await _see(work, digest_key, rule))}
    opened, cleared = await _keep(work, found.values())
    await network_gaps.note_check(
        work.session, at=work.now, by=work.actor, found=len(found)
    )
    work.note(
        "network.checked", "network", found=len(found), opened=opened, cleared=cleared
    )
    return len(found)


async def _keep(work: Work, found: Iterable[NetworkFinding]) -> tuple[int, int]:
    """Open what is new, clear what is gone; return how many of each."""
    known = {row.key: row for row in await network_gaps.open_gaps(work.session)}
    opened = 0
    for finding in found:
        row = known.pop(finding.key, None)
        if row is None:
            work.session.add(network_gaps.new_gap(finding, at=work.now))
            opened += 1
        else:
            row.last_seen_at = work.now
            row.detail = network_gaps.written(finding)
    for gone in known.values():
        gone.cleared_at = work.now
    await work.session.flush()
    return opened, len(known)


async def _see(work: Work, digest_key: bytes, rule: InformantRule) -> NetworkSeen:
    session, today = work.session, beijing_day(work.now)
    units = await network_gaps.units_seen(session)
    people = await network_gaps.people_seen(session)
    return NetworkSeen(
        now=work.now,
        today=today,
        units=tuple(_with_key(one, digest_key) for one in units),
        people=await _with_standing(session, people, digest_key),
        informants=tuple(
            _with_informant_key(one, digest_key)
            for one in await network_gaps.informants_seen(session, today=today)
        ),
        rule=rule,
    )


def _with_informant_key(one: InformantSeen, digest_key: bytes) -> InformantSeen:
    key = subject_key(digest_key, unit=one.recruiter, person_name=one.name.reveal())
    return replace(one, key=key)


def _with_key(unit: UnitSeen, digest_key: bytes) -> UnitSeen:
    return replace(unit, key=subject_key(digest_key, unit=unit.code, person_name=None))


async def _with_standing(
    session: AsyncSession, people: Iterable[PersonSeen], digest_key: bytes
) -> tuple[PersonSeen, ...]:
    """Give office holders their keys and recusals; nobody else decides."""
    everybody = list(people)
    holders = [one.person_id for one in everybody if one.roles & OFFICES]
    found = await standings(session, holders, digest_key=digest_key)
    return tuple(
        replace(
            one,
            keys=frozenset(found[one.person_id].keys),
            recused_units=frozenset(found[one.person_id].recused_units),
            recused_subjects=frozenset(found[one.person_id].recused_subjects),
        )
        if one.person_id in found
        else one
        for one in everybody
    )
