"""Give a new installation its first three administrators. Source: 等保2.0 三员分立.

They are made by the installation itself, for nobody is there yet to approve; everybody
later comes through them, each role with the consent of others.
"""

from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.gateways.passwords import Passwords, random_password
from lianqing_registry.store import people, units
from lianqing_registry.usecases.add_person import keep_person
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database

_FIRST = (
    ("sysadmin", "系统管理员", Role.SYSTEM_ADMINISTRATOR),
    ("secadmin", "安全管理员", Role.SECURITY_ADMINISTRATOR),
    ("auditadmin", "审计管理员", Role.AUDIT_ADMINISTRATOR),
)


async def bootstrap_people(
    database: Database, *, passwords: Passwords
) -> list[tuple[str, str]]:
    """Add one administrator of each kind where there is nobody yet.

    Returns:
        Log-in names with their initial passwords, to be shown once and never stored;
        all must be changed. They do not run out, for nobody could reset them. Empty if
        there is anybody, or no centre to belong to.
    """
    initial = [random_password() for _ in _FIRST]
    hashes = [await passwords.hash(password) for password in initial]
    async with database.work() as work:
        centre = await units.first_of_kind(work.session, UnitKind.CENTRE)
        if centre is None or await people.is_anybody(work.session):
            return []
        for (login, name, role), hashed in zip(_FIRST, hashes, strict=True):
            draft = PersonDraft(
                login=login, name=Personal(name), unit=centre.code, roles=(role,)
            )
            await keep_person(work, draft, hashed, must_change=True)
    return [(login, word) for (login, _, _), word in zip(_FIRST, initial, strict=True)]
