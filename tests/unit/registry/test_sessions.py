"""Promise: who guesses learns nothing and waits; sessions end when they must."""

from collections.abc import Awaitable, Callable

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from lianqing_registry.domain.relations import RelationDraft
from lianqing_registry.errors.accounts import (
    LoginFailedError,
    LoginLockedError,
    SessionEndedError,
    WeakPasswordError,
)
from lianqing_registry.store.tables import PersonRow
from lianqing_registry.usecases.change_password import change_password
from lianqing_registry.usecases.declare_relation import declare_relation
from lianqing_registry.usecases.forget_old import forget_old
from lianqing_registry.usecases.open_session import (
    close_session,
    open_session,
    renew_session,
)
from lianqing_registry.usecases.prove_password import Gate, attempt_key
from lianqing_registry.usecases.revoke_unit import revoke_unit
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.accounts import SessionOpened
from lianqing_shared.contracts.conduct import RelationKind
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.digests import subject_key
from lianqing_shared.security.tokens import read_actor
from tests.unit.registry.builders import DIGEST_KEY, PASSWORD, a_person, an_actor

NEW = "Another-2026-word"


async def log_in(
    database: Database, gate: Gate, login: str = "sun", password: str = PASSWORD
) -> SessionOpened:
    return await open_session(database, gate, login=login, password=password)


async def renew(database: Database, gate: Gate, refresh: SecretStr) -> SessionOpened:
    secret = refresh.get_secret_value()
    return await renew_session(database, gate, refresh=secret)


async def refusal(attempt: Callable[[], Awaitable[object]]) -> str:
    with pytest.raises(RefusedError) as caught:
        await attempt()
    return caught.value.sentence


async def logged(database: Database) -> list[tuple[str, str, str]]:
    """Return who did what to whom with sessions, as the audit log has it."""
    table = database.journal.audit
    query = select(table.c.actor, table.c.action, table.c.object_id)
    async with database.look() as session:
        found = await session.execute(
            query.where(table.c.action.startswith("session.")).order_by(table.c.seq)
        )
        return [(row.actor, row.action, row.object_id) for row in found]


async def test_log_ins_log_outs_and_refusals_stand_in_the_audit_log(
    database: Database, gate: Gate
) -> None:
    person = (await a_person(database)).person_id

    opened = await log_in(database, gate)
    await close_session(database, refresh=opened.refresh.get_secret_value())
    await refusal(lambda: log_in(database, gate, password="wrong"))  # noqa: S106
    await refusal(lambda: log_in(database, gate, "nobody"))

    (first, second, *refused) = await logged(database)
    assert first == (person, "session.opened", person)
    assert second == (person, "session.closed", person)
    assert [row[:2] for row in refused] == [("anonymous", "session.refused")] * 2
    assert refused[0][2] == attempt_key("sun")[:16]
    assert refused[1][2] == attempt_key("nobody")[:16]


async def test_the_token_says_who_the_person_is(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    person = await a_person(database)

    opened = await log_in(database, gate, " SUN ")

    token = opened.token.get_secret_value()
    actor = read_actor(token, key=gate.signer.public_key, at=clock.now())
    assert actor == opened.actor
    assert (actor.person_id, actor.unit) == (person.person_id, "court")
    assert actor.roles == person.roles
    assert opened.unit_name == "柳园人民法庭"


async def test_the_actor_carries_what_he_must_keep_out_of(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database)
    himself = an_actor(person=person.person_id)
    for draft in (
        RelationDraft(kind=RelationKind.SPOUSE, unit="police"),
        RelationDraft(kind=RelationKind.KIN, unit="finance", named=Personal("庚某")),
        RelationDraft(kind=RelationKind.KIN, unit="finance", named=Personal("庚 某")),
    ):
        async with database.work() as work:
            await declare_relation(work, himself, draft, digest_key=DIGEST_KEY)

    actor = (await log_in(database, gate)).actor

    own = subject_key(DIGEST_KEY, unit="court", person_name=person.name.reveal())
    assert actor.subject_key == own
    assert actor.recused_units == ("police",)
    assert actor.recused_subjects == (
        subject_key(DIGEST_KEY, unit="finance", person_name="庚某"),
    )


async def test_a_wrong_password_and_an_unknown_name_get_the_same_sentence(
    database: Database, gate: Gate
) -> None:
    await a_person(database)

    wrong = await refusal(lambda: log_in(database, gate, password=NEW))
    unknown = await refusal(lambda: log_in(database, gate, login="nobody"))

    assert wrong == unknown == LoginFailedError().sentence


async def test_a_person_out_of_use_gets_the_same_sentence(
    database: Database, gate: Gate
) -> None:
    person = await a_person(database)
    async with database.work() as work:
        await work.session.execute(
            update(PersonRow)
            .where(PersonRow.person_id == person.person_id)
            .values(is_active=False)
        )

    assert await refusal(lambda: log_in(database, gate)) == LoginFailedError().sentence


@pytest.mark.parametrize("login", ["sun", "nobody"])
async def test_a_name_locks_after_five_failures_whether_or_not_it_exists(
    database: Database, gate: Gate, clock: SetClock, login: str
) -> None:
    await a_person(database)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, login=login, password=NEW)

    sentence = await refusal(lambda: log_in(database, gate, login=login))

    assert "09:05:00" in sentence
    clock.advance(minutes=5)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, login=login, password=NEW)
    assert "09:15:00" in await refusal(lambda: log_in(database, gate, login=login))


