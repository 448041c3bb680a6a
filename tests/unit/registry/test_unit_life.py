"""Promise: a unit is paused, merged, moved and revoked, and its history stays."""

from functools import partial

import pytest
from sqlalchemy import select

from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.errors.accounts import LoginFailedError, SessionEndedError
from lianqing_registry.errors.units import (
    AreaCodeError,
    KindTextError,
    LeaderMissingError,
    MergeError,
    UnitCircleError,
    UnitKeptError,
    UnitMergedError,
    UnitMovedOnError,
    UnitPlaceError,
    UnitRevokedError,
    UnitSuspendedError,
    UnitTextError,
    UnitTooDeepError,
)
from lianqing_registry.gateways.unit_sheets import write_units
from lianqing_registry.store import people
from lianqing_registry.store.tables import (
    ClerkRow,
    CredentialRow,
    PersonRow,
    RoleChangeRow,
    UnitRow,
)
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.change_roles import request_role_change
from lianqing_registry.usecases.change_unit import change_unit
from lianqing_registry.usecases.import_units import import_units
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.record_credential import record_credential
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_registry.usecases.show_unit import list_units, show_unit
from lianqing_registry.usecases.suspend_unit import resume_unit, suspend_unit
from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitStatus
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeState
from lianqing_shared.contracts.units import (
    ChangeUnit,
    Contact,
    ImportUnits,
    UnitChange,
    UnitField,
)
from lianqing_shared.db import audit
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError, RefusedError
from lianqing_shared.security.signing import Signer
from lianqing_shared.testing.databases import START, said
from tests.unit.registry.builders import (
    PASSWORD,
    a_gate,
    a_person,
    a_unit,
    an_actor,
)

ADMIN = an_actor(Role.SYSTEM_ADMINISTRATOR)
SECURITY = an_actor(Role.SECURITY_ADMINISTRATOR, person="pe_" + "1" * 26)
DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)
KEY = Signer.new().public_key
CONTACT = Contact(name=Personal("酉某"), phone=Personal("0530-7000001"))


async def added(
    database: Database,
    code: str,
    *,
    name: str = "镇某站",
    kind: UnitKind = UnitKind.TOWN,
    parent: str = "centre",
    area_code: str | None = None,
    aliases: tuple[str, ...] = (),
) -> None:
    draft = a_unit(
        code, kind=kind, parent=parent, name=name, area_code=area_code, aliases=aliases
    )
    async with database.work() as work:
        await add_unit(work, draft)


async def changed(database: Database, code: str, **given: object) -> int:
    async with database.work(actor=ADMIN.person_id) as work:
        await change_unit(work, ChangeUnit(code=code, **given))
    return (await show_unit(database, code, ADMIN)).version


async def merged(database: Database, code: str, into: str) -> None:
    async with database.work() as work:
        await merge_unit(work, code, into=into, reason="机构改革")


async def paths(database: Database) -> dict[str, str]:
    async with database.look() as session:
        found = await session.execute(select(UnitRow.code, UnitRow.path))
    return {row.code: row.path for row in found}


async def under_the_county(database: Database, code: str, area: str) -> None:
    await added(database, code, kind=UnitKind.OTHER, parent="county", area_code=area)


async def last_said(database: Database, code: str) -> UnitChanged:
    return [
        event
        for event in await said(database)
        if isinstance(event, UnitChanged) and event.unit.code == code
    ][-1]


async def test_a_change_is_said_and_kept_with_who_and_what(database: Database) -> None:
    await changed(database, "court", name="柳园镇人民法庭", reason="更名", position=7)

    detail = await show_unit(database, "court", ADMIN)
    newest, first = detail.versions
    assert (newest.change, newest.by, newest.reason) == (
        UnitChange.CHANGED,
        ADMIN.person_id,
        "更名",
    )
    told = {one.field: (one.before, one.after) for one in newest.fields}
    assert told["name"] == ("柳园人民法庭", "柳园镇人民法庭")
    assert told["position"] == ("0", "7")
    assert first.change is UnitChange.ADDED
    assert (await last_said(database, "court")).unit.name == "柳园镇人民法庭"


