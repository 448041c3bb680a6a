"""Promise: people are changed, moved, shut out and let in again without loose ends."""

import pytest
from sqlalchemy import select

from lianqing_registry.domain.people import PersonChanges
from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.errors.accounts import LoginFailedError, SessionEndedError
from lianqing_registry.errors.role_changes import (
    LastAdministratorError,
    OwnAccountError,
    PersonDataError,
)
from lianqing_registry.errors.units import ForeignUnitError, UnitRevokedError
from lianqing_registry.store.people_pages import PeopleWanted
from lianqing_registry.usecases.change_person import change_person
from lianqing_registry.usecases.change_roles import request_role_change
from lianqing_registry.usecases.look_up import list_people
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.person_record import show_person
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_registry.usecases.suspend_person import resume_person, suspend_person
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import PersonRecord, SessionOpened
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeState
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.access import is_recused
from lianqing_shared.testing.databases import START, said
from tests.unit.registry.builders import PASSWORD, a_person, an_actor

SYSTEM = an_actor(Role.SYSTEM_ADMINISTRATOR, person="pe_" + "9" * 26)
WHY = Personal("调离")


async def log_in(database: Database, gate: Gate) -> SessionOpened:
    return await open_session(database, gate, login="sun", password=PASSWORD)


async def is_alive(database: Database, gate: Gate, opened: SessionOpened) -> bool:
    try:
        await renew_session(database, gate, refresh=opened.refresh.get_secret_value())
    except SessionEndedError:
        return False
    return True


async def change(
    database: Database, person_id: str, changes: PersonChanges
) -> tuple[str, ...]:
    async with database.work(actor=SYSTEM.person_id) as work:
        return await change_person(work, SYSTEM, person_id, changes=changes)


async def suspend(database: Database, person_id: str) -> tuple[str, ...]:
    async with database.work(actor=SYSTEM.person_id) as work:
        return await suspend_person(work, SYSTEM, person_id, reason=WHY)


async def record(database: Database, gate: Gate, person_id: str) -> PersonRecord:
    return await show_person(database, gate, SYSTEM, person_id=person_id)


async def test_a_suspended_person_is_out_at_once_and_his_seat_is_free(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database, roles=(Role.ENTRY_CLERK, Role.UNIT_RESPONDER))
    opened = await log_in(database, gate)

    warnings = await suspend(database, person.person_id)

    assert len(warnings) == 1
    assert "没有在任录入员" in warnings[0]
    assert not await is_alive(database, gate, opened)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate)
    found = await record(database, gate, person.person_id)
    assert not found.person.is_active
    assert found.person.roles == (Role.UNIT_RESPONDER,)
    assert found.suspended_at == START
    assert found.suspended_reason == WHY
    assert [one.ended_at for one in found.appointments] == [START]
    courts = [
        event.unit.clerks
        for event in await said(database)
        if isinstance(event, UnitChanged) and event.unit.code == "court"
    ]
    assert courts[-2:] == [1, 0]


async def test_nobody_is_warned_while_another_clerk_stays(database: Database) -> None:
    gone = await a_person(database, "gone", roles=(Role.ENTRY_CLERK,))
    await a_person(database, "stays", roles=(Role.ENTRY_CLERK,))

    assert await suspend(database, gone.person_id) == ()
    assert await suspend(database, gone.person_id) == ()


async def test_a_resumed_person_comes_back_with_the_roles_he_kept(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database, roles=(Role.ENTRY_CLERK,))
    await suspend(database, person.person_id)

    for expected in (1, 0):
        async with database.work() as work:
            warnings = await resume_person(work, SYSTEM, person.person_id, reason=WHY)
        assert len(warnings) == expected

    assert (await log_in(database, gate)).actor.roles == ()
    found = await record(database, gate, person.person_id)
    assert found.person.is_active
    assert found.suspended_reason is None
    assert found.last_login_at == START
    assert [(one.action, one.reason) for one in found.notes] == [
        ("person.resumed", WHY),
        ("person.suspended", WHY),
    ]


