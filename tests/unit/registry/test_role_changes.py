"""Promise: nobody gives a deciding role alone; what was agreed is what takes effect."""

from dataclasses import dataclass, replace

import pytest

from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.errors.accounts import (
    InactivePersonError,
    RoleMixError,
    RolePlaceError,
    SessionEndedError,
)
from lianqing_registry.errors.role_changes import (
    ChangeOverError,
    ClerkByAppointmentError,
    LastAdministratorError,
    NothingChangesError,
    NotMakerError,
    OtherVersionError,
    OwnRolesError,
    SamePersonError,
)
from lianqing_registry.store import people
from lianqing_registry.store.role_changes import Wanted
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.appoint_clerk import appoint_clerk
from lianqing_registry.usecases.change_roles import (
    approve_role_change,
    refuse_role_change,
    request_role_change,
    withdraw_role_change,
)
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.own_account import show_account
from lianqing_registry.usecases.prove_password import Gate
from lianqing_registry.usecases.role_change_views import list_role_changes
from lianqing_registry.usecases.suspend_person import suspend_person
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.accounts import PersonAdded
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Pending, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import (
    RoleChangeState,
    RoleChangeView,
    RolesAwaited,
)
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotAllowedError
from lianqing_shared.security.access import GUARDED, ROLES
from tests.unit.registry.builders import PASSWORD, a_draft, a_person, an_actor

WHY = Personal("工作需要")
S = RoleChangeState


@dataclass(slots=True)
class Office:
    """Those who ask for and agree to changes, and how they do it."""

    database: Database
    actors: dict[str, Actor]

    async def request(
        self,
        person_id: str,
        *,
        add: tuple[Role, ...] = (),
        drop: tuple[Role, ...] = (),
        by: str = "sec",
    ) -> RoleChangeView:
        delta = RoleDelta(add=frozenset(add), drop=frozenset(drop))
        async with self.database.work(actor=self.actors[by].person_id) as work:
            row = await request_role_change(
                work, self.actors[by], person_id, delta=delta, reason=WHY
            )
        return await self.view(row.change_id)

    async def approve(
        self, change: RoleChangeView, by: str, *, version: int | None = None
    ) -> RoleChangeView:
        async with self.database.work(actor=self.actors[by].person_id) as work:
            await approve_role_change(
                work,
                self.actors[by],
                change.change_id,
                version=version or change.version,
            )
        return await self.view(change.change_id)

    async def view(self, change_id: str, *, seen_by: str = "audit") -> RoleChangeView:
        page = await list_role_changes(self.database, self.actors[seen_by], Wanted())
        return next(one for one in page.changes if one.change_id == change_id)

    async def roles(self, person_id: str) -> set[Role]:
        async with self.database.look() as session:
            return set(await people.roles(session, person_id))


@pytest.fixture
async def office(database: Database) -> Office:
    """Let three administrators and two leaders sit at the centre."""
    seated = {
        "sys": Role.SYSTEM_ADMINISTRATOR,
        "sec": Role.SECURITY_ADMINISTRATOR,
        "audit": Role.AUDIT_ADMINISTRATOR,
        "director": Role.CENTRE_DIRECTOR,
        "secretary": Role.COMMISSION_SECRETARY,
    }
    actors = {}
    for login, role in seated.items():
        view = await a_person(database, login, unit="centre", roles=(role,))
        actors[login] = an_actor(role, person=view.person_id)
    return Office(database, actors)


def test_guarded_are_those_who_decide_and_the_administrators() -> None:
    deciding = (
        t.CONFIRM_CASE,
        t.CONVENE_CASE,
        t.OPINE_CASE,
        t.SUBMIT_CASE,
        t.DECIDE_CASE,
        t.LIFT_CASE,
        t.FILE_INFORMANT,
    )
    for topic in deciding:
        assert ROLES[topic] <= GUARDED
    assert ADMINISTRATORS <= GUARDED
    assert Role.COMMISSION_SECRETARY in GUARDED
    assert {Role.ANALYST, Role.UNIT_RESPONDER, Role.INFORMANT}.isdisjoint(GUARDED)


async def test_a_guarded_role_is_given_when_two_others_agree(office: Office) -> None:
    person = await a_person(office.database)

    asked = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    assert (asked.state, asked.needed) == (S.PENDING, 2)
    first = await office.approve(asked, "audit")
    assert first.state is S.PENDING
    assert Role.UNIT_HEAD not in await office.roles(person.person_id)
    second = await office.approve(asked, "director")

    assert second.state is S.EFFECTIVE
    assert [one.name.reveal() for one in second.approvals] == [
        "孙某audit",
        "孙某director",
    ]
    assert await office.roles(person.person_id) == {
        Role.UNIT_HEAD,
        Role.UNIT_RESPONDER,
    }


