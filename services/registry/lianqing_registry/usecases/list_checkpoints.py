"""List checkpoints of all audit logs, and what contradicts them."""

from lianqing_registry.store import checkpoints as store
from lianqing_registry.store.tables import CheckpointFindingRow, CheckpointRow
from lianqing_shared.contracts.auditing import (
    CheckpointFinding,
    CheckpointPage,
    KeptCheckpoint,
    ListCheckpoints,
)
from lianqing_shared.db.work import Database
from lianqing_shared.security.checkpoints import short_code


async def list_checkpoints(database: Database, ask: ListCheckpoints) -> CheckpointPage:
    """Return one page, newest first, and every finding."""
    async with database.look() as session:
        rows = await store.newest(
            session, service=ask.service, before=ask.before, limit=ask.limit
        )
        findings = await store.findings(session)
    return CheckpointPage(
        checkpoints=tuple(map(_kept, rows)),
        findings=tuple(map(_finding, findings)),
        older=rows[-1].id if len(rows) == ask.limit else None,
    )


def _kept(row: CheckpointRow) -> KeptCheckpoint:
    return KeptCheckpoint(
        checkpoint=store.as_checkpoint(row),
        code=short_code(row.digest),
        received_at=row.received_at,
    )


def _finding(row: CheckpointFindingRow) -> CheckpointFinding:
    return CheckpointFinding(
        service=row.service,
        seq=row.seq,
        code=row.flaw.value,
        sentence=row.sentence,
        found_at=row.found_at,
    )
