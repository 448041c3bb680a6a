"""Promise: whatever is done in whatever order, no administrator holds anything else.

Random sequences of all operations that give, take or move roles, each by a random
person; after each step the rules of 三员分立 must hold. Source: 等保2.0; domain 4.2.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lianqing_registry.domain.people import PersonChanges, PersonDraft
from lianqing_registry.domain.role_changes import RoleDelta
from lianqing_registry.store import people
from lianqing_registry.store.tables import PersonRoleRow, PersonRow, RoleChangeRow
from lianqing_registry.usecases.add_person import add_person
from lianqing_registry.usecases.appoint_clerk import appoint_clerk, dismiss_clerk
from lianqing_registry.usecases.bootstrap_people import bootstrap_people
from lianqing_registry.usecases.change_person import change_person
from lianqing_registry.usecases.change_roles import (
    approve_role_change,
    request_role_change,
)
from lianqing_registry.usecases.suspend_person import resume_person, suspend_person
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.people import ADMINISTRATORS, Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database
from lianqing_shared.errors import RefusedError
from lianqing_shared.testing.databases import START
from tests.unit.registry.builders import PASSWORD, a_gate, a_town, an_actor

UNITS = ("centre", "county", "court", "village-liuhe")
WHY = Personal("轮换")
WHAT = {
    "add": 4,
    "ask": 4,
    "approve": 2,
    "consent": 4,
    "appoint": 2,
    "dismiss": 1,
    "move": 2,
    "shut": 2,
}
"""What is tried, and how often; consent often, or little would take effect."""
# Administrators often: theirs is the rule that is tried.
ROLES = [*Role, *ADMINISTRATORS, *ADMINISTRATORS]
STEPS = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing tried by one person on another."""

    what: str
    actor: int
    person: int
    add: frozenset[Role]
    drop: frozenset[Role]
    unit: str


