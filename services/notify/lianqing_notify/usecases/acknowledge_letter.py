"""Take a unit's signed receipt for a letter. Source: domain 1.4, 2.1 (送达回证).

A receipt counts if the key with which it is signed was in force when it was signed: a
unit's key may have been replaced, and the unit even revoked, before the receipt came.
"""

import structlog

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.domain.keys import was_in_force
from lianqing_notify.domain.life import Step, after
from lianqing_notify.errors import (
    FileMismatchError,
    NotYetKnownError,
    SignatureRefusedError,
)
from lianqing_notify.store.letters import lock_letter
from lianqing_notify.store.network import unit_key
from lianqing_notify.store.tables import AcknowledgementRow, LetterRow
from lianqing_notify.usecases.desk import Desk, finish, seal_if_gravest
from lianqing_shared.contracts.letters import AcknowledgeLetter, LetterAcknowledged
from lianqing_shared.db import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.signing import verify

log = structlog.get_logger(__name__)


_PATIENT_DELIVERIES = 12
"""About four minutes: the news of a key and what it signed come by different ways."""


async def acknowledge_letter(
    desk: Desk,
    said: AcknowledgeLetter,
    *,
    unit: str,
    message_id: str,
    deliveries: int = 1,
) -> None:
    """Record that `unit` has stored a letter and signed for it.

    `unit` comes from the subject, which the server wrote; `deliveries` counts how often
    the message was handed over. A receipt that comes after the answer is still
    recorded; a second one changes nothing.

    Raises:
        NotFoundError: No such letter was sent to this unit.
        NotYetKnownError: The key has not arrived from the registry yet.
        SignatureRefusedError: Not the unit's signature, or its key did not count.
        FileMismatchError: The unit signed for another file than was sent.
    """
    async with desk.database.work(actor=f"unit:{unit}") as work:
        if not await work.first_seen([message_id]):
            return
        letter = await lock_letter(work.session, said.letter_id)
        if letter is None or letter.addressee != unit:
            raise NotFoundError("这份文书")
        if letter.acknowledged_at is not None:
            return
        await _check_signature(said, unit, work=work, deliveries=deliveries)
        if said.pdf_sha256 != letter.pdf_sha256:
            raise FileMismatchError(letter.number)
        _record(said, letter, work=work)


async def _check_signature(
    said: AcknowledgeLetter, unit: str, *, work: Work, deliveries: int
) -> None:
    if not verify(said.signed_by, said.signed_bytes(), said.signature):
        raise SignatureRefusedError(unit)
    key = await unit_key(work.session, said.signed_by)
    if key is None:
        if deliveries <= _PATIENT_DELIVERIES:
            raise NotYetKnownError(f"单位{unit}的密钥")
        raise SignatureRefusedError(unit)
    if key.unit != unit or not was_in_force(
        said.received_at, since=key.since, until=key.until
    ):
        raise SignatureRefusedError(unit)


def _record(said: AcknowledgeLetter, letter: LetterRow, *, work: Work) -> None:
    work.session.add(
        AcknowledgementRow(
            letter_id=letter.id,
            unit=letter.addressee,
            received_at=said.received_at,
            signed_by=said.signed_by,
            signature=said.signature,
            signed_bytes=said.signed_bytes(),
            at=work.now,
        )
    )
    letter.acknowledged_at = work.now
    letter.state = after(letter.state, Step.ACKNOWLEDGE) or letter.state
    finish(letter, [Duty.RECEIPT], work)
    work.say(
        LetterAcknowledged(letter_id=letter.id, case_id=letter.case_id, at=work.now),
        message_id=f"acknowledged-{letter.id}",
    )
    work.note("letter.acknowledged", letter.id, signed_by=said.signed_by)
    seal_if_gravest(letter, work)
    log.info("letter.acknowledged", letter_id=letter.id)
