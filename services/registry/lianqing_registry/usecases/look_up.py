"""List people as the asker may see them."""

from dataclasses import replace

from lianqing_registry.domain.scope import check_reach, reach_of
from lianqing_registry.store.people_pages import PeopleWanted, people_page
from lianqing_shared.contracts.accounts import PeoplePage
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


async def list_people(
    database: Database, actor: Actor, wanted: PeopleWanted
) -> PeoplePage:
    """Return a page of people without anything of their passwords.

    Raises:
        ForeignUnitError: A unit that the actor does not reach.
    """
    if wanted.unit is not None:
        check_reach(actor, wanted.unit)
    within = replace(wanted, unit=wanted.unit or reach_of(actor))
    async with database.look() as session:
        return await people_page(session, within)
