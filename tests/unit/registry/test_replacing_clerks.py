"""Promise: one clerk follows another in one act, and who sat where stays known."""

import contextlib
from datetime import timedelta

import pytest
from sqlalchemy import update

from lianqing_registry.errors.accounts import (
    ClerkElsewhereError,
    InactivePersonError,
    NotClerkError,
    RoleMixError,
)
from lianqing_registry.errors.duties import ClerkSittingError, SameClerkError
from lianqing_registry.errors.units import ForeignUnitError
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.list_clerks import list_clerks
from lianqing_registry.usecases.replace_clerk import replace_clerk
from lianqing_registry.usecases.suspend_person import suspend_person
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.duties import ClerkView, ListClerks, ReplaceClerk
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.testing.databases import START, said
from tests.unit.registry.builders import a_person, an_actor

DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)
CLERK = (Role.ENTRY_CLERK,)


async def replace(
    database: Database,
    leaving: PersonView,
    entering: PersonView,
    *,
    actor: Actor = DIRECTOR,
) -> None:
    ask = ReplaceClerk(
        unit="court",
        leaving=leaving.person_id,
        entering=entering.person_id,
        handover=Personal("账册和密钥已交接"),
        qualification=Personal("政治可靠、业务能力强、会电脑"),
    )
    async with database.work(actor=actor.person_id) as work:
        await replace_clerk(work, actor, ask)


async def clerks(
    database: Database, *, with_past: bool = True, actor: Actor = DIRECTOR
) -> list[ClerkView]:
    ask = ListClerks(unit="court", with_past=with_past)
    return list((await list_clerks(database, actor, ask)).clerks)


async def test_the_only_clerk_is_replaced_and_the_unit_never_has_none(
    database: Database,
) -> None:
    old = await a_person(database, "old", roles=CLERK)
    new = await a_person(database, "new")

    await replace(database, old, new)

    now, past = await clerks(database)
    assert (now.login, now.is_active) == ("new", True)
    assert now.qualification == Personal("政治可靠、业务能力强、会电脑")
    assert (past.login, past.is_active) == ("old", False)
    assert past.handover == Personal("账册和密钥已交接")
    assert past.ended_by == DIRECTOR.person_id
    told = [
        one.unit.clerks
        for one in await said(database)
        if isinstance(one, UnitChanged) and one.unit.code == "court"
    ]
    assert told[-2:] == [1, 1]


@pytest.mark.parametrize(("leaving", "staying"), [(0, 1), (1, 0)])
async def test_of_two_clerks_the_other_keeps_his_place(
    database: Database, leaving: int, staying: int
) -> None:
    two = [
        await a_person(database, "first", roles=CLERK),
        await a_person(database, "second", roles=CLERK),
    ]
    new = await a_person(database, "new")

    await replace(database, two[leaving], new)

    sitting = {one.login for one in await clerks(database, with_past=False)}
    assert sitting == {two[staying].login, "new"}


async def test_the_same_replacement_again_changes_nothing(database: Database) -> None:
    old = await a_person(database, "old", roles=CLERK)
    new = await a_person(database, "new")

    await replace(database, old, new)
    await replace(database, old, new)

    assert len(await clerks(database)) == 2


async def test_who_cannot_come_in_leaves_the_old_one_in_his_place(
    database: Database,
) -> None:
    old = await a_person(database, "old", roles=CLERK)
    away = await a_person(database, "away", unit="police")
    shut = await a_person(database, "shut")
    async with database.work() as work:
        await work.session.execute(
            update(PersonRow).where(PersonRow.login == "shut").values(is_active=False)
        )

    for entering, error in (
        (away, ClerkElsewhereError),
        (shut, InactivePersonError),
        (old, SameClerkError),
    ):
        with pytest.raises(error):
            await replace(database, old, entering)

    assert [one.login for one in await clerks(database)] == ["old"]


async def test_who_sits_or_does_not_sit_is_told_apart(database: Database) -> None:
    first = await a_person(database, "first", roles=CLERK)
    second = await a_person(database, "second", roles=CLERK)
    nobody = await a_person(database, "nobody")
    other = await a_person(database, "other")

    with pytest.raises(ClerkSittingError, match="免去"):
        await replace(database, first, second)
    with pytest.raises(NotClerkError):
        await replace(database, nobody, other)


