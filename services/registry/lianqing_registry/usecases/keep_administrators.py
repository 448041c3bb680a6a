"""Keep somebody in each of the three administrators' offices. Source: 三员分立."""

from collections.abc import Collection

from lianqing_registry.errors.role_changes import LastAdministratorError
from lianqing_registry.store import people
from lianqing_shared.contracts.people import ADMINISTRATORS, Role
from lianqing_shared.db.work import Work


async def keep_administrators(
    work: Work, person_id: str, *, leaving: Collection[Role]
) -> None:
    """Refuse that an office is left whose last active holder this person is.

    The caller has taken his turn (`one_at_a_time`), so that two who leave at once
    cannot both find the other still there.

    Raises:
        LastAdministratorError: With the office.
    """
    for role in sorted(ADMINISTRATORS.intersection(leaving)):
        if not await people.others_in_office(work.session, role, but=person_id):
            raise LastAdministratorError(role.label)
