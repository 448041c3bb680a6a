"""Load a town: its units, its working calendars, and demo people if asked for.

Doing it again adds only what is missing, so it runs at every start.
Source: P1.0, P1.1, P1.2; domain 3.5.
"""

from collections.abc import Sequence

from lianqing_registry.domain.calendars import YearCalendar, check_calendar
from lianqing_registry.domain.passwords import check_password
from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.roles import check_roles
from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.gateways.passwords import Passwords
from lianqing_registry.store import calendars, people, units
from lianqing_registry.usecases.add_person import keep_person
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_shared.contracts.network import CalendarPublished
from lianqing_shared.db.work import Database, Work


async def seed_units(database: Database, drafts: Sequence[UnitDraft]) -> int:
    """Add the units that are not there, parents before children; return how many.

    A unit that is there is left as it is: people may have changed it since.
    """
    added = 0
    async with database.work() as work:
        for draft in drafts:
            if await units.unit(work.session, draft.code) is None:
                await add_unit(work, draft)
                added += 1
    return added


async def seed_calendars(database: Database, years: Sequence[YearCalendar]) -> int:
    """Publish each year's calendar unless it stands as it is; return how many."""
    async with database.work() as work:
        return sum([await _publish(work, year) for year in years])


async def _publish(work: Work, calendar: YearCalendar) -> bool:
    check_calendar(calendar)
    if await calendars.stands(work.session, calendar):
        return False
    await calendars.keep(work.session, calendar, at=work.now)
    work.note("calendar.published", str(calendar.year))
    work.say(
        CalendarPublished(
            year=calendar.year,
            days_off=calendar.days_off,
            working_days=calendar.working_days,
            source=calendar.source,
        )
    )
    return True


async def seed_people(
    database: Database,
    drafts: Sequence[PersonDraft],
    *,
    password: str,
    passwords: Passwords,
) -> int:
    """Add demo people who are not there, all with one password; return how many."""
    async with database.look() as session:
        missing = [
            draft
            for draft in drafts
            if await people.person_of_login(session, draft.login) is None
        ]
    for draft in missing:
        check_roles(draft.roles)
        check_password(password, login=draft.login, roles=draft.roles)
    hashes = [await passwords.hash(password) for _ in missing]
    async with database.work() as work:
        for draft, hashed in zip(missing, hashes, strict=True):
            await keep_person(work, draft, hashed, must_change=False)
    return len(missing)