async def test_nobody_shuts_himself_out_or_lets_himself_in(database: Database) -> None:
    with pytest.raises(OwnAccountError):
        await suspend(database, SYSTEM.person_id)
    with pytest.raises(OwnAccountError):
        async with database.work() as work:
            await resume_person(work, SYSTEM, SYSTEM.person_id, reason=WHY)


async def test_the_last_administrator_of_a_kind_is_not_shut_out_or_moved_away(
    database: Database,
) -> None:
    first = await a_person(
        database, "first", unit="centre", roles=(Role.AUDIT_ADMINISTRATOR,)
    )
    with pytest.raises(LastAdministratorError, match="审计管理员"):
        await suspend(database, first.person_id)
    with pytest.raises(LastAdministratorError, match="审计管理员"):
        await change(database, first.person_id, PersonChanges(unit="court"))

    second = await a_person(
        database, "second", unit="centre", roles=(Role.AUDIT_ADMINISTRATOR,)
    )
    await suspend(database, first.person_id)
    with pytest.raises(LastAdministratorError, match="审计管理员"):
        await suspend(database, second.person_id)


async def test_moving_leaves_seat_and_roles_behind(
    database: Database, gate: Gate
) -> None:
    person = await a_person(
        database, roles=(Role.ENTRY_CLERK, Role.UNIT_HEAD, Role.UNIT_RESPONDER)
    )
    opened = await log_in(database, gate)
    security = an_actor(Role.SECURITY_ADMINISTRATOR, person="pe_" + "8" * 26)
    async with database.work(actor=security.person_id) as work:
        await request_role_change(
            work,
            security,
            person.person_id,
            delta=RoleDelta(drop=frozenset({Role.UNIT_HEAD})),
            reason=WHY,
        )

    warnings = await change(database, person.person_id, PersonChanges(unit="police"))

    assert any("柳园人民法庭" in one for one in warnings)
    assert any("单位负责人" in one for one in warnings)
    assert not await is_alive(database, gate, opened)
    found = await record(database, gate, person.person_id)
    assert (found.person.unit, found.person.roles) == ("police", ())
    assert [one.state for one in found.role_changes] == [RoleChangeState.SUPERSEDED]
    assert (await log_in(database, gate)).actor.unit == "police"


async def test_moving_leaves_an_informant_what_filing_gave_him(
    database: Database,
) -> None:
    person = await a_person(
        database, unit="centre", roles=(Role.ANALYST, Role.INFORMANT)
    )

    await change(database, person.person_id, PersonChanges(unit="village-liuhe"))

    page = await list_people(database, SYSTEM, PeopleWanted(text="sun"))
    assert page.people[0].roles == (Role.INFORMANT,)


async def test_nobody_moves_to_a_unit_out_of_use_or_unknown(database: Database) -> None:
    person = await a_person(database)
    async with database.work() as work:
        await revoke_unit(work, "police", reason="机构撤并")

    with pytest.raises(UnitRevokedError):
        await change(database, person.person_id, PersonChanges(unit="police"))
    with pytest.raises(NotFoundError):
        await change(database, person.person_id, PersonChanges(unit="nowhere"))
    with pytest.raises(NotFoundError):
        await change(database, "pe_" + "7" * 26, PersonChanges(name=WHY))


async def test_contacts_are_changed_cleared_and_checked_and_end_no_session(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database)
    opened = await log_in(database, gate)
    given = PersonChanges(
        email=Personal("sun@example.cn"), phone=Personal("0371-6000 0000")
    )
    await change(database, person.person_id, given)

    await change(database, person.person_id, PersonChanges(email=Personal("")))

    found = await record(database, gate, person.person_id)
    assert found.email is None
    assert found.phone is not None
    assert found.phone.reveal() == "0371-6000 0000"
    assert await is_alive(database, gate, opened)
    for wrong in (
        PersonChanges(email=Personal("sun@example")),
        PersonChanges(email=Personal("sun example.cn")),
        PersonChanges(phone=Personal("12a4567")),
        PersonChanges(phone=Personal("1")),
    ):
        with pytest.raises(PersonDataError):
            await change(database, person.person_id, wrong)


