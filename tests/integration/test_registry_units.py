"""Promise: on both databases the tree stays a tree, and its questions use indexes."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from lianqing_registry.domain.units import UnitDraft
from lianqing_registry.gateways.unit_sheets import write_units
from lianqing_registry.store import unit_tree
from lianqing_registry.store.tables import Base, UnitRow
from lianqing_registry.store.unit_tree import Wanted
from lianqing_registry.usecases.add_unit import add_unit
from lianqing_registry.usecases.appoint_clerk import appoint_clerk
from lianqing_registry.usecases.change_unit import change_unit
from lianqing_registry.usecases.import_units import import_units, say_unsaid
from lianqing_registry.usecases.merge_unit import merge_unit
from lianqing_registry.usecases.show_unit import list_units, search_units
from lianqing_registry.usecases.suspend_unit import suspend_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.network import UnitChanged, UnitKind, UnitView
from lianqing_shared.contracts.people import Role
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.contracts.units import ChangeUnit, ImportUnits, SearchUnits
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.databases import START, said
from lianqing_shared.testing.waiting import eventually
from tests.unit.registry.builders import a_person, a_town, a_unit, an_actor

ADMIN = an_actor(Role.SYSTEM_ADMINISTRATOR)
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


async def at_once(*asked: Awaitable[object]) -> list[object]:
    return await asyncio.gather(*asked, return_exceptions=True)


async def added(database: Database, code: str, parent: str = "centre") -> None:
    draft = a_unit(code, kind=UnitKind.OTHER, parent=parent, name=f"单位{code}")
    async with database.work() as work:
        await add_unit(work, draft)


async def moved(database: Database, code: str, to: str) -> UnitView:
    async with database.work() as work:
        return await change_unit(work, ChangeUnit(code=code, parent=to))


async def merged(database: Database, code: str, into: str) -> UnitView:
    async with database.work() as work:
        return await merge_unit(work, code, into=into, reason="改革")


async def imported(database: Database, drafts: list[UnitDraft]) -> int:
    data = write_units(drafts)
    ask = ImportUnits.model_construct(name="x.xlsx", file=data, dry_run=False)
    answer = await import_units(database, ask, ADMIN)
    assert answer.errors == ()
    return answer.added


async def broken(database: Database) -> list[str]:
    """Return the units whose way is not that of their parent and themselves."""
    async with database.look() as session:
        rows = (await session.scalars(select(UnitRow))).all()
    paths = {row.code: row.path for row in rows}
    return [
        row.code
        for row in rows
        if row.path != (f"{paths[row.parent]}/{row.code}" if row.parent else row.code)
        or row.depth != row.path.count("/")
    ]


async def test_two_moves_at_once_make_no_circle(
    database: Database, twin: Database
) -> None:
    for number in range(6):
        left, right = f"left{number}", f"right{number}"
        await added(database, left)
        await added(database, right)

        answers = await at_once(moved(database, left, right), moved(twin, right, left))

        assert sum(isinstance(one, UnitView) for one in answers) == 1
        assert sum(isinstance(one, RefusedError) for one in answers) == 1
    assert await broken(database) == []


async def test_what_is_added_below_a_unit_on_the_move_goes_along(
    database: Database, twin: Database
) -> None:
    await added(database, "base")
    await added(database, "mid", "base")
    await added(database, "other")

    for number in range(6):
        await at_once(
            moved(database, "base", "other" if number % 2 else "court"),
            added(twin, f"leaf{number}", "mid"),
        )

    assert await broken(database) == []
    assert (await search_units(database, SearchUnits(under="base"))).total == 8


async def test_an_import_and_a_move_at_once_leave_a_tree(
    database: Database, twin: Database
) -> None:
    await added(database, "base")
    await added(database, "other")
    drafts = [
        UnitDraft(code=f"n{n}", name=f"站{n}", kind=UnitKind.OTHER, parent="base")
        for n in range(40)
    ]

    answers = await at_once(imported(database, drafts), moved(twin, "base", "other"))

    assert not [one for one in answers if isinstance(one, BaseException)]
    assert await broken(database) == []
    assert (await search_units(database, SearchUnits(under="other"))).total == 42


@pytest.mark.parametrize("act", ["seat", "pause"])
async def test_what_happens_to_a_unit_while_it_is_imported_is_kept_and_told(
    database: Database, twin: Database, act: str
) -> None:
    await added(database, "base")
    person = await a_person(database, "sun", unit="base")
    draft = UnitDraft(code="base", name="新名", kind=UnitKind.OTHER, parent="centre")

    async with database.work() as work:
        if act == "seat":
            await appoint_clerk(work, DIRECTOR, person.person_id, unit="base")
        else:
            await suspend_unit(work, "base", reason="整改")
        importing = asyncio.create_task(imported(twin, [draft]))
        await waits_for_us(database)
    await importing
    await say_unsaid(database)

    told = [
        (one.version, one.unit.name, one.unit.status, one.unit.clerks)
        for one in await said(database)
        if isinstance(one, UnitChanged) and one.unit.code == "base"
    ]
    seated, status = (1, "active") if act == "seat" else (0, "suspended")
    assert told[-1] == (3, "新名", status, seated)


async def waits_for_us(database: Database) -> None:
    """Return when somebody waits for a lock; SQLite lets nobody in anyway."""
    if database.engine.dialect.name != "postgresql":
        return

    async def look() -> int | None:
        async with database.look() as session:
            found = await session.scalar(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                    "'Lock' AND datname = current_database()"
                )
            )
        return found or None

    await eventually(look, "the import waits for the unit")


async def test_two_tellers_tell_each_imported_unit_once(
    database: Database, twin: Database
) -> None:
    drafts = [
        UnitDraft(code=f"n{n}", name=f"站{n}", kind=UnitKind.OTHER, parent="centre")
        for n in range(450)
    ]
    await imported(database, drafts)

    await at_once(say_unsaid(database), say_unsaid(twin))

    told = [
        (one.unit.code, one.version)
        for one in await said(database)
        if isinstance(one, UnitChanged) and one.unit.code.startswith("n")
    ]
    assert len(told) == len(set(told)) == 450


CODES = [f"u{number}" for number in range(7)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("move", "merge")),
        st.sampled_from(CODES),
        st.sampled_from(CODES),
    ),
    max_size=12,
)


@given(steps=STEPS)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_moves_and_mergers_leave_a_tree(
    tmp_path: Path, steps: list[tuple[str, str, str]]
) -> None:
    async def play() -> None:
        file = tmp_path / f"{secrets.token_hex(8)}.db"
        async with a_town(f"sqlite+aiosqlite:///{file}", SetClock(START)) as database:
            for number, code in enumerate(CODES):
                await added(database, code, CODES[number // 2] if number else "centre")
            for act, one, other in steps:
                step = moved if act == "move" else merged
                try:
                    await step(database, one, other)
                except RefusedError:
                    continue
            assert await broken(database) == []
            below = await search_units(database, SearchUnits(under="county"))
            assert below.total == 12 + len(CODES)

    asyncio.run(play())


async def test_units_are_found_by_any_part_and_walked_page_by_page(
    database: Database,
) -> None:
    async def found(**asked: object) -> list[str]:
        hits = await search_units(database, SearchUnits.model_validate(asked))
        assert hits.total == len(hits.units)
        return [unit.code for unit in hits.units]

    assert await found(text="人民法") == ["court"]
    assert await found(text="ＣＯＵＲＴ") == ["court"]
    assert await found(text="财政 柳园") == ["finance"]
    assert await found(text="法庭", under="police") == []
    assert await found(text="100%") == []
    assert await found(kind="county") == ["county"]
    assert "county" not in await found(text="000001101")

    walked: list[str] = []
    after = None
    while True:
        page = await search_units(database, SearchUnits(limit=5, after=after))
        walked += [unit.code for unit in page.units]
        after = page.next
        if after is None:
            break
    listed = (await list_units(database)).units
    assert sorted(walked) == sorted(unit.code for unit in listed)
    assert len(walked) == len(set(walked)) == page.total


async def test_children_come_in_their_own_order_over_pages(database: Database) -> None:
    for number, code in enumerate(("c", "b", "a")):
        await added(database, f"child-{code}", "court")
        async with database.work() as work:
            ask = ChangeUnit(code=f"child-{code}", position=number // 2)
            await change_unit(work, ask)

    first = await search_units(database, SearchUnits(parent="court", limit=2))
    rest = await search_units(
        database, SearchUnits(parent="court", limit=2, after=first.next)
    )

    codes = [unit.code for unit in (*first.units, *rest.units)]
    assert codes == ["child-b", "child-c", "child-a"]


ANSWERED = {
    "a subtree": (Wanted(under="county/centre/n1"), "uq_units_path"),
    "children": (Wanted(parent="n1"), "ix_units_children"),
    "an area": (Wanted(text="000001101057"), "ix_units_area_code"),
}


@pytest.mark.parametrize("name", ANSWERED)
async def test_tree_questions_are_answered_from_an_index(
    database: Database, name: str
) -> None:
    wanted, index = ANSWERED[name]
    drafts = [
        UnitDraft(
            code=f"n{n}",
            name=f"站{n}",
            kind=UnitKind.OTHER,
            parent="centre" if n < 30 else f"n{n % 30}",
            area_code=None if n < 30 else f"000001101{n % 500 + 1:03}",
        )
        for n in range(3_000)
    ]
    await imported(database, drafts)
    is_sqlite = database.engine.dialect.name == "sqlite"
    dialect = database.engine.dialect
    asked = select(UnitRow.code).where(*unit_tree.conditions(wanted))
    asked = asked.order_by(UnitRow.path).limit(50)
    sql = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    async with database.engine.connect() as connection:
        await connection.execute(text("ANALYZE"))
        told = await connection.exec_driver_sql(
            ("EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN ") + sql
        )
        plan = "\n".join(" ".join(map(str, row)) for row in told)

    alone = "sqlite_autoindex_units_2" if index == "uq_units_path" else index
    assert index in plan or (is_sqlite and alone in plan), plan
