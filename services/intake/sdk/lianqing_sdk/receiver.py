"""Take what the centre says to this unit: receipts, letters, liftings, checkpoints.

Receipts and letters are believed only with the centre's signature; liftings and
prompts, which bind nobody, on the bus's word that only the centre may say them. A
message is acknowledged only after what it says is on the disk; one that cannot be
believed or read is logged and dropped, because sending it again would not make it true.
"""

import asyncio
import hashlib

import structlog
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from pydantic import ValidationError

from lianqing_sdk.ledger import Ledger
from lianqing_sdk.letterbox import LetterBox
from lianqing_sdk.settings import UnitSettings
from lianqing_sdk.spool import Spool
from lianqing_sdk.unused import write_unused
from lianqing_sdk.witness import Witness
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.auditing import CheckpointServed
from lianqing_shared.contracts.letters import (
    LetterServed,
    LiftingServed,
    PromptServed,
)
from lianqing_shared.contracts.reading import read_message
from lianqing_shared.contracts.reports import Outcome, ReportsReceipted
from lianqing_shared.contracts.streams import unit_consumer
from lianqing_shared.security.signing import verify

log = structlog.get_logger(__name__)

_BATCH = 64
_FETCH_WITHIN_S = 2.0
_RETRY_S = 1.0


class Receiver:
    """Listen for one unit; `trusted` are the centre's public keys."""

    def __init__(
        self,
        settings: UnitSettings,
        spool: Spool,
        ledger: Ledger,
        letters: LetterBox,
        *,
        witness: Witness,
        trusted: frozenset[str],
    ) -> None:
        self._settings = settings
        self._unit = settings.code
        self._spool = spool
        self._ledger = ledger
        self._letters = letters
        self._witness = witness
        self._trusted = trusted
        self.is_quiet = asyncio.Event()
        """Set while the centre has nothing more to say."""

    async def run(self, store: JetStreamContext, *, closed: asyncio.Event) -> None:
        """Receive for as long as the connection lives."""
        inbox = f"_INBOX_unit-{self._unit}.".encode()
        spec = unit_consumer(self._unit)
        source = await store.pull_subscribe_bind(
            consumer=spec.durable, stream=spec.stream, inbox_prefix=inbox
        )
        while not closed.is_set():
            _heed_cancelling()
            try:
                messages = await source.fetch(_BATCH, timeout=_FETCH_WITHIN_S)
            except TimeoutError:
                self.is_quiet.set()
                continue
            except NatsError:
                await asyncio.sleep(_RETRY_S)
                continue
            self.is_quiet.clear()
            await self._take_all(messages)

    async def _take_all(self, messages: list[Msg]) -> None:
        for message in messages:
            await asyncio.to_thread(self.take, message.subject, message.data)
            await message.ack()

    def take(self, subject: str, body: bytes) -> None:
        """Act on one message; raises only when the disk fails."""
        try:
            if subject == topology.REPORTS_RECEIPTED.to(self._unit):
                self._on_receipts(read_message(ReportsReceipted, body))
            elif subject == topology.LETTER_SERVED.to(self._unit):
                self._on_letter(read_message(LetterServed, body))
            elif subject == topology.LIFTING_SERVED.to(self._unit):
                self._letters.note_lifting(read_message(LiftingServed, body))
            elif subject == topology.PROMPT_SERVED.to(self._unit):
                self._letters.note_prompt(read_message(PromptServed, body))
            elif subject == topology.CHECKPOINT_SERVED.to(self._unit):
                self._witness.keep(read_message(CheckpointServed, body).checkpoint)
            else:
                log.warning("message.unknown", subject=subject)
        except ValidationError:
            log.error("message.unreadable", subject=subject)  # noqa: TRY400 - the words may quote the body

    def _on_receipts(self, event: ReportsReceipted) -> None:
        if not self._is_from_centre(event, event.unit):
            log.error("receipt.forged", signed_by=event.signed_by)
            return
        files = self._spool.settle(event.receipts)
        refused = any(one.outcome is not Outcome.ACCEPTED for one in event.receipts)
        log.info("receipt.taken", receipts=len(event.receipts), refused=refused)
        if refused:
            for name in filter(None, files):
                write_unused(self._settings.unused, name, self._ledger.unused(name))
        if self._spool.counts().is_idle:
            self._spool.tidy()

    def _on_letter(self, letter: LetterServed) -> None:
        if not self._is_from_centre(letter, letter.unit):
            log.error("letter.forged", letter_id=letter.letter_id)
            return
        if hashlib.sha256(letter.pdf).hexdigest() != letter.pdf_sha256:
            log.error("letter.damaged", letter_id=letter.letter_id)
            return
        self._letters.store(letter)

    def _is_from_centre(
        self, event: ReportsReceipted | LetterServed, unit: str
    ) -> bool:
        return (
            unit == self._unit
            and event.signed_by in self._trusted
            and verify(event.signed_by, event.signed_bytes(), event.signature)
        )


def _heed_cancelling() -> None:
    """Pass a cancellation on that `fetch` has swallowed.

    Python 3.11's `wait_for` inside it drops one that meets a message or a time-out;
    without this the process would go on receiving after it was told to stop.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