async def test_a_new_name_ends_sessions_and_nobody_renames_himself(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database)
    opened = await log_in(database, gate)

    await change(database, person.person_id, PersonChanges(name=Personal("周某")))

    assert not await is_alive(database, gate, opened)
    assert (await log_in(database, gate)).actor.name.reveal() == "周某"
    own = await a_person(
        database, "sys", unit="centre", roles=(Role.SYSTEM_ADMINISTRATOR,)
    )
    himself = an_actor(Role.SYSTEM_ADMINISTRATOR, person=own.person_id)
    for changes in (
        PersonChanges(name=Personal("某")),
        PersonChanges(unit="county"),
    ):
        with pytest.raises(OwnAccountError):
            async with database.work() as work:
                await change_person(work, himself, own.person_id, changes=changes)


async def test_a_token_keeps_out_of_what_is_about_ones_former_name_and_unit(
    database: Database, gate: Gate
) -> None:
    """Nobody gets back into a case about himself by a new name or a transfer."""
    person = await a_person(database)
    before = (await log_in(database, gate)).actor

    changes = PersonChanges(name=Personal("更某"), unit="police")
    await change(database, person.person_id, changes)
    after = (await log_in(database, gate)).actor

    assert before.subject_key
    assert after.subject_key != before.subject_key
    assert before.subject_key in after.recused_subjects
    assert is_recused(after, unit=None, subject_key=before.subject_key)


async def test_a_record_tells_no_secret_and_only_of_people_within_reach(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    person = await a_person(database)
    await log_in(database, gate)
    clock.advance(days=91)

    found = await record(database, gate, person.person_id)

    text = found.model_dump_json()
    for never in ("argon2", "hash", "secret", "sealed"):
        assert never not in text
    assert [one.label for one in found.pending] == ["修改密码"]
    head = an_actor(Role.UNIT_HEAD, unit="police")
    with pytest.raises(ForeignUnitError):
        await show_person(database, gate, head, person_id=person.person_id)


async def test_people_are_found_by_text_role_unit_and_state_in_pages(
    database: Database,
) -> None:
    for login, unit, roles in (
        ("ann", "court", (Role.UNIT_HEAD,)),
        ("bob", "court", (Role.UNIT_RESPONDER,)),
        ("cid", "police", (Role.UNIT_RESPONDER,)),
        ("dan_x", "agri", (Role.UNIT_RESPONDER,)),
        ("danyx", "agri", (Role.UNIT_RESPONDER,)),
    ):
        await a_person(database, login, unit=unit, roles=roles)
    gone = await a_person(database, "eve", unit="police")
    await suspend(database, gone.person_id)

    async def logins(wanted: PeopleWanted) -> list[str]:
        page = await list_people(database, SYSTEM, wanted)
        return [one.login for one in page.people]

    order = ["dan_x", "danyx", "ann", "bob", "cid", "eve"]
    assert await logins(PeopleWanted()) == order
    assert await logins(PeopleWanted(text="孙某b")) == ["bob"]
    assert await logins(PeopleWanted(text="ANN")) == ["ann"]
    assert await logins(PeopleWanted(text="dan_")) == ["dan_x"]
    assert await logins(PeopleWanted(text="%")) == []
    assert await logins(PeopleWanted(role=Role.UNIT_HEAD)) == ["ann"]
    assert await logins(PeopleWanted(active=False)) == ["eve"]
    assert await logins(PeopleWanted(unit="court", text="b")) == ["bob"]
    seen: list[str] = []
    after = None
    while True:
        wanted = PeopleWanted(limit=2, after=after)
        page = await list_people(database, SYSTEM, wanted)
        assert page.total == 6
        seen += [one.login for one in page.people]
        after = page.next
        if after is None:
            break
    assert seen == order


async def test_reasons_are_kept_with_the_account_and_never_in_log_or_events(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database, roles=(Role.ENTRY_CLERK,))
    await suspend(database, person.person_id)

    async with database.look() as session:
        told = ""
        for table in (database.journal.audit, database.journal.outbox):
            rows = await session.execute(select(table))
            told += repr([tuple(row) for row in rows])
    found = await record(database, gate, person.person_id)

    assert "person.suspended" in told
    assert WHY.reveal() not in told
    assert [one.reason.reveal() for one in found.notes] == [WHY.reveal()]
