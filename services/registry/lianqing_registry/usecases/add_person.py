"""Add a person with roles and an initial password. Source: P1.3.1; 三员分立."""

from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.passwords import check_password
from lianqing_registry.domain.people import PersonDraft
from lianqing_registry.domain.roles import CLERKS, check_roles, check_roles_fit
from lianqing_registry.errors.accounts import LoginTakenError
from lianqing_registry.gateways.passwords import Passwords
from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRoleRow, PersonRow
from lianqing_registry.usecases.appoint_clerk import seat
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.db.work import Database, Work
from lianqing_shared.ids import new_id


async def add_person(
    database: Database,
    draft: PersonDraft,
    *,
    password: str,
    passwords: Passwords,
    by: str = "system",
) -> PersonView:
    """Add a person who must change the password that he is given.

    Raises:
        RoleMixError, WeakPasswordError: See `check_roles` and `check_password`.
        LoginTakenError: Somebody has this log-in name.
        ClerksFullError: He would be the unit's third entry clerk.
        NotFoundError, UnitRevokedError: No such unit in use.
    """
    check_roles(draft.roles)
    check_password(password, login=draft.login, roles=draft.roles)
    # Hashing takes long; no transaction may wait for it.
    hashed = await passwords.hash(password)
    async with database.work(actor=by) as work:
        return await keep_person(work, draft, hashed, must_change=True)


async def keep_person(
    work: Work, draft: PersonDraft, hashed: str, *, must_change: bool
) -> PersonView:
    """Store a person whose password is already hashed; a clerk takes a slot."""
    unit = await active_unit(work, draft.unit)
    check_roles_fit(draft.roles, unit.kind)
    row = PersonRow(
        person_id=new_id("pe", work.now),
        login=draft.login,
        name=draft.name,
        unit=draft.unit,
        password_hash=hashed,
        must_change_password=must_change,
        is_active=True,
        added_at=work.now,
    )
    work.session.add(row)
    try:
        await work.session.flush()
    except IntegrityError as err:
        raise LoginTakenError(draft.login) from err
    others = sorted(set(draft.roles) - CLERKS)
    work.session.add_all(
        PersonRoleRow(person_id=row.person_id, role=role) for role in others
    )
    await work.session.flush()
    work.note("person.added", row.person_id, unit=row.unit, roles=",".join(draft.roles))
    if CLERKS.intersection(draft.roles):
        sitting = await people.clerks_of(work.session, unit.code)
        await seat(work, row, unit=unit, sitting=sitting)
    return await people.view(work.session, row)
