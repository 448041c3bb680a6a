"""Promise: a person sees his own sessions, ends any of them, and has three at most."""

import pytest

from lianqing_registry.errors.accounts import SessionEndedError
from lianqing_registry.usecases.open_session import open_session, renew_session
from lianqing_registry.usecases.own_account import (
    list_sessions,
    revoke_session,
    revoke_sessions,
)
from lianqing_registry.usecases.prove_password import Gate
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotAllowedError, NotFoundError
from lianqing_shared.security.tokens import read_actor
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import PASSWORD, a_person


async def log_in(
    database: Database, gate: Gate, login: str = "sun", *, origin: str | None = None
) -> SessionOpened:
    return await open_session(
        database,
        gate,
        login=login,
        password=PASSWORD,
        origin=Personal(origin) if origin else None,
    )


async def is_alive(database: Database, gate: Gate, opened: SessionOpened) -> bool:
    try:
        await renew_session(database, gate, refresh=opened.refresh.get_secret_value())
    except SessionEndedError:
        return False
    return True


async def test_the_list_shows_where_when_and_which_is_this_one(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    first = await log_in(database, gate, origin="网页 · 办公室")
    clock.advance(minutes=5)
    second = await log_in(database, gate)

    page = await list_sessions(database, gate, second.actor)

    assert [one.is_this for one in page.sessions] == [True, False]
    old = page.sessions[1]
    assert old.session_id == first.actor.session_id
    assert (old.opened_at, old.last_seen_at) == (START, START)
    assert old.origin is not None
    assert old.origin.reveal() == "网页 · 办公室"
    assert "办公室" not in repr(old)


async def test_ended_and_idle_sessions_are_not_listed(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    await log_in(database, gate)
    clock.advance(minutes=15)
    here = await log_in(database, gate)

    page = await list_sessions(database, gate, here.actor)

    assert [one.session_id for one in page.sessions] == [here.actor.session_id]


async def test_one_of_ones_own_is_ended_and_nobody_elses_is_found(
    database: Database, gate: Gate
) -> None:
    await a_person(database, "sun")
    await a_person(database, "zhou")
    here, there = await log_in(database, gate), await log_in(database, gate)
    other = await log_in(database, gate, "zhou")

    for _ in range(2):
        async with database.work() as work:
            await revoke_session(work, here.actor, there.actor.session_id)
    with pytest.raises(NotFoundError):
        async with database.work() as work:
            await revoke_session(work, here.actor, other.actor.session_id)

    assert await is_alive(database, gate, here)
    assert not await is_alive(database, gate, there)
    assert await is_alive(database, gate, other)


async def test_all_others_end_at_once(database: Database, gate: Gate) -> None:
    await a_person(database)
    opened = [await log_in(database, gate) for _ in range(3)]

    async with database.work() as work:
        await revoke_sessions(work, opened[1].actor)

    alive = [await is_alive(database, gate, one) for one in opened]
    assert alive == [False, True, False]


async def test_a_fourth_session_ends_the_oldest(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    opened = []
    for _ in range(5):
        opened.append(await log_in(database, gate))
        clock.advance(seconds=1)

    alive = [await is_alive(database, gate, one) for one in opened]

    assert alive == [False, False, True, True, True]


async def test_an_idle_session_takes_no_place(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    await log_in(database, gate)
    clock.advance(minutes=15)
    opened = [await log_in(database, gate) for _ in range(3)]

    assert all([await is_alive(database, gate, one) for one in opened])


async def test_what_is_revoked_acts_for_a_minute_at_most(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)
    async with database.work() as work:
        await revoke_session(work, opened.actor, opened.actor.session_id)
    token, key = opened.token.get_secret_value(), gate.signer.public_key

    assert not await is_alive(database, gate, opened)
    clock.advance(seconds=59)
    assert read_actor(token, key=key, at=clock.now()) == opened.actor
    clock.advance(seconds=1)
    with pytest.raises(NotAllowedError, match="过期"):
        read_actor(token, key=key, at=clock.now())