async def test_a_change_to_what_is_so_already_says_nothing(database: Database) -> None:
    first = await changed(database, "court", name="柳园人民法庭")

    assert await changed(database, "court", name=" 柳园人民法庭 ") == first


async def test_a_change_on_an_old_version_is_refused(database: Database) -> None:
    version = await changed(database, "court", name="甲法庭")
    await changed(database, "court", version=version, name="乙法庭")

    with pytest.raises(UnitMovedOnError, match="刷新"):
        await changed(database, "court", version=version, name="丙法庭")


async def test_fields_are_emptied_by_name(database: Database) -> None:
    await changed(
        database, "court", leader="申某", contacts=(CONTACT,), aliases=("老法庭",)
    )

    await changed(database, "court", clear=(UnitField.LEADER, UnitField.CONTACTS))

    detail = await show_unit(database, "court", ADMIN)
    assert (detail.unit.leader, detail.contacts) == (None, ())
    assert detail.unit.aliases == ("老法庭",)


async def test_people_are_read_by_administrators_the_centre_and_their_own(
    database: Database,
) -> None:
    await changed(database, "court", leader="申某", deputy="未某", contacts=(CONTACT,))
    readers = (ADMIN, DIRECTOR, an_actor(Role.UNIT_HEAD, unit="court"))
    others = (an_actor(Role.UNIT_HEAD, unit="police"), an_actor(Role.PARTY_SECRETARY))

    for actor in readers:
        detail = await show_unit(database, "court", actor)
        assert detail.has_people
        assert detail.contacts == (CONTACT,)
        assert detail.deputy is not None
        assert detail.unit.leader is not None
    for actor in others:
        detail = await show_unit(database, "court", actor)
        assert not detail.has_people
        assert (detail.contacts, detail.deputy, detail.unit.leader) == ((), None, None)


async def test_people_reach_no_event_no_list_no_history_and_no_audit(
    database: Database,
) -> None:
    await changed(
        database, "court", leader="申某某", deputy="未某某", contacts=(CONTACT,)
    )

    told = "".join(event.model_dump_json() for event in await said(database))
    listed = (
        await list_units(database, an_actor(Role.UNIT_HEAD, unit="police"))
    ).model_dump_json()
    detail = await show_unit(database, "court", ADMIN)
    versions = "".join(one.model_dump_json() for one in detail.versions)
    async with database.look() as session:
        notes = [
            link
            async for page in audit.links(session, database.journal.audit)
            for link in page
        ]
    for text in (told, listed, versions, repr(notes)):
        assert not any(word in text for word in ("申某某", "未某某", "酉某", "0530"))
    assert {one.field for one in detail.versions[0].fields} == {
        "leader",
        "deputy",
        "contacts",
    }


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        pytest.param({"kind_text": "法庭"}, KindTextError, id="word for a known kind"),
        pytest.param({"name": "  "}, UnitTextError, id="a name of blanks"),
        pytest.param({"aliases": ("甲；乙",)}, UnitTextError, id="a separator"),
        pytest.param({"name": "甲\n乙"}, UnitTextError, id="a line break"),
        pytest.param({"area_code": "99"}, AreaCodeError, id="no area code"),
        pytest.param({"kind": UnitKind.COUNTY}, UnitPlaceError, id="wrong place"),
        pytest.param(
            {"kind": UnitKind.REPORTING_POINT, "clear": (UnitField.LEADER,)},
            LeaderMissingError,
            id="no leader",
        ),
        pytest.param({"parent": "nowhere"}, NotFoundError, id="no such parent"),
    ],
)
async def test_a_wrong_change_is_refused_and_changes_nothing(
    database: Database, given: dict[str, object], refusal: type[RefusedError]
) -> None:
    before = await show_unit(database, "court", ADMIN)

    with pytest.raises(refusal):
        await changed(database, "court", **given)

    assert await show_unit(database, "court", ADMIN) == before


