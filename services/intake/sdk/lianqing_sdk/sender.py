"""Send what the spool holds, and send it again until the centre has receipted it.

Resending is harmless: the bytes are the same, and the centre answers the same id with
the same receipt. No `Nats-Msg-Id` is sent: in a shared stream another unit could take
it first. Source: reliability research, matrix rows 2 to 9.
"""

import asyncio
from collections.abc import Callable, Sequence
from enum import Enum

import structlog
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import APIError

from lianqing_sdk.alarms import QUOTA_FULL, Alarms
from lianqing_sdk.spool import Outgoing, Spool
from lianqing_shared.clock import Clock
from lianqing_shared.contracts import cloudevents
from lianqing_shared.contracts.topology import TOPICS

log = structlog.get_logger(__name__)

WINDOW = 256
"""How many publishes may be under way at once."""
_QUOTA_FULL_CODE = 10077
_QUOTA_PAUSE_S = 30.0
_FIRST_DELAY_S = 1.0
_LONGEST_DELAY_S = 300.0
_LONGEST_RECEIPT_WAIT_S = 3600.0
_LONGEST_NAP_S = 1.0
_TOPICS = {topic.base: topic for topic in TOPICS}


class Fate(Enum):
    """What became of one publish."""

    STORED = "stored"
    FAILED = "failed"
    QUOTA = "quota"


def delay_s(attempts: int, *, random: Callable[[], float]) -> float:
    """Return how long to wait after failed attempts: doubling, with full jitter."""
    most = min(_LONGEST_DELAY_S, _FIRST_DELAY_S * 2.0 ** min(attempts, 20))
    return random() * most


class Sender:
    """Move rows from the spool to the bus; `random` gives numbers in [0, 1)."""

    def __init__(
        self,
        spool: Spool,
        alarms: Alarms,
        *,
        unit: str,
        clock: Clock,
        random: Callable[[], float],
        receipt_after_s: float,
    ) -> None:
        self._spool = spool
        self._alarms = alarms
        self._unit = unit
        self._clock = clock
        self._random = random
        self._receipt_after_s = receipt_after_s
        self._paused_until = 0.0
        self.woken = asyncio.Event()
        """Set when the spool has taken something new."""

    async def run(self, store: JetStreamContext, *, closed: asyncio.Event) -> None:
        """Send for as long as the connection lives."""
        while not closed.is_set():
            self.woken.clear()
            if not await self.send_due(store):
                await self._nap()

    async def send_due(self, store: JetStreamContext) -> int:
        """Send one window of what is due; return how many the bus has stored."""
        now = self._now()
        if not self._alarms.may_send or now < self._paused_until:
            return 0
        rows = await asyncio.to_thread(self._spool.due, WINDOW)
        if not rows:
            return 0
        fates = await asyncio.gather(*(self._publish(store, row) for row in rows))
        await asyncio.to_thread(self._record, rows, fates)
        stored = fates.count(Fate.STORED)
        log.info("reports.sent", stored=stored, failed=len(rows) - stored)
        return stored

    async def _publish(self, store: JetStreamContext, row: Outgoing) -> Fate:
        headers = cloudevents.headers(
            _TOPICS[row.subject],
            message_id=row.submission_id,
            source=f"unit/{self._unit}",
            at=self._clock.now(),
        )
        try:
            await store.publish(row.subject, row.body, headers=headers)
        except APIError as err:
            log.warning("report.refused_by_bus", code=err.err_code)
            return Fate.QUOTA if err.err_code == _QUOTA_FULL_CODE else Fate.FAILED
        except (NatsError, TimeoutError, OSError) as err:
            # The bytes may be stored all the same; the next attempt has the same id.
            log.debug("report.unsent", kind=type(err).__name__)
            return Fate.FAILED
        return Fate.STORED

    def _record(self, rows: Sequence[Outgoing], fates: Sequence[Fate]) -> None:
        by_wait: dict[int, list[Outgoing]] = {}
        for row, fate in zip(rows, fates, strict=True):
            if fate is Fate.STORED:
                by_wait.setdefault(row.attempts, []).append(row)
            elif fate is Fate.FAILED:
                wait = delay_s(row.attempts, random=self._random)
                self._spool.postpone(row, until=self._now() + wait)
        for attempts, stored in by_wait.items():
            again = self._receipt_after_s * 2.0 ** min(attempts, 20)
            again_at = self._now() + min(again, _LONGEST_RECEIPT_WAIT_S)
            self._spool.mark_sent(stored, again_at=again_at)
        if Fate.QUOTA in fates:
            self._paused_until = self._now() + _QUOTA_PAUSE_S * (0.5 + self._random())
            self._alarms.raise_(QUOTA_FULL)
        elif by_wait:
            self._alarms.clear()

    async def _nap(self) -> None:
        """Wait for something new, at most until the next row is due."""
        due_at = await asyncio.to_thread(self._spool.next_due_at)
        wait = _LONGEST_NAP_S if due_at is None else due_at - self._now()
        try:
            async with asyncio.timeout(max(0.05, min(wait, _LONGEST_NAP_S))):
                await self.woken.wait()
        except TimeoutError:
            return

    def _now(self) -> float:
        return self._clock.now().timestamp()
