"""Add a person with roles and an initial password. Source: P1.3.1; 三员分立."""

from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.passwords import check_password
from lianqing_registry.domain.people import PersonDraft, check_contacts
from lianqing_registry.domain.role_changes import RoleDelta, check_by_request
from lianqing_registry.domain.roles import CLERKS, check_roles, check_roles_fit
from lianqing_registry.errors.accounts import LoginTakenError
from lianqing_registry.gateways.passwords import random_password
from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.appoint_clerk import seat
from lianqing_registry.usecases.change_roles import open_change
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.role_change_views import view_change
from lianqing_registry.usecases.town_words import town_words
from lianqing_shared.contracts.accounts import PersonAdded, PersonView
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database, Work
from lianqing_shared.ids import new_id

_WHY = Personal("新增人员时申请")


async def add_person(
    database: Database,
    gate: Gate,
    actor: Actor,
    *,
    draft: PersonDraft,
    password: str | None = None,
) -> PersonAdded:
    """Add a person who must change his initial password; his roles wait for others.

    A person without roles may log in and see to his own account: so begins who is to be
    appointed entry clerk.

    Raises:
        RoleMixError, RolePlaceError: See `check_roles` and `check_roles_fit`.
        ClerkByAppointmentError, InformantByFilingError: See `check_by_request`.
        WeakPasswordError: The password that was given breaks the rules.
        LoginTakenError: Somebody has this log-in name.
        NotFoundError, UnitRevokedError: No such unit in use.
    """
    check_by_request(draft.roles)
    if draft.roles:
        check_roles(draft.roles)
    check_contacts(email=draft.email, phone=draft.phone)
    if password is not None:
        await _check_given(database, gate, draft, password)
    made = password or random_password()
    # Hashing takes long; no transaction may wait for it.
    hashed = await gate.passwords.hash(made)
    async with database.work(actor=actor.person_id) as work:
        await people.one_at_a_time(work.session)
        unit = await active_unit(work, draft.unit)
        check_roles_fit(draft.roles, unit.kind)
        until = gate.password_rule.initial_until(work.now)
        view = await keep_person(
            work, replace(draft, roles=()), hashed, must_change=True, until=until
        )
        added = PersonAdded(
            **dict(view),
            initial_password=None if password else SecretStr(made),
            initial_until=until,
        )
        return await _with_roles(work, actor, draft, added)


async def _with_roles(
    work: Work, actor: Actor, draft: PersonDraft, added: PersonAdded
) -> PersonAdded:
    row = await people.person_to_change(work.session, added.person_id)
    if not draft.roles or row is None:
        return added
    delta = RoleDelta(add=frozenset(draft.roles))
    change = await open_change(work, row, delta, maker=actor.person_id, reason=_WHY)
    shown = await view_change(work.session, change, actor)
    return added.model_copy(update={"role_change": shown})


async def _check_given(
    database: Database, gate: Gate, draft: PersonDraft, password: str
) -> None:
    async with database.look() as session:
        words = await town_words(session, draft.unit)
    check_password(
        password,
        login=draft.login,
        roles=draft.roles,
        rule=gate.password_rule,
        words=words,
    )


async def keep_person(
    work: Work,
    draft: PersonDraft,
    hashed: str,
    *,
    must_change: bool,
    until: datetime | None = None,
) -> PersonView:
    """Store a person with all his roles; a clerk takes a slot.

    An initial password, which must be changed, opens `until` then; None for ever.

    Only the installation itself gives roles so: its first administrators and the sample
    people; and filing makes an informant.
    """
    unit = await active_unit(work, draft.unit)
    check_roles_fit(draft.roles, unit.kind)
    row = PersonRow(
        person_id=new_id("pe", work.now),
        login=draft.login,
        name=draft.name,
        unit=draft.unit,
        email=draft.email or None,
        phone=draft.phone or None,
        password_hash=hashed,
        password_changed_at=work.now,
        password_set_by=work.actor if must_change else None,
        must_change_password=must_change,
        initial_until=until,
        is_active=True,
        added_at=work.now,
    )
    work.session.add(row)
    try:
        await work.session.flush()
    except IntegrityError as err:
        raise LoginTakenError(draft.login) from err
    await people.set_roles(work.session, row.person_id, frozenset(draft.roles) - CLERKS)
    work.note("person.added", row.person_id, unit=row.unit, roles=",".join(draft.roles))
    if CLERKS.intersection(draft.roles):
        sitting = await people.clerks_of(work.session, unit.code)
        await seat(work, row, unit=unit, sitting=sitting)
    return await people.view(work.session, row)