async def test_a_kind_of_its_own_is_a_word_for_other_units(database: Database) -> None:
    await added(database, "school", kind=UnitKind.OTHER)

    await changed(database, "school", kind_text="学校")

    view = (await show_unit(database, "school", ADMIN)).unit
    assert (view.kind_text, view.kind_label) == ("学校", "学校")


async def test_a_unit_moves_with_all_below_it(database: Database) -> None:
    await added(database, "base", kind=UnitKind.OTHER)
    await added(database, "mid", kind=UnitKind.OTHER, parent="base")
    await added(database, "leaf", kind=UnitKind.OTHER, parent="mid")
    await added(database, "base-beside", kind=UnitKind.OTHER)

    await changed(database, "base", parent="court")

    found = await paths(database)
    court = found["court"]
    assert found["leaf"] == f"{court}/base/mid/leaf"
    assert found["base-beside"] == "county/centre/base-beside"
    detail = await show_unit(database, "leaf", ADMIN)
    assert [one.code for one in detail.path] == [
        "county",
        "centre",
        "court",
        "base",
        "mid",
    ]
    assert (await show_unit(database, "base", ADMIN)).descendants == 2


@pytest.mark.parametrize("below", ["base", "mid", "leaf"])
async def test_a_unit_never_hangs_under_itself(database: Database, below: str) -> None:
    await added(database, "base", kind=UnitKind.OTHER)
    await added(database, "mid", kind=UnitKind.OTHER, parent="base")
    await added(database, "leaf", kind=UnitKind.OTHER, parent="mid")

    with pytest.raises(UnitCircleError):
        await changed(database, "base", parent=below)


async def test_a_subtree_that_would_get_too_deep_stays(database: Database) -> None:
    above = "court"
    for number in range(11):
        code = f"{'x' * 28}-{number:02}"
        await added(database, code, kind=UnitKind.OTHER, parent=above)
        above = code
    await added(database, "y" * 20, kind=UnitKind.OTHER)
    await added(database, "z" * 20, kind=UnitKind.OTHER, parent="y" * 20)

    with pytest.raises(UnitTooDeepError):
        await changed(database, "y" * 20, parent=above)

    assert (await paths(database))["z" * 20].startswith("county/centre/y")


async def test_a_unit_does_not_move_into_another_area(database: Database) -> None:
    await under_the_county(database, "east", "000001102")
    await under_the_county(database, "west", "000001103")

    with pytest.raises(AreaCodeError, match="000001103"):
        await changed(database, "east", parent="west")


async def test_an_area_does_not_shrink_away_from_those_below(
    database: Database,
) -> None:
    await under_the_county(database, "hill", "000001102")
    await added(
        database, "lake", kind=UnitKind.OTHER, parent="hill", area_code="000001102201"
    )

    with pytest.raises(AreaCodeError, match="000001102201"):
        await changed(database, "hill", area_code="000001103")


async def test_a_suspended_unit_is_out_until_it_resumes(database: Database) -> None:
    person = await a_person(database)
    opened = await open_session(database, a_gate(), login="sun", password=PASSWORD)
    assert opened.actor.unit == "court"

    async with database.work() as work:
        view = await suspend_unit(work, "court", reason="整改")

    assert view.status is UnitStatus.SUSPENDED
    with pytest.raises(LoginFailedError):
        await open_session(database, a_gate(), login="sun", password=PASSWORD)
    with pytest.raises(UnitSuspendedError, match="恢复"):
        async with database.work() as work:
            await appoint_clerk(work, DIRECTOR, person.person_id, unit="court")
    with pytest.raises(UnitSuspendedError):
        async with database.work() as work:
            await record_credential(work, "court", public_key=KEY, issued_at=START)

    async with database.work() as work:
        await resume_unit(work, "court", reason="整改完毕")
    await open_session(database, a_gate(), login="sun", password=PASSWORD)
    changes = [
        one.change for one in (await show_unit(database, "court", ADMIN)).versions
    ]
    assert changes[:2] == [UnitChange.RESUMED, UnitChange.SUSPENDED]


