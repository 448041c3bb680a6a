"""Take a unit's signed receipt for a letter. Source: domain 1.4, 2.1 (送达回证)."""

import structlog

from lianqing_notify.domain.deadlines import Duty
from lianqing_notify.domain.life import Step, after
from lianqing_notify.errors import (
    FileMismatchError,
    NotYetKnownError,
    SignatureRefusedError,
)
from lianqing_notify.store.letters import lock_letter
from lianqing_notify.store.network import unit_by_code
from lianqing_notify.store.tables import AcknowledgementRow, LetterRow
from lianqing_notify.usecases.desk import Desk, finish
from lianqing_shared.contracts.letters import AcknowledgeLetter, LetterAcknowledged
from lianqing_shared.db import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.signing import verify

log = structlog.get_logger(__name__)


async def acknowledge_letter(
    desk: Desk, said: AcknowledgeLetter, *, unit: str, message_id: str
) -> None:
    """Record that `unit` has stored a letter and signed for it.

    `unit` comes from the subject, which the server wrote. A receipt that comes after
    the answer is still recorded; a second one changes nothing.

    Raises:
        NotFoundError: No such letter was sent to this unit.
        NotYetKnownError: The unit's key has not arrived from the registry yet.
        SignatureRefusedError: The signature is not the unit's.
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
        await _check(said, letter, work=work)
        _record(said, letter, work=work)


async def _check(said: AcknowledgeLetter, letter: LetterRow, *, work: Work) -> None:
    unit = await unit_by_code(work.session, letter.addressee)
    if unit is None or unit.public_key is None:
        raise NotYetKnownError(f"单位{letter.addressee}的密钥")
    is_own_key = unit.is_active and said.signed_by == unit.public_key
    if not is_own_key or not verify(
        said.signed_by, said.signed_bytes(), said.signature
    ):
        raise SignatureRefusedError(letter.addressee)
    if said.pdf_sha256 != letter.pdf_sha256:
        raise FileMismatchError(letter.number)


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
    log.info("letter.acknowledged", letter_id=letter.id)