async def test_after_the_lock_the_right_password_opens_and_clears(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, password=NEW)
    clock.advance(minutes=5)

    await log_in(database, gate)

    for _ in range(4):
        with pytest.raises(LoginFailedError):
            await log_in(database, gate, password=NEW)
    await log_in(database, gate)


async def test_a_session_is_renewed_while_it_is_used(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    opened = renewed = await log_in(database, gate)

    for _ in range(10):
        clock.advance(minutes=14)
        renewed = await renew(database, gate, opened.refresh)

    assert renewed.actor.session_id == opened.actor.session_id
    assert renewed.actor.is_current(clock.now())


async def test_an_idle_session_ends_after_fifteen_minutes(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)

    clock.advance(minutes=15)

    with pytest.raises(SessionEndedError):
        await renew(database, gate, opened.refresh)


async def test_no_session_lasts_longer_than_eight_hours(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)

    for _ in range(47):
        clock.advance(minutes=10)
        await renew(database, gate, opened.refresh)
    clock.advance(minutes=10)

    with pytest.raises(SessionEndedError):
        await renew(database, gate, opened.refresh)


async def test_a_closed_session_is_not_renewed_and_closing_twice_is_fine(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)

    for _ in range(2):
        await close_session(database, refresh=opened.refresh.get_secret_value())

    with pytest.raises(SessionEndedError):
        await renew(database, gate, opened.refresh)


async def test_revoking_a_unit_ends_its_peoples_sessions(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    opened = await log_in(database, gate)

    async with database.work() as work:
        await revoke_unit(work, "court", reason="机构撤并")

    with pytest.raises(SessionEndedError):
        await renew(database, gate, opened.refresh)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate)


async def test_a_changed_password_replaces_the_old_and_ends_other_sessions(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    here, elsewhere = await log_in(database, gate), await log_in(database, gate)

    await change_password(database, gate, here.actor, old=PASSWORD, new=NEW)

    await renew(database, gate, here.refresh)
    with pytest.raises(SessionEndedError):
        await renew(database, gate, elsewhere.refresh)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate)
    assert not (await log_in(database, gate, password=NEW)).must_change_password


async def test_a_password_is_changed_only_by_who_knows_it_and_to_a_good_one(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    actor = (await log_in(database, gate)).actor

    with pytest.raises(LoginFailedError):
        await change_password(database, gate, actor, old=NEW, new="Third-2026-word")
    with pytest.raises(WeakPasswordError, match="三类"):
        await change_password(database, gate, actor, old=PASSWORD, new="aaaaaaaaaa")
    with pytest.raises(WeakPasswordError, match="相同"):
        await change_password(database, gate, actor, old=PASSWORD, new=PASSWORD)


async def test_a_stolen_session_cannot_guess_the_password_without_end(
    database: Database, gate: Gate
) -> None:
    await a_person(database)
    actor = (await log_in(database, gate)).actor

    for _ in range(5):
        with pytest.raises(LoginFailedError):
            await change_password(database, gate, actor, old="Guess-2026", new=NEW)

    with pytest.raises(LoginLockedError):
        await change_password(database, gate, actor, old=PASSWORD, new=NEW)


async def test_what_is_long_over_is_forgotten_and_what_lives_stays(
    database: Database, gate: Gate, clock: SetClock
) -> None:
    await a_person(database)
    await log_in(database, gate)
    with pytest.raises(LoginFailedError):
        await log_in(database, gate, login="nobody")
    clock.advance(days=3)
    alive = await log_in(database, gate)

    await forget_old(database)

    await renew(database, gate, alive.refresh)