async def test_suspending_and_resuming_twice_changes_nothing_more(
    database: Database,
) -> None:
    for _ in range(2):
        async with database.work() as work:
            await suspend_unit(work, "court", reason="整改")
    detail = await show_unit(database, "court", ADMIN)
    assert (detail.version, detail.reason, detail.since) == (2, "整改", START)

    for _ in range(2):
        async with database.work() as work:
            await resume_unit(work, "court", reason="完毕")
    detail = await show_unit(database, "court", ADMIN)
    assert (detail.version, detail.reason, detail.since) == (3, "", None)


@pytest.mark.parametrize("code", ["county", "centre"])
async def test_the_roots_are_neither_paused_nor_merged(
    database: Database, code: str
) -> None:
    with pytest.raises(UnitKeptError):
        async with database.work() as work:
            await suspend_unit(work, code, reason="误操作")
    with pytest.raises((UnitKeptError, MergeError)):
        await merged(database, code, "court")
    with pytest.raises(UnitKeptError, match="类型"):
        await changed(database, code, kind=UnitKind.OTHER)


async def test_a_merger_moves_people_children_and_names_and_ends_the_rest(
    database: Database,
) -> None:
    await added(database, "old", name="镇林业站", aliases=("林业站",))
    await added(database, "older", name="护林队")
    await added(database, "new", name="镇农业农村中心")
    await added(database, "grove", kind=UnitKind.OTHER, parent="old")
    person = await a_person(database, "sun", unit="old")
    async with database.work() as work:
        await appoint_clerk(work, DIRECTOR, person.person_id, unit="old")
        await record_credential(work, "old", public_key=KEY, issued_at=START)
    await merged(database, "older", "old")

    await merged(database, "old", "new")

    old = await show_unit(database, "old", ADMIN)
    new = await show_unit(database, "new", ADMIN)
    assert (old.unit.status, old.unit.successor) == (UnitStatus.MERGED, "new")
    assert (old.unit.public_key, old.unit.clerks) == (None, 0)
    assert set(new.unit.aliases) == {"镇林业站", "林业站", "护林队"}
    assert [one.code for one in new.children] == ["grove"]
    assert [clerk.ended_at for clerk in old.clerks] == [START]
    assert (await last_said(database, "older")).unit.successor == "new"
    assert old.versions[0].change is UnitChange.MERGED
    assert new.versions[0].change is UnitChange.ABSORBED
    async with database.look() as session:
        row = await session.get(PersonRow, person.person_id)
        assert row is not None
        assert row.unit == "new"
        assert (
            await session.scalar(
                select(CredentialRow.id).where(CredentialRow.revoked_at.is_(None))
            )
            is None
        )
        assert (
            await session.scalar(select(ClerkRow.id).where(ClerkRow.slot.is_not(None)))
            is None
        )


async def test_a_merger_takes_the_roles_away_that_others_agreed_to_for_the_old_unit(
    database: Database,
) -> None:
    await added(database, "old", name="镇林业站")
    head = await a_person(database, "sun", unit="old", roles=(Role.UNIT_HEAD,))
    informant = await a_person(
        database, "qian", unit="old", roles=(Role.INFORMANT, Role.UNIT_RESPONDER)
    )
    delta = RoleDelta(add=frozenset({Role.UNIT_RESPONDER}))
    async with database.work() as work:
        asked = await request_role_change(
            work, SECURITY, head.person_id, delta=delta, reason=Personal("任职")
        )

    await merged(database, "old", "court")

    async with database.look() as session:
        assert await people.roles(session, head.person_id) == ()
        assert await people.roles(session, informant.person_id) == (Role.INFORMANT,)
        change = await session.get(RoleChangeRow, asked.change_id)
        assert change is not None
        assert change.state is RoleChangeState.SUPERSEDED


