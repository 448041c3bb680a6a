"""Promise: what changes who may decide is said in the same work, and nothing else."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from lianqing_registry.domain.relations import RelationDraft
from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRoleRow, PersonRow
from lianqing_registry.usecases.declare_relation import declare_relation
from lianqing_registry.usecases.end_relation import end_relation
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_registry.usecases.say_officers import (
    OFFICES,
    say_officers,
    say_officers_touched,
)
from lianqing_registry.usecases.suspend_unit import resume_unit, suspend_unit
from lianqing_shared.contracts import topology as t
from lianqing_shared.contracts.conduct import Officer, OfficersChanged, RelationKind
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database, Work
from lianqing_shared.ids import new_id
from lianqing_shared.security.access import ROLES
from lianqing_shared.security.digests import subject_key
from lianqing_shared.testing.databases import said
from tests.unit.registry.builders import DIGEST_KEY, an_actor


@pytest.fixture
async def speaking(database: Database) -> AsyncIterator[Database]:
    """Give a registry that says officers at the end of every work."""
    database.closing.append(partial(say_officers_touched, digest_key=DIGEST_KEY))
    yield database
    before = await told(database)
    async with database.work() as work:
        await say_officers(work, digest_key=DIGEST_KEY)
    assert await told(database) == before, "something was changed and not said"


async def told(database: Database) -> list[Officer]:
    """Return all that was said of officers, in order."""
    return [
        officer
        for event in await said(database)
        if isinstance(event, OfficersChanged)
        for officer in event.officers
    ]


async def stands(database: Database, person_id: str) -> Officer:
    """Return how a person was last said to stand."""
    found = [one for one in await told(database) if one.person_id == person_id]
    return max(found, key=lambda one: one.version)


async def an_officer(
    database: Database, *roles: Role, name: str = "孙某", unit: str = "court"
) -> str:
    async with database.work() as work:
        person_id = new_id("pe", work.now)
        work.session.add(
            PersonRow(
                person_id=person_id,
                login=person_id[-20:],
                name=Personal(name),
                unit=unit,
                password_hash="x",  # noqa: S106 - nobody logs in
                must_change_password=False,
                is_active=True,
                added_at=work.now,
            )
        )
        await work.session.flush()
        work.session.add_all(
            PersonRoleRow(person_id=person_id, role=role) for role in roles
        )
        work.note("person.added", person_id)
    return person_id


async def test_a_new_head_is_said_with_his_key_and_no_name(speaking: Database) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)

    officer = await stands(speaking, person_id)

    assert officer == Officer(
        person_id=person_id,
        unit="court",
        roles=(Role.UNIT_HEAD,),
        keys=(subject_key(DIGEST_KEY, unit="court", person_name="孙某"),),
        version=1,
    )
    assert "孙" not in officer.model_dump_json()


async def test_who_holds_no_office_is_not_said(speaking: Database) -> None:
    await an_officer(speaking, Role.ENTRY_CLERK, Role.UNIT_RESPONDER)

    assert await told(speaking) == []


async def test_nothing_is_said_twice(speaking: Database) -> None:
    await an_officer(speaking, Role.DEPUTY_SECRETARY, unit="centre")
    once = await told(speaking)

    async with speaking.work() as work:
        await say_officers(work, digest_key=DIGEST_KEY)
    async with speaking.work() as work:
        work.note("person.changed", "pe_1")

    assert await told(speaking) == once


async def change(database: Database, person_id: str, **values: Any) -> None:
    async with database.work() as work:
        await work.session.execute(
            update(PersonRow).where(PersonRow.person_id == person_id).values(**values)
        )
        work.note("person.changed", person_id)


async def test_a_transfer_and_a_new_name_add_keys_and_lose_none(
    speaking: Database,
) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)

    await change(speaking, person_id, unit="police")
    await change(speaking, person_id, name=Personal("孙某某"))

    officer = await stands(speaking, person_id)
    assert (officer.unit, officer.version) == ("police", 3)
    assert set(officer.keys) == {
        subject_key(DIGEST_KEY, unit=unit, person_name=name)
        for unit, name in (("court", "孙某"), ("police", "孙某"), ("police", "孙某某"))
    }


async def test_a_relation_is_said_as_it_is_declared_and_as_it_ends(
    speaking: Database,
) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)
    himself = an_actor(Role.UNIT_HEAD, unit="court", person=person_id)
    draft = RelationDraft(kind=RelationKind.SPOUSE, unit="agri", named=Personal("李某"))

    async with speaking.work(actor=person_id) as work:
        row = await declare_relation(work, himself, draft, digest_key=DIGEST_KEY)
    declared = await stands(speaking, person_id)
    async with speaking.work() as work:
        await end_relation(work, an_actor(), row.relation_id, reason="误登")

    key = subject_key(DIGEST_KEY, unit="agri", person_name="李某")
    assert declared.recused_subjects == (key,)
    assert (await stands(speaking, person_id)).recused_subjects == ()


async def test_somebody_elses_transfer_is_said_of_whoever_is_related_to_him(
    speaking: Database,
) -> None:
    head = await an_officer(speaking, Role.UNIT_HEAD)
    spouse = await an_officer(speaking, Role.ENTRY_CLERK, name="李某", unit="agri")
    himself = an_actor(Role.UNIT_HEAD, unit="court", person=head)
    draft = RelationDraft(kind=RelationKind.SPOUSE, unit="agri", named=Personal("李某"))
    async with speaking.work(actor=head) as work:
        await declare_relation(work, himself, draft, digest_key=DIGEST_KEY)

    await change(speaking, spouse, unit="police")

    officer = await stands(speaking, head)
    assert subject_key(DIGEST_KEY, unit="police", person_name="李某") in (
        officer.recused_subjects
    )


async def _suspended_person(work: Work, person_id: str) -> None:
    row = await work.session.get(PersonRow, person_id)
    assert row is not None
    row.is_active = False
    work.note("person.suspended", person_id)


async def _dropped_role(work: Work, person_id: str) -> None:
    row = await work.session.get(PersonRoleRow, (person_id, Role.UNIT_HEAD))
    await work.session.delete(row)
    work.note("role_change.effective", person_id)


async def _suspended_unit(work: Work, _: str) -> None:
    await suspend_unit(work, "court", reason="整顿")


async def _revoked_unit(work: Work, _: str) -> None:
    await revoke_unit(work, "court", reason="撤销")


@pytest.mark.parametrize(
    "step",
    [_suspended_person, _dropped_role, _suspended_unit, _revoked_unit],
    ids=lambda step: step.__name__.strip("_"),
)
async def test_who_loses_his_office_is_said_to_hold_none(
    speaking: Database, step: Callable[[Work, str], Awaitable[None]]
) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)

    async with speaking.work() as work:
        await step(work, person_id)

    officer = await stands(speaking, person_id)
    assert (officer.roles, officer.version) == ((), 2)
    assert officer.keys


async def test_a_unit_that_goes_on_gives_its_head_his_office_back(
    speaking: Database,
) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)
    async with speaking.work() as work:
        await suspend_unit(work, "court", reason="整顿")

    async with speaking.work() as work:
        await resume_unit(work, "court", reason="恢复")

    assert (await stands(speaking, person_id)).roles == (Role.UNIT_HEAD,)


async def test_a_merger_ends_a_heads_office_and_given_again_he_keeps_his_old_key(
    speaking: Database,
) -> None:
    person_id = await an_officer(speaking, Role.UNIT_HEAD)

    async with speaking.work() as work:
        await merge_unit(work, "court", into="police", reason="合并")
    ended = await stands(speaking, person_id)
    async with speaking.work() as work:
        await people.set_roles(work.session, person_id, [Role.UNIT_HEAD])
        work.note("role_change.effective", person_id)
    again = await stands(speaking, person_id)

    key = subject_key(DIGEST_KEY, unit="court", person_name="孙某")
    assert ended.roles == ()
    assert key in ended.keys
    assert (again.unit, again.roles) == ("police", (Role.UNIT_HEAD,))
    assert key in again.keys


def test_every_role_that_decides_is_an_office() -> None:
    acts = (
        t.CONFIRM_CASE,
        t.CONVENE_CASE,
        t.OPINE_CASE,
        t.SUBMIT_CASE,
        t.DECIDE_CASE,
    )

    assert {role for topic in acts for role in ROLES[topic]} <= OFFICES
