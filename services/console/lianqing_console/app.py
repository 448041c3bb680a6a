"""Put the console together; the only place that constructs its parts."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from lianqing_console.entrypoints.http import build_pages
from lianqing_console.gateways.desk import BusDesk
from lianqing_console.settings import ConsoleSettings
from lianqing_console.store.tables import Base
from lianqing_console.usecases.console import Console
from lianqing_shared.clock import SystemClock
from lianqing_shared.contracts.topology import Principal
from lianqing_shared.db import Database, migrate, open_engine

_MIGRATIONS = "lianqing_console.store.migrations"


def build_app(settings: ConsoleSettings) -> ASGIApp:
    """Return the console on the real bus and database."""
    engine = open_engine(settings.db_url, schema=settings.db_schema)
    clock = SystemClock.from_environment()
    desk = BusDesk(settings.bus_url, credentials=settings.credentials)
    key = settings.registry_key.read_text().strip() if settings.registry_key else ""
    console = Console(
        settings=settings,
        desk=desk,
        database=Database(
            engine, Base.metadata, clock=clock, service=Principal.CONSOLE
        ),
        clock=clock,
        registry_key=key,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await migrate(engine, _MIGRATIONS)
        connecting = asyncio.create_task(desk.run())
        _tell_ready()
        try:
            yield
        finally:
            connecting.cancel()
            with suppress(asyncio.CancelledError):
                await connecting
            await engine.dispose()

    return build_pages(console, lifespan=lifespan)


def _tell_ready() -> None:
    """Touch the file that the launcher waits for, if it named one."""
    named = os.environ.get("LIANQING_READY_FILE")
    if named:
        Path(named).write_text(str(os.getpid()))
