"""Ask each keeper of a record whether it still has work: the probes behind idleness."""

import asyncio
import functools
from collections.abc import Sequence
from pathlib import Path

from lianqing.launcher.catalogue import SERVICES
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.idle import Probe
from lianqing.launcher.outboxes import UnreadableError, unsent
from lianqing.launcher.units import runnable
from lianqing.launcher.up import Running
from lianqing.text import say
from lianqing_sdk.settings import load_settings
from lianqing_sdk.spool import Spool
from lianqing_shared.bus.admin import Answer, administrator, ask
from lianqing_shared.clock import Clock
from lianqing_shared.contracts.topology import StreamName
from lianqing_shared.errors import LianqingError

STREAMS_THAT_DRAIN = (StreamName.REPORTS, StreamName.EVENTS, StreamName.LETTERS)
KEEP_AN_OUTBOX = tuple(name for name in SERVICES if name != "console")
_NOT_EXPORTS = (".", "~$")


async def busy_consumers(url: str, credentials: Path) -> list[str]:
    """Return which consumers still have messages to fetch or to acknowledge."""
    found = []
    try:
        async with administrator(url, credentials) as client:
            for stream in STREAMS_THAT_DRAIN:
                told = await ask(client, f"$JS.API.CONSUMER.LIST.{stream}")
                found += [
                    say(
                        f"消费者 {stream}/{row['name']} 还有 {left} 条",
                        f"consumer {stream}/{row['name']} has {left} left",
                    )
                    for row in _rows(told)
                    if (left := _left(row))
                ]
    except LianqingError as err:
        return [str(err)]
    return found


async def busy_outboxes(folder: DataFolder) -> list[str]:
    """Return which services have not yet said all that they committed."""
    found = []
    for name in KEEP_AN_OUTBOX:
        try:
            count = await unsent(folder, name)
        except UnreadableError as err:
            found.append(str(err))
            continue
        if count:
            found.append(
                say(f"{name} 还有 {count} 条待发", f"{name} has {count} unsent")
            )
    return found


def _rows(told: Answer) -> Sequence[Answer]:
    rows = told.get("consumers")
    return [row for row in rows if isinstance(row, dict)] if rows else []  # type: ignore[union-attr]


def _left(row: Answer) -> int:
    counted = (row.get("num_pending"), row.get("num_ack_pending"))
    return sum(count for count in counted if isinstance(count, int))


def busy_units(folder: DataFolder, clock: Clock) -> list[str]:
    """Return what lies unread in sample folders or waits in a spool."""
    found = []
    for place in runnable(folder):
        settings = load_settings(place, environment={})
        unread = len(unread_files(settings.inbox))
        if unread:
            found.append(
                say(
                    f"{place.name} 还有 {unread} 个文件",
                    f"{place.name} has {unread} files",
                )
            )
        replies = len(untaken_replies(settings.letters))
        if replies:
            found.append(
                say(
                    f"{place.name} 还有 {replies} 份答复",
                    f"{place.name} has {replies} replies",
                )
            )
        if not settings.spool.exists():
            continue
        spool = Spool(settings.spool, clock=clock)
        try:
            counts = spool.counts()
        finally:
            spool.close()
        waiting = counts.unsent + counts.sent + counts.other_waiting
        if waiting:
            found.append(
                say(
                    f"{place.name} 还有 {waiting} 条待回执",
                    f"{place.name} waits for {waiting} receipts",
                )
            )
    return found


def unread_files(inbox: Path) -> list[Path]:
    """Return the files in a unit's inbox; its adapter moves away what it has read."""
    if not inbox.is_dir():
        return []
    return [
        path
        for path in sorted(inbox.iterdir())
        if path.is_file() and not path.name.startswith(_NOT_EXPORTS)
    ]


def untaken_replies(letters: Path) -> list[Path]:
    """Return the replies that wait beside their letters; refused ones do not wait."""
    suffix = ".reply.json"
    return [
        path
        for path in sorted(letters.glob(f"*{suffix}"))
        if not path.name.startswith(".")
        and not list(letters.glob(f"{path.name.removesuffix(suffix)}.reply-*.txt"))
    ]


class Probes:
    """All probes of one running installation."""

    def __init__(self, up: Running, clock: Clock) -> None:
        """Look at what `up` runs."""
        self._up = up
        self._clock = clock

    def all(self, story: asyncio.Task[bool] | None = None) -> list[Probe]:
        """Return the probes in the order in which work flows."""
        return [
            self.units,
            self.consumers,
            self.outboxes,
            functools.partial(_story, story),
        ]

    async def units(self) -> list[str]:
        """Ask the units' folders and spools."""
        return await asyncio.to_thread(busy_units, self._up.folder, self._clock)

    async def consumers(self) -> list[str]:
        """Ask the streams."""
        credentials = self._up.authority.credentials("provision")
        return await busy_consumers(self._up.bus_url, credentials)

    async def outboxes(self) -> list[str]:
        """Ask the services' databases."""
        return await busy_outboxes(self._up.folder)


async def _story(story: asyncio.Task[bool] | None) -> list[str]:
    if story is None or story.done():
        return []
    return [say("演示办理还在进行", "the demo is still playing")]