@pytest.mark.parametrize("how", ["changed", "imported"])
async def test_clerks_get_the_role_of_the_kind_that_their_unit_becomes(
    database: Database, how: str
) -> None:
    await added(database, "dong", name="东村", kind=UnitKind.VILLAGE)
    clerk = await a_person(database, "sun", unit="dong", roles=(Role.VILLAGE_CLERK,))
    other = await a_person(database, "li", unit="dong", roles=(Role.VILLAGE_CLERK,))
    opened = await open_session(database, a_gate(), login="sun", password=PASSWORD)

    if how == "changed":
        await changed(database, "dong", kind=UnitKind.TOWN)
    else:
        draft = a_unit("dong", name="东村", kind=UnitKind.TOWN)
        file = ImportUnits.model_construct(name="x.xlsx", file=write_units([draft]))
        assert (await import_units(database, file, ADMIN)).changed == 1

    async with database.look() as session:
        for person in (clerk, other):
            held = await people.roles(session, person.person_id)
            assert held == (Role.ENTRY_CLERK,)
    with pytest.raises(SessionEndedError):
        await renew_session(
            database, a_gate(), refresh=opened.refresh.get_secret_value()
        )
    async with database.work() as work:
        await dismiss_clerk(work, DIRECTOR, other.person_id, unit="dong")
        assert await people.roles(work.session, other.person_id) == ()


async def test_the_old_unit_is_said_before_the_one_that_takes_its_names(
    database: Database,
) -> None:
    await added(database, "old", name="镇林业站")
    await merged(database, "old", "court")

    order = [
        event.unit.code
        for event in await said(database)
        if isinstance(event, UnitChanged)
    ]
    assert order[-2:] == ["old", "court"]


async def test_merging_again_changes_nothing_and_elsewhere_is_refused(
    database: Database,
) -> None:
    await added(database, "old")
    await merged(database, "old", "court")
    before = len(await said(database))

    await merged(database, "old", "court")

    assert len(await said(database)) == before
    with pytest.raises(UnitMergedError, match="court"):
        await merged(database, "old", "police")


async def test_a_merger_into_itself_below_or_into_who_is_out_is_refused(
    database: Database,
) -> None:
    await added(database, "old", kind=UnitKind.OTHER)
    await added(database, "low", kind=UnitKind.OTHER, parent="old")
    async with database.work() as work:
        await suspend_unit(work, "police", reason="整改")
        await revoke_unit(work, "court", reason="撤销")

    with pytest.raises(MergeError, match="同一个"):
        await merged(database, "old", "old")
    with pytest.raises(MergeError, match="下级"):
        await merged(database, "old", "low")
    with pytest.raises(UnitSuspendedError):
        await merged(database, "old", "police")
    with pytest.raises(UnitRevokedError):
        await merged(database, "old", "court")


async def test_who_is_merged_is_not_changed_paused_or_revoked_any_more(
    database: Database,
) -> None:
    await added(database, "old")
    await merged(database, "old", "court")

    for act in (
        partial(change_unit, ask=ChangeUnit(code="old", name="新名")),
        partial(suspend_unit, code="old", reason="x"),
        partial(revoke_unit, code="old", reason="x"),
    ):
        with pytest.raises(UnitMergedError, match="court"):
            async with database.work() as work:
                await act(work)


async def test_a_unit_with_a_paused_unit_below_is_not_revoked(
    database: Database,
) -> None:
    await added(database, "low", kind=UnitKind.OTHER, parent="court")
    async with database.work() as work:
        await suspend_unit(work, "low", reason="整改")

    with pytest.raises(UnitKeptError, match="下级"):
        async with database.work() as work:
            await revoke_unit(work, "court", reason="撤并")
