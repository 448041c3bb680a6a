"""Cut a unit off the bus as soon as the registry says that it takes no part any more.

A person may revoke or merge a unit in the console, which holds no keys of the bus. The
launcher does; it reads the registry's events and makes the unit's credential void, so
that it does not matter where the decision was typed.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError

from lianqing.launcher.tell import Teller
from lianqing.text import say
from lianqing_shared.bus.accounts import dismiss_unit
from lianqing_shared.bus.admin import administrator, ask
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.topology import UNIT_CHANGED, StreamName
from lianqing_shared.errors import LianqingError
from lianqing_shared.security.authority import PROVISION, Authority

_OVER = (UnitStatus.REVOKED, UnitStatus.MERGED)
_NS = 1_000_000_000
_EXPIRES_S = 20
_AGAIN_AFTER_S = 1.0
_EVENTS = f"{StreamName.EVENTS}"


async def keep_cut(url: str, authority: Authority, tell: Teller) -> None:
    """Follow the registry's events for ever; a lost line is opened again."""
    while True:
        try:
            async for code in _ended(url, authority.credentials(PROVISION)):
                if authority.is_issued(code):
                    await dismiss_unit(url, authority, code)
                    tell.note(
                        say(
                            f"{code} 已停用：凭证作废，连接已断开并核实",
                            f"{code} takes no part any more: cut off and seen refused",
                        )
                    )
        except (LianqingError, NatsError, OSError, TimeoutError):
            # The server stops or starts; the events are still there afterwards.
            await asyncio.sleep(_AGAIN_AFTER_S)


async def _ended(url: str, credentials: Path) -> AsyncIterator[str]:
    """Yield the code of each unit that was revoked or merged, from the first on."""
    async with administrator(url, credentials) as client:
        name = await _reader(client)
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{_EVENTS}.{name}"
        asked = json.dumps({"batch": 1, "expires": _EXPIRES_S * _NS}).encode()
        while True:
            # A stream answers under the event's own subject, not under the inbox.
            found = await client.request(
                subject, asked, timeout=_EXPIRES_S + 5, old_style=True
            )
            if (found.headers or {}).get("Status"):
                continue  # nothing new for a while
            unit = json.loads(found.data)["unit"]
            if unit["status"] in _OVER:
                yield str(unit["code"])


async def _reader(client: Client) -> str:
    """Make a reader of the registry's events that vanishes with us."""
    told = await ask(
        client,
        f"$JS.API.CONSUMER.CREATE.{_EVENTS}",
        {
            "stream_name": _EVENTS,
            "config": {
                "filter_subject": UNIT_CHANGED.base,
                "deliver_policy": "all",
                "ack_policy": "none",
                "inactive_threshold": 3 * _EXPIRES_S * _NS,
                "mem_storage": True,
                "num_replicas": 1,
            },
        },
    )
    return str(told["name"])
