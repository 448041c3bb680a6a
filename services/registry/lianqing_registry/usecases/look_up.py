"""List people and informants as the asker may see them."""

from lianqing_registry.domain.scope import check_reach, reach_of
from lianqing_registry.store import informants, people
from lianqing_shared.contracts.accounts import PeoplePage
from lianqing_shared.contracts.informants import InformantPage
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


async def list_people(
    database: Database, actor: Actor, *, unit: str | None
) -> PeoplePage:
    """Return people without anything of their passwords.

    Raises:
        ForeignUnitError: A unit that the actor does not reach.
    """
    if unit is not None:
        check_reach(actor, unit)
    async with database.look() as session:
        found = await people.views(session, unit=unit or reach_of(actor))
    return PeoplePage(people=tuple(found))


async def list_informants(database: Database, actor: Actor) -> InformantPage:
    """Return informants by filing, newest first; a unit sees those it recruited."""
    async with database.look() as session:
        found = await informants.views(session, recruiter=reach_of(actor))
    return InformantPage(informants=tuple(found))
