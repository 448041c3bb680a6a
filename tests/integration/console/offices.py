"""The registry and intake themselves behind the console, without a bus between.

Their own `build` wires them; every question passes the same gate (`rpc.answer`: JSON
there and back, token, role) and what the registry says is delivered to intake. The
rest of the town (cases, letters) is the small town in memory.
"""

import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, SecretStr

from lianqing_intake.app import build as build_intake
from lianqing_intake.settings import IntakeSettings
from lianqing_intake.store.tables import Base as IntakeBase
from lianqing_registry.app import build as build_registry
from lianqing_registry.app import passwords_of, seed
from lianqing_registry.settings import RegistrySettings
from lianqing_registry.store.tables import Base as RegistryBase
from lianqing_shared.bus import rpc
from lianqing_shared.bus.consume import BatchHandler
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.reads import audited
from lianqing_shared.bus.runtime import Context
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.base import Ask
from lianqing_shared.contracts.reading import read_answer
from lianqing_shared.contracts.topology import Principal, Topic
from lianqing_shared.db import Database
from lianqing_shared.errors import RefusedError, TryAgainError
from lianqing_shared.security import tokens
from lianqing_shared.testing.databases import Fill, opened, said
from lianqing_shared.testing.desk import SmallTown
from lianqing_shared.testing.town import PASSWORD

AnswerT = TypeVar("AnswerT", bound=BaseModel)
_CHEAP: dict[str, Any] = {
    "demo_password": SecretStr(PASSWORD),
    "hash_time_cost": 1,
    "hash_memory_kib": 8,
    "totp_roles": frozenset(),
}
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table'"


@dataclass
class Counter:
    """What one service answers and hears: stands where its `ServiceBus` would."""

    key: str
    database: Database
    answered: dict[Topic, tuple[type[Ask[Any]], rpc.Answerer]] = field(
        default_factory=dict
    )
    heard: dict[Topic, BatchHandler] = field(default_factory=dict)
    client: Any = None

    def answers(self, kind: type[Ask[Any]], handle: rpc.Answerer) -> None:
        topic = kind.topic
        self.answered[topic] = (kind, audited(self.database, topic, handle))

    def hears(self, topic: Topic, handle: BatchHandler, **said: Any) -> None:
        self.heard[topic] = handle

    async def reply(
        self, topic: Topic, body: bytes, headers: Mapping[str, str]
    ) -> tuple[bytes, dict[str, str]]:
        kind, handle = self.answered[topic]
        return await rpc.answer(
            kind,
            handle,
            body=body,
            headers=dict(headers),
            registry_key=self.key,
            at=self.database.clock.now(),
        )


@dataclass
class Letter:
    """A reply as the library would hand it over."""

    data: bytes
    headers: dict[str, str]


class Line:
    """The registry's line to intake: as much of a connection as it uses."""

    def __init__(self, intake: Counter) -> None:
        self._by_base = {topic.base: topic for topic in intake.answered}
        self._intake = intake

    async def request(
        self, subject: str, body: bytes, *, headers: Mapping[str, str], **said: Any
    ) -> Letter:
        topic = self._by_base[subject]
        return Letter(*await self._intake.reply(topic, body, headers))


class Offices:
    """A desk: registry and intake in earnest, the small town for all else."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.town = SmallTown(clock)
        self.signer = self.town.signer
        self.is_down = False
        self.silent: set[Topic] = set()
        """Requests that nobody answers in time."""
        self.registry: Database
        self._folder = Path()
        self._counters: dict[Principal, Counter] = {}
        self._told = 0

    def contents(self) -> dict[str, list[object]]:
        """Return all rows of both services but of sessions and the audit logs."""
        found: dict[str, list[object]] = {}
        for service in (Principal.REGISTRY, Principal.INTAKE):
            path = self._folder / f"{service.value}.db"
            with closing(sqlite3.connect(path)) as file:
                tables = file.execute(
                    "SELECT name FROM sqlite_schema WHERE type='table'"
                )
                for (name,) in tables.fetchall():
                    if "audit" not in name and "session" not in name:
                        rows = file.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
                        found[f"{service.value}.{name}"] = rows
        return found

    async def ask(self, ask: Ask[AnswerT], /, token: str | None = None) -> AnswerT:
        topic = type(ask).topic
        if self.is_down or topic in self.silent:
            raise TryAgainError("no answer in time")
        counter = self._counters.get(topic.owner)
        if counter is None or topic not in counter.answered:
            return await self.town.ask(ask, token)
        headers = {tokens.HEADER: token} if token else {}
        body, found = await counter.reply(
            topic, ask.model_dump_json().encode(), headers
        )
        if rpc.CODE in found:
            raise RefusedError(body.decode(), code=found[rpc.CODE])
        await self._tell()
        return cast("AnswerT", read_answer(type(ask).answer, body))

    @asynccontextmanager
    async def opened(self, folder: Path) -> AsyncIterator[None]:
        """Open both services on databases in this folder."""
        self._folder = folder
        async with (
            _database(
                folder, Principal.REGISTRY, RegistryBase, self, _seed
            ) as registry,
            _database(folder, Principal.INTAKE, IntakeBase, self) as intake,
        ):
            self.registry = registry
            key = folder / "digest.key"
            key.write_text("00" * 32)
            await self._build(build_intake, _intake_settings(folder, key), intake)
            await self._build(build_registry, _settings(folder, key), registry)
            self._counters[Principal.REGISTRY].client = Line(
                self._counters[Principal.INTAKE]
            )
            await self._tell()
            yield

    async def _build(self, build: Any, settings: Any, database: Database) -> None:
        counter = Counter(self.signer.public_key, database)
        self._counters[database.service] = counter
        context = Context(
            settings=settings,
            database=database,
            bus=cast("ServiceBus", counter),
            clock=self.clock,
            signer=self.signer,
        )
        await build(context)

    async def _tell(self) -> None:
        """Deliver what the registry said since to intake, as the bus would."""
        events = await said(self.registry)
        for number, event in enumerate(events[self._told :], start=self._told):
            handle = self._counters[Principal.INTAKE].heard.get(type(event).topic)
            if handle is not None:
                await handle([_delivered(event, number)])
        self._told = len(events)


def _delivered(event: Any, number: int) -> Delivered[Any]:
    return Delivered(
        topic=type(event).topic,
        message=event,
        problem="",
        message_id=f"test-{number}",
        unit=None,
        body=event.model_dump_json().encode(),
        headers={},
        raw=cast("Any", None),
    )


@asynccontextmanager
async def _database(
    folder: Path,
    service: Principal,
    base: Any,
    offices: Offices,
    fill: Fill | None = None,
) -> AsyncIterator[Database]:
    url = f"sqlite+aiosqlite:///{folder / service.value}.db"
    async with opened(
        url,
        base.metadata,
        clock=offices.clock,
        service=service,
        fill=fill,
    ) as database:
        yield database


async def _seed(database: Database) -> None:
    """Do once what the registry does at each of its starts, and then finds done."""
    settings = RegistrySettings(db_url="sqlite+aiosqlite://", **_CHEAP)
    await seed(database, settings, passwords_of(settings))


def _settings(folder: Path, key: Path) -> RegistrySettings:
    return RegistrySettings(
        db_url=f"sqlite+aiosqlite:///{folder / 'registry.db'}", digest_key=key, **_CHEAP
    )


def _intake_settings(folder: Path, key: Path) -> IntakeSettings:
    return IntakeSettings(
        db_url=f"sqlite+aiosqlite:///{folder / 'intake.db'}", digest_key=key
    )
