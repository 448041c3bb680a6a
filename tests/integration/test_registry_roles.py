"""Promise: on both databases, what many do at once is agreed on and counted once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable

import pyotp
import pytest
from pydantic import SecretStr
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.errors.accounts import LoginFailedError
from lianqing_registry.errors.role_changes import LastAdministratorError
from lianqing_registry.store import people, role_changes
from lianqing_registry.store.tables import (
    Base,
    PersonRow,
    RoleApprovalRow,
    RoleChangeRow,
    SessionRow,
)
from lianqing_registry.usecases.appoint_clerk import appoint_clerk
from lianqing_registry.usecases.change_roles import (
    approve_role_change,
    request_role_change,
)
from lianqing_registry.usecases.open_session import open_session
from lianqing_registry.usecases.second_factor import (
    begin_second_factor,
    confirm_second_factor,
)
from lianqing_registry.usecases.suspend_person import suspend_person
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.role_changes import RoleChangeState
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db.engine import open_engine
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import PASSWORD, a_gate, a_person, a_town, an_actor

MAKER = an_actor(Role.SECURITY_ADMINISTRATOR, person="pe_" + "9" * 26)
WHY = Personal("工作需要")


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
    """Await all at once; return answers and refusals in the order of asking."""
    return await asyncio.gather(*asked, return_exceptions=True)


async def checkers(database: Database, count: int) -> list[Actor]:
    found = []
    for number in range(count):
        view = await a_person(
            database, f"checker{number}", unit="centre", roles=(Role.CENTRE_DIRECTOR,)
        )
        found.append(an_actor(Role.CENTRE_DIRECTOR, person=view.person_id))
    return found


async def request(database: Database, person_id: str, *add: Role) -> RoleChangeRow:
    async with database.work(actor=MAKER.person_id) as work:
        return await request_role_change(
            work, MAKER, person_id, delta=RoleDelta(add=frozenset(add)), reason=WHY
        )


async def approve(database: Database, actor: Actor, change: RoleChangeRow) -> str:
    async with database.work(actor=actor.person_id) as work:
        row = await approve_role_change(
            work, actor, change.change_id, version=change.version
        )
        return row.state


async def count(database: Database, table: type[Base]) -> int:
    async with database.look() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def effects(database: Database, person_id: str) -> int:
    """Return how often a change of this person took effect, by the audit log."""
    audit = database.journal.audit
    async with database.look() as session:
        found = await session.scalar(
            select(func.count())
            .select_from(audit)
            .where(
                audit.c.action == "role_change.effective",
                audit.c.object_id == person_id,
            )
        )
    return found or 0


async def test_one_persons_approvals_at_once_count_once(
    database: Database, twin: Database
) -> None:
    person = await a_person(database)
    (checker,) = await checkers(database, 1)
    change = await request(database, person.person_id, Role.UNIT_HEAD)

    answers = await at_once(
        *(approve(twin if n % 2 else database, checker, change) for n in range(10))
    )

    assert answers == [RoleChangeState.PENDING] * 10
    assert await count(database, RoleApprovalRow) == 1


async def test_many_approvals_at_once_make_a_change_effective_exactly_once(
    database: Database, twin: Database
) -> None:
    person = await a_person(database)
    folk = await checkers(database, 6)
    change = await request(database, person.person_id, Role.UNIT_HEAD)

    answers = await at_once(
        *(
            approve(twin if number % 2 else database, one, change)
            for number, one in enumerate(folk)
        )
    )

    assert sum(one == RoleChangeState.PENDING for one in answers) == 1
    assert sum(one == RoleChangeState.EFFECTIVE for one in answers) == 1
    assert sum(isinstance(one, RefusedError) for one in answers) == 4
    assert await effects(database, person.person_id) == 1
    assert await count(database, RoleApprovalRow) == 2


async def test_requests_at_once_leave_one_pending_with_versions_in_a_row(
    database: Database, twin: Database
) -> None:
    person = await a_person(database)

    await at_once(
        *(
            request(twin if n % 2 else database, person.person_id, Role.UNIT_HEAD)
            for n in range(8)
        )
    )

    async with database.look() as session:
        rows = (await session.scalars(select(RoleChangeRow))).all()
        pending = await role_changes.pending_of(session, person.person_id)
    assert sorted(row.version for row in rows) == list(range(1, 9))
    assert pending is not None
    assert pending.version == 8


@pytest.mark.parametrize("turn", range(3))
async def test_of_two_administrators_shut_out_at_once_one_stays(
    database: Database, twin: Database, turn: int
) -> None:
    folk = [
        await a_person(
            database, f"audit{n}", unit="centre", roles=(Role.AUDIT_ADMINISTRATOR,)
        )
        for n in range(2)
    ]

    async def shut(where: Database, person_id: str) -> None:
        async with where.work() as work:
            await suspend_person(work, MAKER, person_id, reason=WHY)

    asked = [shut(database, folk[0].person_id), shut(twin, folk[1].person_id)]
    answers = await at_once(*(asked if turn % 2 else reversed(asked)))

    assert sum(isinstance(one, LastAdministratorError) for one in answers) == 1
    async with database.look() as session:
        left = await people.others_in_office(session, Role.AUDIT_ADMINISTRATOR, but="")
    assert len(left) == 1


@pytest.mark.parametrize("turn", range(4))
async def test_a_clerk_and_an_administrator_are_not_made_of_one_person_at_once(
    database: Database, twin: Database, turn: int
) -> None:
    person = await a_person(database, unit="centre", roles=(Role.ANALYST,))
    folk = await checkers(database, 2)
    async with database.work(actor=MAKER.person_id) as work:
        change = await request_role_change(
            work,
            MAKER,
            person.person_id,
            delta=RoleDelta(
                add=frozenset({Role.AUDIT_ADMINISTRATOR}),
                drop=frozenset({Role.ANALYST}),
            ),
            reason=WHY,
        )
    await approve(database, folk[0], change)

    async def appoint(where: Database) -> None:
        async with where.work() as work:
            await appoint_clerk(work, folk[0], person.person_id, unit="centre")

    asked = [approve(database, folk[1], change), appoint(twin)]
    answers = await at_once(*(asked if turn % 2 else reversed(asked)))

    assert sum(isinstance(one, RefusedError) for one in answers) == 1
    async with database.look() as session:
        held = set(await people.roles(session, person.person_id))
    assert not (held & ADMINISTRATORS and len(held) > 1)


async def test_the_database_itself_keeps_one_approval_and_one_pending_change(
    database: Database,
) -> None:
    person = await a_person(database)
    (checker,) = await checkers(database, 1)
    change = await request(database, person.person_id, Role.UNIT_HEAD)
    await approve(database, checker, change)

    with pytest.raises(IntegrityError):
        async with database.work() as work:
            await work.session.execute(
                insert(RoleApprovalRow).values(
                    change_id=change.change_id,
                    version=1,
                    approver=checker.person_id,
                    approved_at=START,
                )
            )
    for version, state in ((2, "pending"), (1, "refused")):
        with pytest.raises(IntegrityError):
            async with database.work() as work:
                await work.session.execute(
                    insert(RoleChangeRow).values(
                        change_id=f"rc_{version}",
                        person_id=person.person_id,
                        version=version,
                        adds=[],
                        drops=[],
                        reason=WHY,
                        state=state,
                        needed=2,
                        requested_by="system",
                        requested_at=START,
                        ended_at=None if state == "pending" else START,
                    )
                )


async def test_a_code_used_by_many_at_once_opens_one_session(
    database: Database, twin: Database, clock: SetClock
) -> None:
    gate = a_gate()
    await a_person(database)
    actor = (await open_session(database, gate, login="sun", password=PASSWORD)).actor
    found = await begin_second_factor(
        database, gate, actor, password=PASSWORD, code=None
    )
    maker = pyotp.TOTP(found.secret.get_secret_value())
    async with database.work(actor=actor.person_id) as work:
        confirmed = await confirm_second_factor(
            work, gate, actor, code=maker.at(clock.now())
        )
    clock.advance(minutes=1)
    recovery: SecretStr = confirmed.recovery_codes[0]

    # Three at a time: six attempts with a success between never reach the lock.
    for code in (maker.at(clock.now()), recovery.get_secret_value()):
        answers = await at_once(
            *(
                open_session(
                    twin if n % 2 else database,
                    gate,
                    login="sun",
                    password=PASSWORD,
                    code=code,
                )
                for n in range(3)
            )
        )
        assert sum(isinstance(one, SessionOpened) for one in answers) == 1
        assert sum(isinstance(one, LoginFailedError) for one in answers) == 2


async def test_log_ins_at_once_leave_three_sessions_open(
    database: Database, twin: Database
) -> None:
    gate = a_gate()
    await a_person(database)
    # Each success forgets the attempts; five at once would else be a lock.
    for _ in range(2):
        await at_once(
            *(
                open_session(
                    twin if n % 2 else database, gate, login="sun", password=PASSWORD
                )
                for n in range(4)
            )
        )

    async with database.look() as session:
        alive = await session.scalar(
            select(func.count())
            .select_from(SessionRow)
            .where(SessionRow.closed_at.is_(None))
        )
        last = await session.scalar(select(PersonRow.last_login_at))
    assert alive == 3
    assert last == START
