"""What every use case of the console works with, put together once at the start."""

import asyncio
from collections import defaultdict
from collections.abc import MutableMapping
from dataclasses import dataclass, field

from lianqing_console.gateways.desk import Desk
from lianqing_console.settings import ConsoleSettings
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """The parts; `registry_key` is the key that actor tokens must be signed with."""

    settings: ConsoleSettings
    desk: Desk
    database: Database
    clock: Clock
    registry_key: str
    turns: MutableMapping[str, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )
    """One renewal at a time per session; emptied as sessions end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """The person behind a request, as the registry vouches for him."""

    actor: Actor
    token: str
    unit_name: str
    form_token: str
    session: str
    """Digest of the session's cookie."""