async def test_a_units_head_replaces_in_his_own_unit_only(database: Database) -> None:
    old = await a_person(database, "old", roles=CLERK)
    new = await a_person(database, "new")

    with pytest.raises(ForeignUnitError):
        await replace(database, old, new, actor=an_actor(Role.UNIT_HEAD, unit="police"))
    await replace(database, old, new, actor=an_actor(Role.UNIT_HEAD, unit="court"))
    with pytest.raises(ForeignUnitError):
        await clerks(database, actor=an_actor(Role.UNIT_HEAD, unit="police"))


async def test_a_qualification_and_who_dismissed_are_kept(database: Database) -> None:
    await a_person(database, "first", roles=CLERK)
    new = await a_person(database, "new")
    async with database.work(actor="pe_a") as work:
        await appoint_clerk(
            work,
            DIRECTOR,
            new.person_id,
            unit="court",
            qualification=Personal("会电脑"),
        )
    async with database.work(actor="pe_b") as work:
        await dismiss_clerk(work, DIRECTOR, new.person_id, unit="court")

    *_, past = await clerks(database)
    assert (past.appointed_by, past.ended_by) == ("pe_a", "pe_b")
    assert past.qualification == Personal("会电脑")


async def test_who_suspended_a_clerk_ended_his_appointment(database: Database) -> None:
    old = await a_person(database, "old", roles=CLERK)
    async with database.work(actor="pe_admin") as work:
        await suspend_person(work, DIRECTOR, old.person_id, reason=Personal("离岗"))

    (past,) = await clerks(database)
    assert (past.is_active, past.ended_by) == (False, "pe_admin")


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ({}, ""),
        ({"is_active": False}, "账号已停用"),
        (
            {"must_change_password": True, "initial_until": START},
            "初始密码已过期",
        ),
        (
            {
                "must_change_password": True,
                "initial_until": START + timedelta(seconds=1),
            },
            "",
        ),
    ],
)
async def test_whether_a_clerk_can_log_in_is_shown(
    database: Database, clock: SetClock, values: dict[str, object], note: str
) -> None:
    await a_person(database, "first", roles=CLERK)
    if values:
        async with database.work() as work:
            await work.session.execute(update(PersonRow).values(**values))

    (found,) = await clerks(database)

    assert found.can_log_in is (not note)
    assert note in found.log_in_note
    assert clock.now() == START


# --- who could be appointed


@pytest.mark.parametrize(
    ("actor", "told"),
    [
        pytest.param(DIRECTOR, ["fit", "head"], id="the director"),
        pytest.param(
            an_actor(Role.UNIT_HEAD, unit="court"),
            ["fit", "head"],
            id="the unit's head",
        ),
        pytest.param(an_actor(Role.AUDIT_ADMINISTRATOR), [], id="who may not appoint"),
    ],
)
async def test_who_may_appoint_is_told_whom_he_could_appoint(
    database: Database, actor: Actor, told: list[str]
) -> None:
    await a_person(database, "seated", roles=CLERK)
    await a_person(database, "fit")
    await a_person(database, "head", roles=(Role.UNIT_HEAD,))
    await a_person(database, "away", unit="police")
    shut = await a_person(database, "shut")
    async with database.work() as work:
        await suspend_person(work, DIRECTOR, shut.person_id, reason=Personal("调离"))

    ask = ListClerks(unit="court", with_candidates=True)
    page = await list_clerks(database, actor, ask)

    assert [one.login for one in page.candidates] == told


async def test_whoever_is_told_as_a_candidate_can_be_appointed_and_nobody_else(
    database: Database,
) -> None:
    people = [
        await a_person(database, "chair", unit="centre", roles=(Role.CENTRE_DIRECTOR,)),
        await a_person(
            database, "guard", unit="centre", roles=(Role.AUDIT_ADMINISTRATOR,)
        ),
    ]
    ask = ListClerks(unit="centre", with_candidates=True)
    page = await list_clerks(database, DIRECTOR, ask)
    told = {one.person_id for one in page.candidates}

    appointed = set()
    for person in people:
        with contextlib.suppress(RoleMixError):
            async with database.work() as work:
                await appoint_clerk(work, DIRECTOR, person.person_id, unit="centre")
            appointed.add(person.person_id)

    assert told == appointed == {people[0].person_id}


async def test_candidates_are_told_only_where_they_are_asked_for(
    database: Database,
) -> None:
    await a_person(database, "fit")

    everywhere = ListClerks(with_candidates=True)
    pages = [
        await list_clerks(database, DIRECTOR, ask)
        for ask in (ListClerks(unit="court"), everywhere)
    ]

    assert [page.candidates for page in pages] == [(), ()]
