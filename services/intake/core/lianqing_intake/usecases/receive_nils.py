"""Take nil returns from units' adapters, and give a signed receipt for each.

The receipt is the same form as for reports, so that an adapter's spool need not know
two. Source: P1.3.1; architecture section 4.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from lianqing_intake.errors import UnitNotYetKnownError
from lianqing_intake.store.duties import nil_return_of_submission
from lianqing_intake.store.units import known_units
from lianqing_intake.usecases.give_nil import give_nil
from lianqing_shared.contracts.duties import SubmitNil
from lianqing_shared.contracts.reports import Outcome, Receipt, ReportsReceipted
from lianqing_shared.db import Work
from lianqing_shared.errors import RefusedError
from lianqing_shared.security.signing import Signer

ADAPTER = "adapter"


@dataclass(frozen=True, slots=True, kw_only=True)
class NilComing:
    """A nil return as it arrived; the unit is the server's word."""

    unit: str
    body: bytes
    said: SubmitNil


async def receive_nils(
    batch: Sequence[NilComing], *, work: Work, signer: Signer
) -> list[Receipt]:
    """Keep each nil return or say why not; return the receipts in order.

    Raises UnitNotYetKnownError when the registry has not told of a sender yet.
    """
    units = dict.fromkeys(one.unit for one in batch)
    for unknown in units.keys() - await known_units(work.session, units):
        raise UnitNotYetKnownError(unknown)
    receipts = []
    for one in batch:
        reason = await _refusal(one, work=work)
        receipts.append(_receipt(one, reason))
        _tell(one.unit, receipts[-1], work=work, signer=signer)
    return receipts


async def _refusal(one: NilComing, *, work: Work) -> str | None:
    """Keep a nil return; return why not, in words for the clerk, or None."""
    known = await nil_return_of_submission(
        work.session, one.unit, one.said.submission_id
    )
    if known is not None:
        return None
    try:
        await give_nil(
            work,
            one.unit,
            period=one.said.period,
            by=ADAPTER,
            submission_id=one.said.submission_id,
        )
    except RefusedError as err:
        work.note("nil.refused", one.unit, code=err.code)
        return err.sentence
    return None


def _receipt(one: NilComing, reason: str | None) -> Receipt:
    return Receipt(
        submission_id=one.said.submission_id,
        body_sha256=hashlib.sha256(one.body).hexdigest(),
        outcome=Outcome.ACCEPTED if reason is None else Outcome.REJECTED,
        reason=reason,
    )


def _tell(unit: str, receipt: Receipt, *, work: Work, signer: Signer) -> None:
    unsigned = ReportsReceipted(
        unit=unit,
        receipts=(receipt,),
        centre_time=work.now,
        signed_by=signer.public_key,
        signature="",
    )
    signature = signer.sign(unsigned.signed_bytes())
    work.say(unsigned.model_copy(update={"signature": signature}), unit=unit)