async def test_approving_twice_counts_once_and_again_after_it_changes_nothing(
    office: Office,
) -> None:
    person = await a_person(office.database)
    asked = await office.request(person.person_id, add=(Role.UNIT_HEAD,))

    for _ in range(3):
        found = await office.approve(asked, "audit")
        assert found.state is S.PENDING
    done = await office.approve(asked, "sys")
    again = await office.approve(asked, "sys")

    assert len(done.approvals) == 2
    assert again == done


async def test_neither_the_maker_nor_the_person_concerned_approves(
    office: Office,
) -> None:
    director = office.actors["director"].person_id
    asked = await office.request(director, add=(Role.COMMISSION_SECRETARY,))

    for own in ("sec", "director"):
        with pytest.raises(SamePersonError):
            await office.approve(asked, own)
        with pytest.raises(SamePersonError):
            async with office.database.work() as work:
                await refuse_role_change(
                    work, office.actors[own], asked.change_id, reason=WHY
                )
    shown = {
        who: (await office.view(asked.change_id, seen_by=who)).may_approve
        for who in office.actors
    }
    assert shown == {
        "sys": True,
        "sec": False,
        "audit": True,
        "director": False,
        "secretary": True,
    }


async def test_nobody_asks_for_his_own_roles(office: Office) -> None:
    with pytest.raises(OwnRolesError):
        await office.request(office.actors["sec"].person_id, add=(Role.ANALYST,))


async def test_taking_an_unguarded_role_takes_effect_at_once_and_ends_sessions(
    office: Office, gate: Gate
) -> None:
    held = (Role.ANALYST, Role.PETITION_CLERK)
    person = await a_person(office.database, unit="centre", roles=held)
    opened = await open_session(office.database, gate, login="sun", password=PASSWORD)

    done = await office.request(person.person_id, drop=(Role.ANALYST,))

    assert (done.state, done.needed) == (S.EFFECTIVE, 0)
    assert await office.roles(person.person_id) == {Role.PETITION_CLERK}
    with pytest.raises(SessionEndedError):
        await renew_session(
            office.database, gate, refresh=opened.refresh.get_secret_value()
        )


@pytest.mark.parametrize(
    "role", [Role.ANALYST, Role.PETITION_CLERK, Role.UNIT_RESPONDER]
)
async def test_also_a_role_that_only_reads_is_given_by_two(
    office: Office, role: Role
) -> None:
    held = Role.ANALYST if role is Role.UNIT_RESPONDER else Role.UNIT_RESPONDER
    person = await a_person(office.database, unit="centre", roles=(held,))

    asked = await office.request(person.person_id, add=(role,))

    assert (asked.state, asked.needed) == (S.PENDING, 1)
    assert await office.roles(person.person_id) == {held}
    done = await office.approve(asked, "sys")
    assert done.state is S.EFFECTIVE
    assert await office.roles(person.person_id) == {held, role}


async def test_taking_a_guarded_role_away_needs_one_other(office: Office) -> None:
    person = await a_person(
        office.database, roles=(Role.UNIT_HEAD, Role.UNIT_RESPONDER)
    )

    asked = await office.request(person.person_id, drop=(Role.UNIT_HEAD,))
    assert (asked.state, asked.needed) == (S.PENDING, 1)
    done = await office.approve(asked, "director")

    assert done.state is S.EFFECTIVE
    assert await office.roles(person.person_id) == {Role.UNIT_RESPONDER}


async def test_a_newer_request_puts_the_older_out_with_its_approvals(
    office: Office, clock: SetClock
) -> None:
    person = await a_person(office.database)
    old = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    await office.approve(old, "audit")
    clock.advance(minutes=1)

    new = await office.request(person.person_id, add=(Role.UNIT_HEAD,))

    assert new.version == old.version + 1
    assert new.approvals == ()
    assert (await office.view(old.change_id)).state is S.SUPERSEDED
    with pytest.raises(ChangeOverError, match="取代"):
        await office.approve(old, "director")
    await office.approve(new, "director")
    assert Role.UNIT_HEAD not in await office.roles(person.person_id)


async def test_a_version_not_seen_is_not_approved(office: Office) -> None:
    person = await a_person(office.database)
    asked = await office.request(person.person_id, add=(Role.UNIT_HEAD,))

    with pytest.raises(OtherVersionError):
        await office.approve(asked, "audit", version=asked.version + 1)


async def test_refused_and_withdrawn_changes_are_over(office: Office) -> None:
    person = await a_person(office.database)
    first = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    for _ in range(2):
        async with office.database.work(actor=office.actors["audit"].person_id) as work:
            await refuse_role_change(
                work, office.actors["audit"], first.change_id, reason=Personal("无依据")
            )
    refused = await office.view(first.change_id)
    assert refused.ended_reason is not None
    assert refused.ended_reason.reveal() == "无依据"
    second = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    with pytest.raises(NotMakerError):
        async with office.database.work() as work:
            await withdraw_role_change(work, office.actors["sys"], second.change_id)
    for _ in range(2):
        async with office.database.work() as work:
            await withdraw_role_change(work, office.actors["sec"], second.change_id)

    for over in (first, second):
        with pytest.raises(ChangeOverError):
            await office.approve(over, "director")


