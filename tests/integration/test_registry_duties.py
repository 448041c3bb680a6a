"""Promise: clerks change places and gaps are kept right, however many ask at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.errors.accounts import ClerksFullError, NotClerkError
from lianqing_registry.store.tables import (
    Base,
    ClerkRow,
    NetworkGapRow,
    PersonRow,
    RelationRow,
)
from lianqing_registry.usecases.appoint_clerk import appoint_clerk
from lianqing_registry.usecases.check_network import (
    check_network,
    check_nightly,
    last_night,
)
from lianqing_registry.usecases.list_network_gaps import list_network_gaps
from lianqing_registry.usecases.replace_clerk import replace_clerk
from lianqing_registry.usecases.standing import standings
from lianqing_shared.clock import BEIJING, SetClock
from lianqing_shared.contracts.accounts import PersonView
from lianqing_shared.contracts.conduct import RelationKind
from lianqing_shared.contracts.duties import ReplaceClerk, TargetKind
from lianqing_shared.contracts.informant_conduct import AcknowledgeRules
from lianqing_shared.contracts.network_gaps import (
    ListNetworkGaps,
    NetworkGap,
    NetworkGapKind,
)
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.work import Database
from lianqing_shared.ids import new_id
from lianqing_shared.security.digests import subject_key
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import DIGEST_KEY, a_person, a_town, an_actor
from tests.unit.registry.informant_kit import Office

K = NetworkGapKind
RULE = InformantRule()
DIRECTOR = an_actor(Role.CENTRE_DIRECTOR)


@pytest.fixture
async def database(database_url: str, clock: SetClock) -> AsyncIterator[Database]:
    async with a_town(database_url, clock) as found:
        yield found


@pytest.fixture
async def twin(
    database: Database, database_url: str, clock: SetClock
) -> AsyncIterator[Database]:
    """Open the same database once more, as a second process would."""
    engine = open_engine(database_url)
    yield Database(engine, Base.metadata, clock=clock, service=Principal.REGISTRY)
    await engine.dispose()


async def appoint(database: Database, person: PersonView) -> None:
    async with database.work() as work:
        await appoint_clerk(work, DIRECTOR, person.person_id, unit="court")


async def exchange(database: Database, old: PersonView, new: PersonView) -> None:
    ask = ReplaceClerk(
        unit="court",
        leaving=old.person_id,
        entering=new.person_id,
        handover=Personal("已交接"),
    )
    async with database.work() as work:
        await replace_clerk(work, DIRECTOR, ask)


async def sitting(database: Database) -> int:
    async with database.look() as session:
        found = await session.scalar(
            select(func.count(ClerkRow.id)).where(ClerkRow.slot.is_not(None))
        )
    return found or 0


async def test_replacing_and_appointing_at_once_never_makes_three_or_none(
    database: Database, twin: Database
) -> None:
    old = await a_person(database, "old", roles=(Role.ENTRY_CLERK,))
    people = [await a_person(database, f"p{number}") for number in range(10)]

    answers = await asyncio.gather(
        *(
            exchange(twin if number % 4 else database, old, person)
            if number % 2
            else appoint(twin if number % 4 else database, person)
            for number, person in enumerate(people)
        ),
        return_exceptions=True,
    )

    assert await sitting(database) == 2
    refused = [one for one in answers if one is not None]
    assert len(refused) == 10 - 2
    assert all(isinstance(one, ClerksFullError | NotClerkError) for one in refused)


async def staff(database: Database) -> dict[str, PersonView]:
    """Fill every office and every unit of the packaged town, so that nothing lacks."""
    offices = {
        "director": Role.CENTRE_DIRECTOR,
        "deputy": Role.DEPUTY_SECRETARY,
        "second": Role.DEPUTY_SECRETARY,
        "commission": Role.COMMISSION_SECRETARY,
        "party": Role.PARTY_SECRETARY,
        **{role.value: role for role in ADMINISTRATORS},
    }
    found = {
        login: await a_person(database, login, unit="centre", roles=(role,))
        for login, role in offices.items()
    }
    found["liaison"] = await a_person(
        database, "liaison", unit="county", roles=(Role.COUNTY_LIAISON,)
    )
    for code in ("court", "police", "finance"):
        found[code] = await a_person(
            database,
            f"head-{code}",
            unit=code,
            roles=(Role.UNIT_HEAD, Role.ENTRY_CLERK),
        )
    return found


async def relate(database: Database, person: PersonView, unit: str) -> None:
    """Recuse a person from a unit, as a declared relation does."""
    async with database.work() as work:
        work.session.add(
            RelationRow(
                relation_id=new_id("rl", work.now),
                person_id=person.person_id,
                kind=RelationKind.SPOUSE,
                unit=unit,
                declared_at=work.now,
                declared_by="somebody",
            )
        )


async def look(database: Database) -> None:
    async with database.work(actor="somebody") as work:
        await check_network(work, digest_key=DIGEST_KEY, rule=RULE)


async def gaps(
    database: Database,
    kind: NetworkGapKind | None = None,
    *,
    actor: Actor = DIRECTOR,
    cleared: bool = False,
) -> list[NetworkGap]:
    ask = ListNetworkGaps(kind=kind, cleared=cleared)
    return list((await list_network_gaps(database, actor, ask)).gaps)


async def units_of(database: Database, kind: NetworkGapKind) -> set[str]:
    return {one.targets[0].id for one in await gaps(database, kind)}


async def test_a_staffed_town_lacks_only_what_nobody_was_given(
    database: Database,
) -> None:
    await staff(database)

    await look(database)

    assert not await gaps(database, K.OFFICE_VACANT)
    assert not await gaps(database, K.LEVEL_WITHOUT_BODY)
    without = await units_of(database, K.UNIT_WITHOUT_CLERK)
    assert without.isdisjoint({"court", "police", "finance", "centre", "county"})
    assert "agri" in without


async def test_a_gap_is_known_since_it_was_first_seen_until_it_is_put_right(
    database: Database, clock: SetClock
) -> None:
    person = await a_person(database, "sun")
    await look(database)
    clock.advance(days=1)
    await look(database)
    (open_one,) = [
        one
        for one in await gaps(database, K.UNIT_WITHOUT_CLERK)
        if one.targets[0].id == "court"
    ]
    assert open_one.since == START
    assert open_one.last_seen_at == clock.now()

    await appoint(database, person)
    clock.advance(days=1)
    await look(database)

    assert "court" not in await units_of(database, K.UNIT_WITHOUT_CLERK)
    (gone,) = await gaps(database, cleared=True)
    assert (gone.since, gone.cleared_at) == (START, clock.now())


async def test_the_same_gap_again_is_a_new_one(
    database: Database, clock: SetClock
) -> None:
    person = await a_person(database, "sun", roles=(Role.ENTRY_CLERK,))
    for active in (False, True, False):
        async with database.work() as work:
            await work.session.execute(
                update(PersonRow)
                .where(PersonRow.person_id == person.person_id)
                .values(is_active=active)
            )
        clock.advance(days=1)
        await look(database)

    async with database.look() as session:
        rows = (
            await session.scalars(
                select(NetworkGapRow).where(NetworkGapRow.key == "clerk:court")
            )
        ).all()
    assert sorted(row.cleared_at is None for row in rows) == [False, True]


async def test_checks_of_several_processes_open_each_gap_once(
    database: Database, twin: Database
) -> None:
    await asyncio.gather(*(look(one) for one in (database, twin) * 4))

    async with database.look() as session:
        total = await session.scalar(select(func.count(NetworkGapRow.id)))
        distinct = await session.scalar(
            select(func.count(func.distinct(NetworkGapRow.key)))
        )
    assert total == distinct
    assert total


async def test_the_nightly_check_is_done_once_by_however_many_registries(
    database: Database, twin: Database, clock: SetClock
) -> None:
    async def at_once() -> int:
        done = await asyncio.gather(
            *(
                check_nightly(one, digest_key=DIGEST_KEY, rule=RULE)
                for one in (database, twin) * 3
            )
        )
        return sum(done)

    assert await at_once() == 1
    clock.at = datetime(2026, 11, 25, 1, 59, tzinfo=BEIJING)
    assert await at_once() == 0
    clock.at = datetime(2026, 11, 25, 2, 0, tzinfo=BEIJING)
    assert await at_once() == 1
    assert await at_once() == 0


def test_last_night_is_the_latest_two_in_the_morning() -> None:
    day = datetime(2026, 11, 24, tzinfo=BEIJING)

    assert last_night(day + timedelta(hours=2)) == day + timedelta(hours=2)
    assert last_night(day + timedelta(hours=1)) == day - timedelta(hours=22)


async def test_an_answer_holds_no_more_than_the_bus_carries(
    database: Database,
) -> None:
    async with database.work() as work:
        work.session.add_all(
            NetworkGapRow(
                key=f"office:{number}",
                kind=K.OFFICE_VACANT,
                detail=Personal(
                    f'{{"key":"office:{number}","kind":"office_vacant",'
                    '"sentence":"没有在任的人员。","advice":"请添加。"}'
                ),
                first_seen_at=work.now,
                last_seen_at=work.now,
            )
            for number in range(400)
        )

    page = await list_network_gaps(database, DIRECTOR, ListNetworkGaps())

    assert (len(page.gaps), page.total) == (300, 400)
    assert len(page.model_dump_json()) < 1024 * 1024


async def test_a_look_leaves_one_audit_row(database: Database) -> None:
    async with database.work(actor="somebody") as work:
        await check_network(work, digest_key=DIGEST_KEY, rule=RULE)
        noted = [one.action for one in work.noted]

    assert noted == ["network.checked"]


async def test_levels_that_relations_leave_without_body_are_told_as_one(
    database: Database,
) -> None:
    people = await staff(database)
    await relate(database, people["police"], "court")

    await look(database)

    (gap,) = await gaps(database, K.LEVEL_WITHOUT_BODY)
    assert gap.count == 2
    assert gap.sentence.reveal().startswith("以柳园人民法庭、孙某head-court为对象的")
    assert "不足2家" in gap.sentence.reveal()


async def test_whom_a_level_concerns_or_who_is_recused_is_not_told(
    database: Database,
) -> None:
    people = await staff(database)
    await relate(database, people["police"], "court")
    await look(database)
    async with database.look() as session:
        found = await standings(
            session, [people["court"].person_id], digest_key=DIGEST_KEY
        )
    own = found[people["court"].person_id]
    himself = an_actor(Role.CENTRE_DIRECTOR, person=people["court"].person_id)
    related = DIRECTOR.model_copy(update={"recused_subjects": own.keys})
    of_the_court = DIRECTOR.model_copy(update={"recused_units": ("court",)})

    (to_himself,) = await gaps(database, K.LEVEL_WITHOUT_BODY, actor=himself)
    (to_related,) = await gaps(database, K.LEVEL_WITHOUT_BODY, actor=related)
    to_court = await gaps(database, K.LEVEL_WITHOUT_BODY, actor=of_the_court)

    for one in (to_himself, to_related):
        assert one.count == 1
        assert "head-court" not in one.sentence.reveal()
    assert to_court == []


async def test_an_informant_nobody_can_reach_is_a_gap_until_he_has_a_channel(
    database: Database,
) -> None:
    office = Office(database)
    person = (await office.filed("申某")).person_id
    await look(database)
    (found,) = await gaps(database, K.PERSON_UNREACHABLE)

    await office.file(person, login="shen")
    await look(database)

    assert found.sentence.reveal() == "信息员申某没有账号，也没有登记电话，联系不上。"
    assert [(one.kind, one.id) for one in found.targets] == [
        (TargetKind.INFORMANT, person)
    ]
    assert not await gaps(database, K.PERSON_UNREACHABLE)


@pytest.mark.parametrize(
    ("phone", "found"), [(Personal("13900000000"), 0), (None, 1)], ids=["phone", "none"]
)
async def test_the_telephone_in_an_informants_file_reaches_his_account_too(
    database: Database, clock: SetClock, phone: Personal | None, found: int
) -> None:
    await Office(database).filed("申某", login="shen", phone=phone)
    clock.advance(days=2)

    await look(database)

    told = await gaps(database, K.PERSON_UNREACHABLE)
    assert len([one for one in told if "从未登录" in one.sentence.reveal()]) == found
    assert len(told) == found


async def test_informants_lacks_are_told_by_the_settings_days(
    database: Database, clock: SetClock
) -> None:
    office = Office(database)
    person = (await office.filed("申某", login="shen")).person_id
    await office.publish()
    await look(database)
    before = await gaps(database, K.RULES_UNREAD)

    clock.advance(days=31)
    await look(database)
    (overdue,) = await gaps(database, K.RULES_UNREAD)
    await office.do(
        AcknowledgeRules(
            version="2026-1", person_id=person, signed_on=date(2026, 12, 1)
        )
    )
    await look(database)

    assert before == []
    assert "2026-12-24前签收现行的管理办法，已逾期" in overdue.sentence.reveal()
    assert await gaps(database, K.RULES_UNREAD) == []


async def test_administrators_and_those_close_hear_nothing_of_an_informant(
    database: Database,
) -> None:
    await Office(database).filed("申某")
    await look(database)
    key = subject_key(DIGEST_KEY, unit="court", person_name="申某")
    administrator = an_actor(Role.SYSTEM_ADMINISTRATOR)
    related = DIRECTOR.model_copy(update={"recused_subjects": (key,)})

    assert await gaps(database, K.PERSON_UNREACHABLE)
    for reader in (administrator, related):
        assert not await gaps(database, K.PERSON_UNREACHABLE, actor=reader)
        assert await gaps(database, actor=reader)


async def test_a_person_without_a_channel_is_a_gap_until_one_is_entered(
    database: Database, clock: SetClock
) -> None:
    person = await a_person(database, "sun")
    await look(database)
    at_first = await gaps(database, K.PERSON_UNREACHABLE)
    clock.advance(days=2)
    await look(database)
    (found,) = await gaps(database, K.PERSON_UNREACHABLE)

    async with database.work() as work:
        await work.session.execute(
            update(PersonRow)
            .where(PersonRow.person_id == person.person_id)
            .values(phone=Personal("13900000000"))
        )
    await look(database)

    assert at_first == []
    assert "孙某sun从未登录，也没有登记电话或邮箱" in found.sentence.reveal()
    assert found.targets[0].id == person.person_id
    assert await gaps(database, K.PERSON_UNREACHABLE) == []


async def test_a_level_without_body_is_a_gap_until_somebody_unrelated_comes(
    database: Database,
) -> None:
    people = await staff(database)
    await relate(database, people["police"], "court")
    await look(database)
    before = await gaps(database, K.LEVEL_WITHOUT_BODY)

    await a_person(database, "other-head", unit="police", roles=(Role.UNIT_HEAD,))
    await look(database)

    assert len(before) == 1
    assert await gaps(database, K.LEVEL_WITHOUT_BODY) == []
    (gone,) = {one.kind for one in await gaps(database, cleared=True)}
    assert gone is K.LEVEL_WITHOUT_BODY


async def test_the_list_says_when_it_was_looked_at_last(database: Database) -> None:
    before = await list_network_gaps(database, DIRECTOR, ListNetworkGaps())
    await look(database)
    after = await list_network_gaps(database, DIRECTOR, ListNetworkGaps())

    assert before.checked_at is None
    assert after.checked_at == START
