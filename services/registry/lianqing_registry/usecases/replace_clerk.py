"""Put one entry clerk in another's place in one act. Source: P1.3.1.

The old one goes and the new one comes in the same transaction, so the unit has at no
moment none, nor three.
"""

from lianqing_registry.domain.scope import check_reach
from lianqing_registry.errors.accounts import NotClerkError
from lianqing_registry.errors.duties import ClerkSittingError, SameClerkError
from lianqing_registry.store import clerks, people
from lianqing_registry.usecases.appoint_clerk import (
    end_appointment,
    person_fit_for,
    seat,
)
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_shared.contracts.duties import ReplaceClerk
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work


async def replace_clerk(work: Work, actor: Actor, ask: ReplaceClerk) -> None:
    """End one appointment and begin another; done already, it changes nothing.

    Raises:
        SameClerkError, ClerkSittingError: There is nobody to come in.
        ForeignUnitError: A unit's head replaces in his own unit only.
        NotFoundError, UnitRevokedError, UnitSuspendedError: No such person or unit.
        NotClerkError: Who is to leave is no clerk there.
        InactivePersonError, ClerkElsewhereError, RoleMixError: Who is to come cannot.
    """
    if ask.leaving == ask.entering:
        raise SameClerkError
    check_reach(actor, ask.unit)
    unit = await active_unit(work, ask.unit)
    person = await person_fit_for(work, ask.entering, unit)
    sitting = await people.clerks_of(work.session, ask.unit)
    his = next((one for one in sitting if one.person_id == ask.leaving), None)
    is_in = any(one.person_id == ask.entering for one in sitting)
    if his is None:
        if is_in:
            return
        raise NotClerkError(unit.name)
    if is_in:
        raise ClerkSittingError(unit.name)
    await end_appointment(work, his, unit)
    paper = await clerks.paper_of(work.session, his)
    paper.handover = ask.handover
    left = [one for one in sitting if one is not his]
    await seat(work, person, unit=unit, sitting=left, qualification=ask.qualification)
    work.note("clerk.replaced", ask.leaving, unit=ask.unit, entering=ask.entering)
