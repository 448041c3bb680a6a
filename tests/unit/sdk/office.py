"""A unit's adapter on a folder of its own, and a centre that signs."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lianqing_adapter_finance import ADAPTER
from lianqing_sdk.alarms import Alarms
from lianqing_sdk.importing import content_digest
from lianqing_sdk.ledger import Ledger
from lianqing_sdk.letterbox import LetterBox
from lianqing_sdk.reading import SourceFile
from lianqing_sdk.receiver import Receiver
from lianqing_sdk.sender import Sender
from lianqing_sdk.settings import UnitFile, UnitSettings
from lianqing_sdk.spool import Entry, Outgoing, Spool
from lianqing_sdk.watch import Inbox
from lianqing_sdk.witness import Witness
from lianqing_shared.clock import SetClock
from lianqing_shared.contracts.auditing import CheckpointServed
from lianqing_shared.contracts.letters import LetterServed
from lianqing_shared.contracts.plan import LetterKind, Level
from lianqing_shared.contracts.reports import (
    Outcome,
    Receipt,
    ReportsReceipted,
    SubmitReport,
)
from lianqing_shared.security.signing import Signer, new_seed
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.reports import a_report

CENTRE = Signer.new()
UNIT = "court"
RECEIPT_AFTER_S = 60.0
PDF = b"%PDF-1.7 a letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What an adapter is made of, all parts within reach."""

    settings: UnitSettings
    clock: SetClock
    spool: Spool
    ledger: Ledger
    alarms: Alarms
    letters: LetterBox
    receiver: Receiver
    sender: Sender
    inbox: Inbox

    def drop(self, file: SourceFile, name: str | None = None) -> Path:
        """Put a file into the inbox."""
        self.settings.inbox.mkdir(parents=True, exist_ok=True)
        path = self.settings.inbox / (name or file.name)
        path.write_bytes(file.content)
        return path

    def receipt_all(self, outcome: Outcome = Outcome.ACCEPTED) -> None:
        """Let the centre receipt all that is due."""
        receipts = [receipt_for(row, outcome) for row in self.spool.due(1_000)]
        event = signed(receipts, unit=self.settings.code)
        self.receiver.take(event.topic.to(self.settings.code), as_sent(event))


@contextmanager
def open_office(
    folder: Path,
    *,
    clock: SetClock,
    max_waiting: int = 200_000,
    settings: UnitSettings | None = None,
) -> Iterator[Office]:
    """Open a unit's parts; again on the same folder is a restart after a crash."""
    settings = settings or unit_settings(folder)
    spool = Spool(settings.spool, clock=clock, max_waiting=max_waiting)
    ledger = Ledger(spool, clock=clock)
    alarms = Alarms(ledger)
    letters = LetterBox(settings, spool, clock=clock)
    try:
        yield Office(
            settings=settings,
            clock=clock,
            spool=spool,
            ledger=ledger,
            alarms=alarms,
            letters=letters,
            receiver=Receiver(
                settings,
                spool,
                ledger,
                letters,
                witness=Witness(settings.checkpoints),
                trusted=frozenset({CENTRE.public_key}),
            ),
            sender=Sender(
                spool,
                alarms,
                unit=UNIT,
                clock=clock,
                random=lambda: 0.5,
                receipt_after_s=RECEIPT_AFTER_S,
            ),
            inbox=Inbox(
                settings, ADAPTER, spool, ledger, clock=clock, digest_key=bytes(32)
            ),
        )
    finally:
        spool.close()


def unit_settings(folder: Path) -> UnitSettings:
    """Return settings of a unit whose credential file holds a key of its own."""
    credentials = folder / "unit.creds"
    if not credentials.exists():
        credentials.write_text(
            f"-----BEGIN USER NKEY SEED-----\n{new_seed()}\n"
            "------END USER NKEY SEED------\n"
        )
    file = UnitFile(
        code=UNIT,
        adapter="finance",
        credentials=Path(credentials.name),
        digest_key=Path("digest.key"),
    )
    return UnitSettings(folder, file)


def an_entry(number: int = 1, **given: object) -> Entry:
    """Return a report as the inbox offers it."""
    report: SubmitReport = a_report(number, **given)
    return Entry(message=report, content_sha256=content_digest(report))


def receipt_for(row: Outgoing, outcome: Outcome = Outcome.ACCEPTED) -> Receipt:
    """Return the centre's answer to exactly these bytes."""
    is_accepted = outcome is Outcome.ACCEPTED
    return Receipt(
        submission_id=row.submission_id,
        body_sha256=hashlib.sha256(row.body).hexdigest(),
        outcome=outcome,
        report_no="柳报〔2026〕1号" if is_accepted else None,
        reason=None if is_accepted else "被反映单位不属于本镇。",
    )


def signed(
    receipts: Sequence[Receipt], *, unit: str = UNIT, signer: Signer = CENTRE
) -> ReportsReceipted:
    """Return receipts as the centre says them."""
    unsigned = ReportsReceipted(
        unit=unit,
        receipts=tuple(receipts),
        centre_time=START,
        signed_by=signer.public_key,
        signature="",
    )
    signature = signer.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature})


def a_letter(*, signer: Signer = CENTRE, pdf: bytes = PDF) -> LetterServed:
    """Return a letter to this unit; `pdf` may differ from what was signed."""
    unsigned = LetterServed(
        letter_id=f"le_{'0' * 26}",
        number="柳廉告〔2026〕3号",
        kind=LetterKind.NOTICE,
        level=Level.THREE,
        title="关于津补贴发放问题的告知书",
        unit=UNIT,
        issued_at=START,
        reply_due_on=date(2026, 12, 8),
        pdf=base64.b64encode(PDF),  # the type decodes what it is given
        pdf_sha256=hashlib.sha256(PDF).hexdigest(),
        signed_by=signer.public_key,
        signature="",
    )
    signature = signer.sign(unsigned.signed_bytes())
    return unsigned.model_copy(update={"signature": signature, "pdf": pdf})


def as_sent(event: ReportsReceipted | LetterServed | CheckpointServed) -> bytes:
    """Return a message's bytes on the bus."""
    return event.model_dump_json().encode()