def steps_of(seed: int) -> Iterator[Step]:
    """Draw a sequence of steps; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    for _ in range(STEPS):
        yield Step(
            what=draw.choices(list(WHAT), list(WHAT.values()))[0],
            actor=draw.randrange(100),
            person=draw.randrange(100),
            add=frozenset(draw.choices(ROLES, k=draw.choice((1, 1, 2)))),
            drop=frozenset(draw.choices(ROLES, k=draw.choice((0, 0, 1)))),
            unit=draw.choice(UNITS),
        )


class Town:
    """A registry on which steps are tried; refusals are fine, broken rules are not."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.gate = a_gate()
        self.effective = 0

    async def everybody(self) -> Sequence[PersonRow]:
        async with self.database.look() as session:
            found = await session.scalars(select(PersonRow).order_by(PersonRow.login))
            return found.all()

    async def attempt(self, step: Step, number: int) -> None:
        folk = await self.everybody()
        actor = await self.actor(folk[step.actor % len(folk)])
        target = folk[step.person % len(folk)]
        person = target.person_id
        held = (await self.actor(target)).roles
        # Half of the requests take what he holds; others mostly change nothing.
        drop = step.drop | (frozenset(held) if step.actor % 2 else frozenset())
        steps: dict[str, Callable[[], Coroutine[object, object, None]]] = {
            "add": lambda: self.add(actor, step.add, step.unit, number),
            "ask": lambda: self.ask(actor, person, step.add, drop - step.add),
            "approve": lambda: self.approve(actor, step.person),
            "consent": lambda: self.consent(step.person),
            "appoint": lambda: self.appoint(actor, person, step.unit),
            "dismiss": lambda: self.dismiss(actor, person, step.unit),
            "move": lambda: self.move(actor, person, step.unit),
            "shut": lambda: self.shut(actor, person),
        }
        with contextlib.suppress(RefusedError):
            await steps[step.what]()

    async def actor(self, row: PersonRow) -> Actor:
        async with self.database.look() as session:
            roles = await people.roles(session, row.person_id)
        return an_actor(*roles, unit=row.unit, person=row.person_id)

    async def add(
        self, actor: Actor, roles: frozenset[Role], unit: str, number: int
    ) -> None:
        draft = PersonDraft(
            login=f"p{number}", name=WHY, unit=unit, roles=tuple(sorted(roles))
        )
        await add_person(
            self.database, self.gate, actor, draft=draft, password=PASSWORD[::-1]
        )

    async def ask(
        self, actor: Actor, person: str, add: frozenset[Role], drop: frozenset[Role]
    ) -> None:
        delta = RoleDelta(add=frozenset(add), drop=frozenset(drop))
        async with self.database.work(actor=actor.person_id) as work:
            await request_role_change(work, actor, person, delta=delta, reason=WHY)

    async def approve(self, actor: Actor, which: int) -> None:
        row = await self.change(which)
        if row is not None:
            async with self.database.work(actor=actor.person_id) as work:
                done = await approve_role_change(
                    work, actor, row.change_id, version=row.version
                )
            self.effective += done.state == "effective"

    async def consent(self, which: int) -> None:
        """Let everybody try to approve, whoever he is."""
        for row in await self.everybody():
            with contextlib.suppress(RefusedError):
                await self.approve(await self.actor(row), which)

    async def change(self, which: int) -> RoleChangeRow | None:
        async with self.database.look() as session:
            rows = (await session.scalars(select(RoleChangeRow))).all()
        return rows[-1 - which % min(len(rows), 2)] if rows else None

    async def appoint(self, actor: Actor, person: str, unit: str) -> None:
        async with self.database.work(actor=actor.person_id) as work:
            await appoint_clerk(work, actor, person, unit=unit)

    async def dismiss(self, actor: Actor, person: str, unit: str) -> None:
        async with self.database.work(actor=actor.person_id) as work:
            await dismiss_clerk(work, actor, person, unit=unit)

    async def move(self, actor: Actor, person: str, unit: str) -> None:
        async with self.database.work(actor=actor.person_id) as work:
            await change_person(work, actor, person, changes=PersonChanges(unit=unit))

    async def shut(self, actor: Actor, person: str) -> None:
        async with self.database.work(actor=actor.person_id) as work:
            row = await people.person(work.session, person)
            if row is not None and row.is_active:
                await suspend_person(work, actor, person, reason=WHY)
            else:
                await resume_person(work, actor, person, reason=WHY)

    async def problems(self) -> list[str]:
        """Return what breaks the separation of the three administrators."""
        async with self.database.look() as session:
            rows = await session.execute(
                select(
                    PersonRow.person_id, PersonRow.is_active, PersonRoleRow.role
                ).join(PersonRoleRow, PersonRoleRow.person_id == PersonRow.person_id)
            )
            held: dict[str, set[Role]] = {}
            active: set[Role] = set()
            for person_id, is_active, role in rows:
                held.setdefault(person_id, set()).add(role)
                if is_active:
                    active.add(role)
        mixed = [
            f"{person} holds {sorted(roles)}"
            for person, roles in held.items()
            if roles & ADMINISTRATORS and len(roles) > 1
        ]
        return mixed + [f"nobody is {role}" for role in sorted(ADMINISTRATORS - active)]


def test_no_sequence_of_steps_mixes_or_empties_the_three_offices(
    tmp_path: Path,
) -> None:
    effective: dict[int, int] = {}

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 10**6))
    def run(seed: int) -> None:
        file = tmp_path / f"{seed}-{len(effective)}.db"
        effective[seed] = asyncio.run(play(f"sqlite+aiosqlite:///{file}", seed))

    run()

    # Or nothing would have been tried: consent was reached, not only refused.
    assert sum(effective.values()) >= 10


async def play(url: str, seed: int) -> int:
    """Play a sequence on a fresh town; return how much took effect by consent."""
    clock = SetClock(START)
    async with a_town(url, clock) as database:
        town = Town(database)
        await bootstrap_people(database, passwords=town.gate.passwords)
        for number, step in enumerate(steps_of(seed)):
            await town.attempt(step, number)
            clock.advance(seconds=1)
            assert await town.problems() == [], step
        return town.effective


async def test_a_planted_mix_and_an_empty_office_are_seen(database: Database) -> None:
    town = Town(database)
    await bootstrap_people(database, passwords=town.gate.passwords)
    folk = {row.login: row.person_id for row in await town.everybody()}
    assert await town.problems() == []

    async with database.work() as work:
        work.session.add(
            PersonRoleRow(person_id=folk["secadmin"], role=Role.AUDIT_ADMINISTRATOR)
        )
        row = await people.person(work.session, folk["sysadmin"])
        assert row is not None
        row.is_active = False

    found = await town.problems()
    assert len(found) == 2
    assert "nobody is system_administrator" in found
