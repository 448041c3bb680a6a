"""Check an export with nothing but files: no network, no running system."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from lianqing.auditing.file import DamagedFileError, ExportFile
from lianqing.auditing.witnesses import Codes
from lianqing.auditing.words import (
    no_such_row,
    other_code,
    reach,
    sentence,
    strange_key,
)
from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.security.chain import Inspection, Inspector, Link
from lianqing_shared.security.checkpoints import short_code


class AuditVerdict(BaseModel):
    """What came of checking an export; `row` is the first that does not fit."""

    ok: bool
    service: AuditedService
    rows: int
    withheld: int
    sealed: int
    """Up to this row something kept outside vouches for the log."""
    row: int | None = None
    problem: str = ""
    reach: str = ""


def verify_export(
    path: Path,
    *,
    checkpoints: Sequence[Checkpoint] = (),
    codes: Codes | None = None,
    keys: frozenset[str] = frozenset(),
) -> AuditVerdict:
    """Check an export against what was kept outside; raises UsageError if it is none.

    With `keys`, checkpoints signed by any other key are held against the log too.
    """
    export = ExportFile(path)
    service = export.header.service
    inspector = Inspector(service, checkpoints)
    wanted = codes or {}
    printed: dict[int, str] = {}
    damage: DamagedFileError | None = None
    try:
        inspector.take(_coded(export.rows(), wanted, printed))
    except DamagedFileError as err:
        damage = err
    found = inspector.result()
    row, problem = _first_of(found, damage, _strangers(checkpoints, service, keys))
    if not problem:
        row, problem = _by_codes(wanted, printed)
    sealed = max([found.sealed, *(seq for seq in wanted if not problem)])
    return AuditVerdict(
        ok=not problem,
        service=service,
        rows=found.rows,
        withheld=found.withheld,
        sealed=sealed,
        row=row,
        problem=problem,
        reach=""
        if problem
        else reach(rows=found.rows, sealed=sealed, withheld=found.withheld),
    )


def _coded(
    rows: Iterable[Link], wanted: Codes, printed: dict[int, str]
) -> Iterator[Link]:
    """Pass rows on, and note the codes of those that were asked for."""
    for row in rows:
        if row.seq in wanted:
            printed[row.seq] = short_code(row.digest)
        yield row


def _strangers(
    checkpoints: Sequence[Checkpoint], service: AuditedService, keys: frozenset[str]
) -> list[Checkpoint]:
    if not keys:
        return []
    return [
        one
        for one in checkpoints
        if one.service is service and one.public_key not in keys
    ]


def _first_of(
    found: Inspection, damage: DamagedFileError | None, strangers: list[Checkpoint]
) -> tuple[int | None, str]:
    """Return the first row that does not fit and why; the chain's word comes first.

    A file that breaks off has rows missing at its end: that is the file's fault, and
    said so, before a checkpoint is held against what was never read.
    """
    broken = found.broken
    if broken is not None and (damage is None or broken.seq <= found.rows):
        return broken.seq, sentence(broken)
    if damage is not None:
        return damage.row, str(damage)
    if strangers:
        return strangers[0].seq, strange_key(strangers[0])
    return None, ""


def _by_codes(wanted: Codes, printed: Codes) -> tuple[int | None, str]:
    for seq, code in sorted(wanted.items()):
        if seq not in printed:
            return seq, no_such_row(seq)
        if printed[seq] != code:
            return seq, other_code(seq, code=printed[seq])
    return None, ""
