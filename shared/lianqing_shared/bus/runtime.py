"""Run one service as a process: migrate, connect, relay, tick, stop in good order."""

import asyncio
import gc
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import structlog
from nats.errors import NoServersError
from sqlalchemy import MetaData

from lianqing_shared.bus.relay import Relay
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import Clock, SystemClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine
from lianqing_shared.db.sealing import LOOK_EVERY_S, keep_guard, seal_daily
from lianqing_shared.errors import LianqingError, TryAgainError
from lianqing_shared.log import configure_logging
from lianqing_shared.security.service_keys import read_service_keys
from lianqing_shared.security.signing import Signer
from lianqing_shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

S = TypeVar("S", bound=ServiceSettings)
Tick = Callable[[], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class Context(Generic[S]):
    """What `build` wires a service from."""

    settings: S
    database: Database
    bus: ServiceBus
    clock: Clock
    signer: Signer
    ticks: list[tuple[float, Tick]] = field(default_factory=list)

    def every(self, seconds: float, tick: Tick) -> None:
        """Call `tick` when the service starts and then every so many seconds."""
        self.ticks.append((seconds, tick))


class LineLostError(LianqingError):
    """The server closed the connection for good; whoever watches starts anew."""

    def __init__(self) -> None:
        super().__init__(
            "nats-server closed the connection for good: the credential was revoked or "
            "too many are connected; see its log, then start the service again"
        )


Build = Callable[[Context[S]], Awaitable[None] | None]


async def run_service(
    settings: S,
    *,
    principal: Principal,
    metadata: MetaData,
    migrations: str,
    build: Build[S],
) -> None:
    """Run until SIGTERM or SIGINT; returns when everything in hand is finished.

    `build` is called once with the open database and the bus before it starts.
    """
    configure_logging(settings.log_level)
    collect_garbage_less()
    stop = _stop_on_signals()
    engine = open_engine(settings.db_url, schema=settings.db_schema)
    try:
        await _eventually(lambda: migrate(engine, migrations), stop, what="migrate")
        clock = SystemClock.from_environment()
        found = settings.signing_key
        signer = Signer.from_seed_file(found) if found else Signer.new()
        database = Database(
            engine, metadata, clock=clock, service=principal, signer=signer
        )
        await _eventually(lambda: _guard(database), stop, what="guard")
        context = _context(settings, database, signer=signer)
        built = build(context)
        if built is not None:
            await built
        await _eventually(context.bus.start, stop, what="connect")
        if not stop.is_set():
            await _serve(context, stop)
    finally:
        await engine.dispose()
    log.info("service.stopped")


def _context(settings: S, database: Database, *, signer: Signer) -> Context[S]:
    key = settings.registry_key.read_text().strip() if settings.registry_key else ""
    bus = ServiceBus(
        settings.bus_url,
        principal=database.service,
        database=database,
        credentials=settings.credentials,
        registry_key=key,
        now=database.clock.now,
        service_keys=read_service_keys(settings.service_keys),
    )
    context = Context(
        settings=settings,
        database=database,
        bus=bus,
        clock=database.clock,
        signer=signer,
    )
    context.every(LOOK_EVERY_S, partial(_seal, database))
    return context


async def _guard(database: Database) -> None:
    gone = await keep_guard(database)
    if gone:
        log.error("audit.guarded", restored=gone)


async def _seal(database: Database) -> None:
    if await seal_daily(database):
        log.info("audit.sealed")


async def _serve(context: Context[S], stop: asyncio.Event) -> None:
    relay = Relay(context.database, context.bus.client)
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(relay.run())]
        running += [
            group.create_task(_tick(seconds, tick)) for seconds, tick in context.ticks
        ]
        _tell_ready()
        log.info("service.ready")
        is_lost = await until_told(stop, context.bus.closed)
        log.info("service.stopping")
        for task in running:
            task.cancel()
        if not is_lost:
            await _last_words(relay)
        await context.bus.stop()
    if is_lost:
        raise LineLostError


async def until_told(stop: asyncio.Event, closed: asyncio.Event) -> bool:
    """Wait for the order to stop; return True if the connection ended for good first.

    The library gives up for good on a revoked credential or too many connections.
    """
    waiting = [asyncio.create_task(event.wait()) for event in (stop, closed)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    return not stop.is_set()


async def _last_words(relay: Relay) -> None:
    """Send what is still in the outbox; what cannot go now goes at the next start."""
    try:
        async with asyncio.timeout(3):
            while await relay.step():
                pass
    except (TryAgainError, TimeoutError) as err:
        log.warning("relay.left_rows", error=type(err).__name__)


async def _tick(seconds: float, tick: Tick) -> None:
    while True:
        try:
            await tick()
        except TryAgainError as err:
            log.warning("tick.postponed", error=type(err).__name__)
        except Exception:
            log.exception("tick.failed")
        await asyncio.sleep(seconds)


async def _eventually(
    attempt: Callable[[], Awaitable[None]], stop: asyncio.Event, *, what: str
) -> None:
    """Try until it works or the process is told to stop."""
    delay = 0.2
    while not stop.is_set():
        try:
            await attempt()
        except (TryAgainError, NoServersError, OSError) as err:
            log.warning("service.waits", what=what, error=type(err).__name__)
            await asyncio.sleep(delay)
            delay = min(delay * 2, 5.0)
        else:
            return


def collect_garbage_less() -> None:
    """Leave what start-up made alone, and look for cycles seldom.

    A batch makes tens of thousands of short-lived objects without cycles; the default
    of 700 spends a tenth of the time on looking through them (measured by the bench).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _tell_ready() -> None:
    """Touch the file that the launcher waits for, if it named one."""
    named = os.environ.get("LIANQING_READY_FILE")
    if named:
        Path(named).write_text(str(os.getpid()))
