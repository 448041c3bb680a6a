"""List entry clerks: who sits where, since when, appointed by whom. Source: P1.3.1."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.log_in import LogIn, obstacle
from lianqing_registry.domain.roles import may_be_clerk
from lianqing_registry.domain.scope import check_reach, reach_of
from lianqing_registry.store import clerks, people, people_pages
from lianqing_registry.store.clerks import Appointment
from lianqing_registry.store.people_pages import PeopleWanted
from lianqing_shared.contracts.duties import (
    ClerkCandidate,
    ClerkPage,
    ClerkView,
    ListClerks,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import APPOINT_CLERK
from lianqing_shared.db.work import Database
from lianqing_shared.security.access import may


async def list_clerks(database: Database, actor: Actor, ask: ListClerks) -> ClerkPage:
    """Return appointments that the actor may see.

    Raises:
        ForeignUnitError: A unit that he does not reach.
    """
    unit = ask.unit
    if not actor.holds(Role.PARTY_SECRETARY):
        if unit is not None:
            check_reach(actor, unit)
        unit = unit or reach_of(actor)
    now = database.clock.now()
    async with database.look() as session:
        found = await clerks.appointments(session, unit=unit, with_past=ask.with_past)
        names = await people.names_of(session, _others(found))
        candidates: tuple[ClerkCandidate, ...] = ()
        if ask.with_candidates and unit is not None and may(actor, APPOINT_CLERK):
            sitting = {one.person.person_id for one in found if one.clerk.slot}
            candidates = await _candidates(session, unit, sitting)
    return ClerkPage(
        clerks=tuple(_view(one, names, at=now) for one in found), candidates=candidates
    )


async def _candidates(
    session: AsyncSession, unit: str, sitting: set[str]
) -> tuple[ClerkCandidate, ...]:
    """Return the unit's people whom an appointment would not refuse."""
    page = await people_pages.people_page(session, PeopleWanted(unit=unit, active=True))
    return tuple(
        ClerkCandidate(person_id=one.person_id, login=one.login, name=one.name)
        for one in page.people
        if one.person_id not in sitting and may_be_clerk(one.roles)
    )


def _others(found: Sequence[Appointment]) -> set[str]:
    appointed = {one.clerk.appointed_by for one in found}
    ended = {one.paper.ended_by for one in found if one.paper and one.paper.ended_by}
    return appointed | ended


def _view(
    one: Appointment, names: Mapping[str, Personal], *, at: datetime
) -> ClerkView:
    clerk, person, paper = one.clerk, one.person, one.paper
    ended_by = paper.ended_by if paper else None
    why_not = obstacle(
        LogIn(
            is_active=person.is_active,
            unit_status=one.home.status,
            must_change_password=person.must_change_password,
            initial_until=person.initial_until,
        ),
        at=at,
    )
    return ClerkView(
        person_id=person.person_id,
        login=person.login,
        name=person.name,
        unit=clerk.unit,
        is_active=clerk.slot is not None,
        appointed_at=clerk.appointed_at,
        appointed_by=clerk.appointed_by,
        appointed_by_name=names.get(clerk.appointed_by),
        qualification=paper.qualification if paper else None,
        ended_at=clerk.ended_at,
        ended_by=ended_by,
        ended_by_name=names.get(ended_by) if ended_by else None,
        handover=paper.handover if paper else None,
        can_log_in=not why_not,
        log_in_note=why_not,
        last_log_in_at=person.last_login_at,
    )
