"""Keep the checkpoints of all audit logs, and give each to every unit to keep too.

A checkpoint that is forged or contradicts another is not kept: it is a finding, told in
the log, in the list and by `lianqing verify` until the end of days.
"""

from collections.abc import Mapping

import structlog

from lianqing_registry.domain.checkpoints import (
    CheckpointFlaw,
    Known,
    Statement,
    flaw_of,
    sentence,
)
from lianqing_registry.store import checkpoints as store
from lianqing_registry.store.tables import CheckpointFindingRow, CheckpointRow
from lianqing_shared.contracts.auditing import (
    AuditedService,
    Checkpoint,
    CheckpointServed,
)
from lianqing_shared.db.work import Work
from lianqing_shared.security.checkpoints import is_genuine

log = structlog.get_logger(__name__)

Keys = Mapping[AuditedService, str]
"""The public keys of the services, as the operator laid them down."""


async def keep_checkpoint(work: Work, checkpoint: Checkpoint, *, keys: Keys) -> bool:
    """Keep a checkpoint and publish it; return False where there is nothing to do.

    The same one again changes nothing. Where no key was laid down for a service, the
    key of its first checkpoint counts from then on.
    """
    known = await _known(work, checkpoint, keys=keys)
    new = Statement(
        seq=checkpoint.seq,
        digest=checkpoint.digest,
        at=checkpoint.at,
        key=checkpoint.public_key,
        is_signed=is_genuine(checkpoint),
    )
    flaw = flaw_of(new, known)
    if flaw is not None:
        told = sentence(flaw, service=checkpoint.service.label, new=new, known=known)
        return await _tell(work, checkpoint, flaw=flaw, told=told)
    if known.same is not None:
        return False
    await _keep(work, checkpoint)
    return True


async def serve_latest(work: Work, unit: str) -> None:
    """Give a unit the furthest checkpoint of each log, to start as a witness with."""
    for service in AuditedService:
        row = await store.furthest(work.session, service)
        if row is not None:
            _serve(work, store.as_checkpoint(row), unit=unit)


async def _known(work: Work, checkpoint: Checkpoint, *, keys: Keys) -> Known:
    service = checkpoint.service
    same = await store.kept_at(work.session, service, checkpoint.seq)
    last = await store.furthest(work.session, service)
    return Known(
        key=keys.get(service) or (last.public_key if last else None),
        same=same.digest if same else None,
        last_seq=last.seq if last else 0,
        last_at=last.at if last else None,
    )


async def _keep(work: Work, checkpoint: Checkpoint) -> None:
    work.session.add(
        CheckpointRow(
            service=checkpoint.service,
            seq=checkpoint.seq,
            digest=checkpoint.digest,
            at=checkpoint.at,
            public_key=checkpoint.public_key,
            signature=checkpoint.signature,
            received_at=work.now,
        )
    )
    await work.session.flush()
    work.note("checkpoint.kept", f"{checkpoint.service.value}/{checkpoint.seq}")
    for unit in await store.witnesses(work.session):
        _serve(work, checkpoint, unit=unit)


def _serve(work: Work, checkpoint: Checkpoint, *, unit: str) -> None:
    work.say(CheckpointServed(unit=unit, checkpoint=checkpoint), unit=unit)


async def _tell(
    work: Work, checkpoint: Checkpoint, *, flaw: CheckpointFlaw, told: str
) -> bool:
    if await store.is_told(work.session, checkpoint, flaw):
        return False
    work.session.add(
        CheckpointFindingRow(
            service=checkpoint.service,
            seq=checkpoint.seq,
            digest=checkpoint.digest,
            flaw=flaw,
            sentence=told,
            body=checkpoint.model_dump_json(),
            found_at=work.now,
        )
    )
    await work.session.flush()
    object_id = f"{checkpoint.service.value}/{checkpoint.seq}"
    work.note("checkpoint.refused", object_id, flaw=flaw.value)
    log.error("checkpoint.refused", service=checkpoint.service, flaw=flaw)
    return True
