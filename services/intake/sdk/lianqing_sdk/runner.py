"""Run one unit's adapter: watch the inbox, send, receive, until told to stop."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from lianqing_sdk.adapter import Adapter
from lianqing_sdk.alarms import Alarms
from lianqing_sdk.errors import SpoolFullError
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.letterbox import LetterBox
from lianqing_sdk.link import close_link, open_link, store_of
from lianqing_sdk.receiver import Receiver
from lianqing_sdk.sender import Sender
from lianqing_sdk.settings import UnitSettings
from lianqing_sdk.spool import Counts, Spool
from lianqing_sdk.watch import Inbox, Interrupted
from lianqing_sdk.witness import Witness
from lianqing_shared.clock import Clock
from lianqing_shared.security.digests import read_digest_key

log = structlog.get_logger(__name__)

_LOOK_FOR_END_S = 0.2
_REOPEN_AFTER_S = 5.0
_random = secrets.SystemRandom().random


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What one unit's adapter is made of."""

    settings: UnitSettings
    spool: Spool
    alarms: Alarms
    inbox: Inbox
    letters: LetterBox
    sender: Sender
    receiver: Receiver


def build(
    settings: UnitSettings,
    adapter: Adapter,
    *,
    clock: Clock,
    random: Callable[[], float] = _random,
) -> Parts:
    """Open the spool and put the parts together; raises SettingsError."""
    digest_key = read_digest_key(settings.digest_key)
    trusted = settings.trusted_keys()
    file = settings.file
    spool = Spool(settings.spool, clock=clock, max_waiting=file.max_waiting)
    ledger = Ledger(spool, clock=clock)
    alarms = Alarms(ledger)
    letters = LetterBox(settings, spool, clock=clock)
    return Parts(
        settings=settings,
        spool=spool,
        alarms=alarms,
        inbox=Inbox(
            settings, adapter, spool, ledger, clock=clock, digest_key=digest_key
        ),
        letters=letters,
        sender=Sender(
            spool,
            alarms,
            unit=settings.code,
            clock=clock,
            random=random,
            receipt_after_s=file.receipt_after_s,
        ),
        receiver=Receiver(
            settings,
            spool,
            ledger,
            letters,
            witness=Witness(settings.checkpoints),
            trusted=trusted,
        ),
    )


async def run(parts: Parts, *, stop: asyncio.Event, once: bool = False) -> Counts:
    """Work until `stop` is set, or with `once` until nothing is left to do.

    Nothing left means: the inbox is empty, everything sent is receipted, and the centre
    has nothing more to say.
    """
    inbox_done = asyncio.Event()
    log.info("adapter.started", unit=parts.settings.code)
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [
                group.create_task(_watch(parts, inbox_done)),
                group.create_task(_talk(parts)),
            ]
            if once:
                tasks.append(group.create_task(_until_idle(parts, inbox_done, stop)))
            await stop.wait()
            parts.inbox.stopping.set()
            for task in tasks:
                task.cancel()
        return parts.spool.counts()
    finally:
        parts.spool.close()
        log.info("adapter.stopped", unit=parts.settings.code)


async def _watch(parts: Parts, inbox_done: asyncio.Event) -> None:
    """Look into the inbox again and again; a full spool only makes it wait."""
    while True:
        whole, growing = await asyncio.to_thread(parts.inbox.look)
        is_stuck = False
        for path in whole:
            try:
                await asyncio.to_thread(parts.inbox.take, path)
            except SpoolFullError as err:
                parts.alarms.raise_(str(err))
                is_stuck = True
                break
            except Interrupted:
                return
            finally:
                parts.sender.woken.set()
        if await asyncio.to_thread(parts.letters.take_replies):
            parts.sender.woken.set()
        if growing == 0 and not is_stuck:
            inbox_done.set()
        else:
            inbox_done.clear()
        await asyncio.sleep(parts.settings.file.scan_every_s)


async def _talk(parts: Parts) -> None:
    """Keep a connection; open a new one when the server has closed it for good."""
    while True:
        closed = asyncio.Event()
        client = await open_link(parts.settings, parts.alarms, closed=closed)
        try:
            store = store_of(client)
            async with asyncio.TaskGroup() as group:
                group.create_task(parts.sender.run(store, closed=closed))
                group.create_task(parts.receiver.run(store, closed=closed))
        finally:
            await close_link(client)
        # nats-py gives up for good on most errors that a server can name.
        log.warning("bus.closed", again_in_s=_REOPEN_AFTER_S)
        await asyncio.sleep(_REOPEN_AFTER_S)


async def _until_idle(
    parts: Parts, inbox_done: asyncio.Event, stop: asyncio.Event
) -> None:
    await inbox_done.wait()
    while True:
        counts = await asyncio.to_thread(parts.spool.counts)
        if counts.is_idle and parts.receiver.is_quiet.is_set() and inbox_done.is_set():
            stop.set()
            return
        await asyncio.sleep(_LOOK_FOR_END_S)