async def test_every_rule_is_asked_again_on_the_last_approval(office: Office) -> None:
    person = await a_person(office.database, unit="centre", roles=(Role.ANALYST,))
    mixed = await office.request(
        person.person_id,
        add=(Role.SYSTEM_ADMINISTRATOR,),
        drop=(Role.ANALYST,),
    )
    await office.approve(mixed, "audit")
    async with office.database.work() as work:
        await appoint_clerk(
            work, office.actors["director"], person.person_id, unit="centre"
        )

    with pytest.raises(RoleMixError):
        await office.approve(mixed, "director")

    assert Role.SYSTEM_ADMINISTRATOR not in await office.roles(person.person_id)


async def test_a_person_shut_out_meanwhile_gets_nothing(office: Office) -> None:
    person = await a_person(office.database)
    asked = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    await office.approve(asked, "audit")
    async with office.database.work() as work:
        await suspend_person(work, office.actors["sys"], person.person_id, reason=WHY)

    with pytest.raises(InactivePersonError):
        await office.approve(asked, "director")


async def test_the_yes_of_somebody_shut_out_meanwhile_counts_no_more(
    office: Office,
) -> None:
    person = await a_person(office.database)
    asked = await office.request(person.person_id, add=(Role.UNIT_HEAD,))
    await office.approve(asked, "secretary")
    gone = office.actors["secretary"].person_id
    async with office.database.work() as work:
        await suspend_person(work, office.actors["sys"], gone, reason=WHY)

    assert (await office.approve(asked, "audit")).state is S.PENDING
    with pytest.raises(NotAllowedError, match="不再有复核权限"):
        await office.approve(asked, "secretary")
    assert (await office.approve(asked, "director")).state is S.EFFECTIVE


async def test_what_cannot_be_held_is_not_asked_for(office: Office) -> None:
    person = await a_person(office.database)

    with pytest.raises(RolePlaceError):
        await office.request(person.person_id, add=(Role.CENTRE_DIRECTOR,))
    with pytest.raises(RolePlaceError, match="系统管理员"):
        await office.request(
            person.person_id,
            add=(Role.SYSTEM_ADMINISTRATOR,),
            drop=(Role.UNIT_RESPONDER,),
        )
    with pytest.raises(RoleMixError):
        await office.request(person.person_id, add=(Role.AUDIT_ADMINISTRATOR,))
    with pytest.raises(ClerkByAppointmentError):
        await office.request(person.person_id, add=(Role.ENTRY_CLERK,))
    for add, drop in (
        ((), ()),
        ((Role.UNIT_RESPONDER,), ()),
        ((), (Role.UNIT_HEAD,)),
        ((Role.UNIT_HEAD,), (Role.UNIT_HEAD,)),
    ):
        with pytest.raises(NothingChangesError):
            await office.request(person.person_id, add=add, drop=drop)


async def test_the_last_of_an_administrators_kind_stays(office: Office) -> None:
    for login in ("sys", "audit"):
        his = office.actors[login]
        with pytest.raises(LastAdministratorError):
            await office.request(
                his.person_id, add=(Role.ANALYST,), drop=tuple(his.roles)
            )


async def test_an_administrator_is_replaced_by_letting_another_in_first(
    office: Office, gate: Gate
) -> None:
    added = await add_person(
        office.database,
        gate,
        office.actors["sys"],
        draft=a_draft("new", unit="centre", roles=(Role.AUDIT_ADMINISTRATOR,)),
    )
    assert added.roles == ()
    assert added.role_change is not None
    await office.approve(added.role_change, "sec")
    await office.approve(added.role_change, "director")

    old = office.actors["audit"].person_id
    asked = await office.request(
        old, add=(Role.ANALYST,), drop=(Role.AUDIT_ADMINISTRATOR,)
    )
    await office.approve(asked, "director")

    assert await office.roles(old) == {Role.ANALYST}
    assert await office.roles(added.person_id) == {Role.AUDIT_ADMINISTRATOR}


async def test_an_added_persons_roles_all_wait(office: Office, gate: Gate) -> None:
    added = await add_person(
        office.database,
        gate,
        office.actors["sys"],
        draft=a_draft("mao", roles=(Role.UNIT_HEAD, Role.UNIT_RESPONDER)),
    )

    assert added.roles == ()
    change = added.role_change
    assert change is not None
    assert (set(change.add), change.needed) == (
        {Role.UNIT_HEAD, Role.UNIT_RESPONDER},
        2,
    )
    with pytest.raises(SamePersonError):
        await office.approve(change, "sys")
    await office.approve(change, "sec")
    await office.approve(change, "audit")
    assert await office.roles(added.person_id) == {Role.UNIT_HEAD, Role.UNIT_RESPONDER}


