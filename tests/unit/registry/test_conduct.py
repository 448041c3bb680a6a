"""Promise: a declared relation keeps a person out until somebody else ends it, and
follows whomever it is to; interference is on record and unread by whom it concerns.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.identities import Identity
from lianqing_registry.domain.relations import (
    Relation,
    Surroundings,
    standing_of,
)
from lianqing_registry.entrypoints.conduct import ConductDesk
from lianqing_registry.errors.conduct import (
    InterferenceError,
    OthersRelationError,
    OwnRelationError,
    RelationError,
)
from lianqing_registry.store.tables import (
    InterferenceRow,
    PersonRoleRow,
    PersonRow,
    RelationRow,
    UnitRow,
)
from lianqing_registry.usecases.standing import standings
from lianqing_shared.contracts import conduct as c
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import new_id
from lianqing_shared.security.digests import subject_key
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import DIGEST_KEY, an_actor


def key(unit: str, name: str) -> str:
    return subject_key(DIGEST_KEY, unit=unit, person_name=name)


@dataclass
class Town:
    """People of the town as rows, and a desk to ask."""

    database: Database
    desk: ConductDesk

    async def person(self, name: str, *roles: Role, unit: str = "centre") -> Actor:
        """Add a person; return him as his token would say it."""
        async with self.database.work() as work:
            person_id = new_id("pe", work.now)
            work.session.add(
                PersonRow(
                    person_id=person_id,
                    login=f"l{person_id[-12:]}",
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
        return await self.actor(person_id, *roles)

    async def actor(self, person_id: str, *roles: Role) -> Actor:
        """Return a person as his next token says it."""
        async with self.database.look() as session:
            row = await session.get(PersonRow, person_id)
            found = await standings(session, [person_id], digest_key=DIGEST_KEY)
        assert row is not None
        present, *former = found[person_id].keys
        return an_actor(*roles, unit=row.unit, person=person_id).model_copy(
            update={
                "name": row.name,
                "subject_key": present,
                "recused_units": found[person_id].recused_units,
                "recused_subjects": (*former, *found[person_id].recused_subjects),
            }
        )

    async def move(self, actor: Actor, **changed: object) -> Actor:
        """Change a person by a plain statement, as a merger of units does."""
        async with self.database.work() as work:
            await work.session.execute(
                update(PersonRow)
                .where(PersonRow.person_id == actor.person_id)
                .values(**changed)
            )
        return await self.actor(actor.person_id, *actor.roles)

    async def related(
        self, actor: Actor, unit: str, named: str | None = None, **given: object
    ) -> c.RelationView:
        """Declare a relation."""
        ask = c.DeclareRelation.model_validate(
            {"kind": "kin", "unit": unit, "named": named, **given}
        )
        return await self.desk.declare(ask, actor)


@pytest.fixture
async def town(database: Database) -> Town:
    return Town(database, ConductDesk(database, digest_key=DIGEST_KEY))


async def test_whoever_declares_is_recused_with_his_next_token(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)

    await town.related(wang, "police")
    await town.related(wang, "finance", "李 某")

    again = await town.actor(wang.person_id, Role.ANALYST)
    assert again.recused_units == ("police",)
    assert again.recused_subjects == (key("finance", "李某"),)


async def test_declaring_again_changes_nothing(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)

    first = await town.related(wang, "finance", "李某")
    second = await town.related(wang, "finance", "李　某")

    assert first == second


async def test_nobody_declares_for_another_but_those_who_keep_the_register(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    clerk = await town.person("赵某", Role.UNIT_HEAD, unit="court")
    for role in (
        Role.CENTRE_DIRECTOR,
        Role.COMMISSION_SECRETARY,
        Role.SECURITY_ADMINISTRATOR,
    ):
        officer = await town.person("钱某", role)
        view = await town.related(officer, "court", person_id=wang.person_id)
        assert view.person_id == wang.person_id

    with pytest.raises(OthersRelationError):
        await town.related(clerk, "court", person_id=wang.person_id)


async def test_a_relation_to_oneself_nobody_or_nowhere_is_refused(town: Town) -> None:
    wang = await town.person("王某", Role.CENTRE_DIRECTOR)

    with pytest.raises(RelationError):
        await town.related(wang, "centre", "王某")
    with pytest.raises(NotFoundError):
        await town.related(wang, "nowhere")
    with pytest.raises(NotFoundError):
        await town.related(wang, "court", person_id="pe_" + "9" * 26)


async def test_nobody_ends_his_own_relation(town: Town) -> None:
    secretary = await town.person("郑某", Role.COMMISSION_SECRETARY)
    county = await town.person("冯某", Role.COUNTY_LIAISON, unit="county")
    view = await town.related(secretary, "police")
    ask = c.EndRelation(relation_id=view.relation_id, reason="已离异")

    with pytest.raises(OwnRelationError):
        await town.desk.end(ask, secretary)
    ended = await town.desk.end(ask, county)
    again = await town.desk.end(ask, county)

    assert ended.ended_at == START
    assert again == ended
    now = await town.actor(secretary.person_id)
    assert now.recused_units == ()


async def test_an_ended_relation_stays_as_history_and_may_be_declared_anew(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    secretary = await town.person("郑某", Role.COMMISSION_SECRETARY)
    view = await town.related(wang, "police")
    await town.desk.end(
        c.EndRelation(relation_id=view.relation_id, reason="登记有误"), secretary
    )

    anew = await town.related(wang, "police")
    page = await town.desk.relations(c.ListRelations(with_ended=True), secretary)

    assert [one.relation_id for one in page.relations] == [
        anew.relation_id,
        view.relation_id,
    ]
    assert page.relations[1].end_reason == "登记有误"


async def test_the_database_itself_lets_no_relation_or_entry_be_deleted(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    await town.related(wang, "police")
    await town.desk.record(an_entry(), wang)
    await town.move(wang, unit="court")

    for statement in (
        delete(RelationRow),
        delete(InterferenceRow),
        update(InterferenceRow).values(asker_place="别处"),
        text("DELETE FROM former_identities"),
        text("UPDATE former_identities SET unit = 'court'"),
    ):
        with pytest.raises(IntegrityError):
            async with town.database.work() as work:
                await work.session.execute(statement)


async def test_a_transfer_or_a_new_name_lets_nobody_back_in(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    old = wang.subject_key

    moved = await town.move(wang, unit="court")
    renamed = await town.move(moved, name=Personal("王某某"))

    assert renamed.subject_key == key("court", "王某某")
    assert set(renamed.recused_subjects) == {old, key("court", "王某")}


async def test_a_relation_follows_whomever_it_is_to(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    spouse = await town.person("周某", Role.UNIT_HEAD, unit="finance")
    await town.related(wang, "finance", "周某", kind="spouse")

    await town.move(spouse, unit="police")

    again = await town.actor(wang.person_id)
    assert set(again.recused_subjects) == {
        key("finance", "周某"),
        key("police", "周某"),
    }


async def test_a_relation_to_a_unit_is_one_to_what_it_was_merged_with(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    await town.related(wang, "finance")
    await town.related(wang, "finance", "外某")

    async with town.database.work() as work:
        await work.session.execute(
            update(UnitRow).where(UnitRow.code == "finance").values(successor="agri")
        )

    again = await town.actor(wang.person_id)
    assert again.recused_units == ("agri", "finance")
    assert key("agri", "外某") in again.recused_subjects
    heir = await town.person("何某", Role.ANALYST)
    await town.related(heir, "agri")
    heir = await town.actor(heir.person_id)
    assert heir.recused_units == ("agri", "finance")


async def test_a_relation_to_the_reader_is_not_shown_to_him(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    secretary = await town.person("郑某", Role.COMMISSION_SECRETARY)
    county = await town.person("冯某", Role.COUNTY_LIAISON, unit="county")
    view = await town.related(wang, "centre", "郑某")

    seen = await town.desk.relations(c.ListRelations(), secretary)
    by_county = await town.desk.relations(c.ListRelations(), county)
    with pytest.raises(NotFoundError) as hidden:
        await town.desk.end(
            c.EndRelation(relation_id=view.relation_id, reason="无"), secretary
        )
    with pytest.raises(NotFoundError) as absent:
        await town.desk.end(
            c.EndRelation(relation_id="re_" + "9" * 26, reason="无"), secretary
        )

    assert seen.relations == ()
    assert [one.relation_id for one in by_county.relations] == [view.relation_id]
    assert hidden.value.sentence == absent.value.sentence


async def test_everybody_sees_his_own_and_the_keepers_all(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    other = await town.person("何某", Role.CENTRE_DIRECTOR)
    guard = await town.person("吕某", Role.SECURITY_ADMINISTRATOR)
    await town.related(wang, "finance", "李某")

    def names(page: c.RelationPage) -> list[str | None]:
        return [one.named.reveal() if one.named else None for one in page.relations]

    everything = c.ListRelations()
    asked = c.ListRelations(person_id=wang.person_id)
    assert names(await town.desk.relations(everything, wang)) == ["李某"]
    assert names(await town.desk.relations(everything, other)) == []
    assert names(await town.desk.relations(asked, other)) == []
    assert names(await town.desk.relations(everything, guard)) == [None]


IDENTITIES = st.builds(
    Identity,
    unit=st.sampled_from(["court", "police", "agri"]),
    name=st.sampled_from(["甲", "乙", "丙"]).map(Personal),
)


@given(
    own=st.lists(IDENTITIES, min_size=1, max_size=3),
    subject=IDENTITIES,
    everybody=st.lists(st.lists(IDENTITIES, min_size=1, max_size=3), max_size=4),
)
def test_more_identities_never_recuse_less(
    own: list[Identity], subject: Identity, everybody: list[list[Identity]]
) -> None:
    relation = Relation(subject_key=subject.key(DIGEST_KEY), subject=subject)

    def out(around: list[list[Identity]]) -> set[str]:
        found = standing_of(
            own,
            [relation],
            around=Surroundings(everybody=around),
            digest_key=DIGEST_KEY,
        )
        return {*found.keys, *found.recused_subjects}

    before, after = out([]), out(everybody)

    assert before <= after
    assert {*(one.key(DIGEST_KEY) for one in own), subject.key(DIGEST_KEY)} <= before
    for identities in everybody:
        if any(subject.is_same(one) for one in identities):
            assert {one.key(DIGEST_KEY) for one in identities} <= after


def an_entry(**given: object) -> c.RecordInterference:
    return c.RecordInterference.model_validate(
        {
            "kind": "inquired",
            "way": "telephone",
            "happened_on": date(2026, 11, 23),
            "asker_name": "许某",
            "asker_unit": "police",
            "about_unit": "agri",
            "about_name": "孙某",
            "text": "问案件进展",
            "response": "已拒绝",
            **given,
        }
    )


async def reads(town: Town, actor: Actor) -> int:
    page = await town.desk.interferences(c.ListInterferences(), actor)
    return len(page.interferences)


async def test_an_entry_is_read_by_the_secretary_and_each_reading_is_noted(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    secretary = await town.person("郑某", Role.COMMISSION_SECRETARY)

    view = await town.desk.record(an_entry(case_no="2026-1124-0001"), wang)
    page = await town.desk.interferences(c.ListInterferences(), secretary)

    assert page.interferences == (view,)
    assert (view.recorded_by, view.recorder_name) == (wang.person_id, "王某")
    async with town.database.look() as session:
        audit = town.database.journal.audit
        actions = (
            await session.scalars(audit.select().with_only_columns(audit.c.action))
        ).all()
    assert "interference.recorded" in actions
    assert "interference.read" in actions


@pytest.mark.parametrize(
    ("entry", "reader"),
    [
        pytest.param({}, ("许某", "police"), id="he asked himself"),
        pytest.param({}, ("孙某", "agri"), id="it is his own matter"),
        pytest.param(
            {"asker_unit": None, "asker_place": "县某局"},
            ("许某", "centre"),
            id="a name without a unit is like his",
        ),
        pytest.param(
            {"about_name": None}, ("任某", "agri"), id="somebody of his unit, unnamed"
        ),
        pytest.param(
            {"text": "代任 某说情"}, ("任某", "centre"), id="its words name him"
        ),
    ],
)
async def test_an_entry_is_not_read_by_whom_it_concerns(
    town: Town, entry: dict[str, object], reader: tuple[str, str]
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    name, unit = reader
    concerned = await town.person(name, Role.COMMISSION_SECRETARY, unit=unit)
    other = await town.person("郑某", Role.COUNTY_LIAISON, unit="county")

    await town.desk.record(an_entry(**entry), wang)

    assert await reads(town, concerned) == 0
    assert await reads(town, other) == 1


async def test_an_entry_is_not_read_by_who_is_recused_from_asker_or_matter(
    town: Town,
) -> None:
    wang = await town.person("王某", Role.ANALYST)
    await town.desk.record(an_entry(), wang)

    for unit, named in (
        ("police", "许某"),
        ("police", None),
        ("agri", "孙某"),
        ("agri", None),
    ):
        secretary = await town.person("郑某", Role.COMMISSION_SECRETARY)
        assert await reads(town, secretary) == 1
        await town.related(secretary, unit, named)
        again = await town.actor(secretary.person_id, *secretary.roles)
        assert await reads(town, again) == 0


async def test_an_asker_known_by_his_account_never_reads_it_under_any_name(
    town: Town,
) -> None:
    asker = await town.person("许某", Role.COMMISSION_SECRETARY, unit="police")
    wang = await town.person("王某", Role.ANALYST)
    await town.desk.record(
        an_entry(asker_id=asker.person_id, asker_name=None, asker_unit=None), wang
    )

    moved = await town.move(asker, unit="centre", name=Personal("徐某"))

    assert await reads(town, moved) == 0


async def test_pages_do_not_tell_of_what_is_hidden(town: Town) -> None:
    wang = await town.person("王某", Role.ANALYST)
    reader = await town.person("孙某", Role.COMMISSION_SECRETARY, unit="agri")
    for about in ("别某", "孙某", "又某", "孙某"):
        await town.desk.record(an_entry(about_name=about), wang)

    seen = []
    after = None
    while True:
        page = await town.desk.interferences(
            c.ListInterferences(after=after, limit=1), reader
        )
        seen += [
            str(one.about_name and one.about_name.reveal())
            for one in page.interferences
        ]
        after = page.next
        if after is None:
            break

    assert sorted(seen) == sorted(["又某", "别某"])


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        pytest.param({"asker_name": None}, InterferenceError, id="nobody asked"),
        pytest.param({"asker_unit": None}, InterferenceError, id="from nowhere"),
        pytest.param(
            {"happened_on": date(2026, 11, 25)}, InterferenceError, id="tomorrow"
        ),
        pytest.param({"about_unit": "nowhere"}, NotFoundError, id="unknown unit"),
        pytest.param({"asker_unit": "nowhere"}, NotFoundError, id="unknown place"),
        pytest.param(
            {"asker_id": "pe_" + "9" * 26}, NotFoundError, id="unknown person"
        ),
    ],
)
async def test_an_entry_that_says_too_little_is_refused(
    town: Town, entry: dict[str, object], error: type[Exception]
) -> None:
    wang = await town.person("王某", Role.ANALYST)

    with pytest.raises(error):
        await town.desk.record(an_entry(**entry), wang)