@pytest.mark.parametrize("role", [Role.ENTRY_CLERK, Role.VILLAGE_CLERK])
async def test_a_clerk_is_added_without_a_role_and_then_appointed(
    office: Office, gate: Gate, role: Role
) -> None:
    async def add(*roles: Role) -> PersonAdded:
        draft = replace(a_draft("mao"), roles=roles)
        return await add_person(
            office.database, gate, office.actors["sys"], draft=draft
        )

    with pytest.raises(ClerkByAppointmentError, match="先不带此角色"):
        await add(role)
    added = await add()

    assert (added.roles, added.role_change) == ((), None)


async def test_the_list_is_newest_first_in_pages_and_by_state_and_person(
    office: Office, clock: SetClock
) -> None:
    persons = [await a_person(office.database, f"p{n}") for n in range(3)]
    asked = []
    for person in persons:
        asked.append(await office.request(person.person_id, add=(Role.UNIT_HEAD,)))
        clock.advance(seconds=1)
    await office.approve(asked[0], "audit")
    await office.approve(asked[0], "sys")
    actor = office.actors["audit"]

    first = await list_role_changes(office.database, actor, Wanted(limit=2))
    assert first.total == 3
    rest = await list_role_changes(
        office.database, actor, Wanted(limit=2, after=first.next)
    )
    shown = [one.change_id for one in (*first.changes, *rest.changes)]
    assert shown == [one.change_id for one in reversed(asked)]
    assert rest.next is None
    pending = await list_role_changes(office.database, actor, Wanted(state=S.PENDING))
    assert {one.person_login for one in pending.changes} == {"p1", "p2"}
    his = await list_role_changes(
        office.database, actor, Wanted(person_id=persons[1].person_id)
    )
    assert [one.person_login for one in his.changes] == ["p1"]


async def awaited_by(office: Office, gate: Gate, person_id: str) -> RolesAwaited | None:
    """Return what somebody's own account tells him of roles asked for him."""
    himself = an_actor(person=person_id).model_copy(update={"roles": ()})
    return (await show_account(office.database, gate, himself)).roles_awaited


async def test_the_person_concerned_reads_how_far_his_roles_are_and_no_names(
    office: Office, gate: Gate
) -> None:
    person = await a_person(office.database, unit="centre", roles=(Role.ANALYST,))
    assert await awaited_by(office, gate, person.person_id) is None

    change = await office.request(person.person_id, add=(Role.DEPUTY_SECRETARY,))
    await office.approve(change, "audit")
    found = await awaited_by(office, gate, person.person_id)

    assert found is not None
    assert (found.add, found.state) == ((Role.DEPUTY_SECRETARY,), S.PENDING)
    assert (found.given, found.needed) == (1, 2)
    said = found.model_dump_json()
    assert not any(actor.person_id in said for actor in office.actors.values())

    await office.approve(change, "director")
    assert await awaited_by(office, gate, person.person_id) is None


async def test_the_person_concerned_reads_that_his_roles_were_refused(
    office: Office, gate: Gate
) -> None:
    person = await a_person(office.database, unit="centre", roles=(Role.ANALYST,))
    change = await office.request(person.person_id, add=(Role.DEPUTY_SECRETARY,))
    auditor = office.actors["audit"]
    async with office.database.work(actor=auditor.person_id) as work:
        await refuse_role_change(work, auditor, change.change_id, reason=WHY)

    found = await awaited_by(office, gate, person.person_id)

    assert found is not None
    assert found.state is S.REFUSED


@pytest.mark.parametrize(
    ("role", "must_change"),
    [
        pytest.param(Role.SYSTEM_ADMINISTRATOR, True, id="twelve letters from now on"),
        pytest.param(Role.DEPUTY_SECRETARY, False, id="eight as before"),
    ],
)
async def test_who_becomes_an_administrator_sets_a_password_of_their_length(
    office: Office, gate: Gate, *, role: Role, must_change: bool
) -> None:
    """A password set before, under the shorter rule, must not do for an office."""
    unit = "centre"
    person = await a_person(
        office.database, "newcomer", unit=unit, roles=(Role.ANALYST,)
    )
    drop = (Role.ANALYST,) if must_change else ()
    change = await office.request(person.person_id, add=(role,), drop=drop)
    for other in ("audit", "director"):
        await office.approve(change, other)

    opened = await open_session(
        office.database, gate, login="newcomer", password=PASSWORD
    )

    assert (Pending.CHANGE_PASSWORD in opened.actor.pending) == must_change
