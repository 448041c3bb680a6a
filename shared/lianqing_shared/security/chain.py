"""What makes rows a chain: each digest covers the row and the digest before it.

No database and no network: an export is checked with this on any machine. A chain
alone proves nothing against whoever can write all of it anew; checkpoints held outside
do. Source: reliability research finding 12; 等保2.0 安全审计; architecture P5.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from lianqing_shared.contracts.auditing import AuditedService, Checkpoint
from lianqing_shared.security.checkpoints import is_genuine

GENESIS = "0" * 64
"""What the first row follows."""
BETWEEN = "\x1f"
"""Stands between columns in what is digested, and in none of them but the last."""


class Link(NamedTuple):
    """One row as the chain sees it; of a withheld row only the place is known."""

    seq: int
    prev: str
    digest: str
    at: str = ""
    actor: str = ""
    action: str = ""
    object_id: str = ""
    detail: str = ""
    is_withheld: bool = False


class Fault(StrEnum):
    """How a chain can be broken."""

    EDITED = "edited"
    """The row's content is not what its digest covers."""
    GAP = "gap"
    """Rows are missing before this one."""
    SWAPPED = "swapped"
    """This row and `other` stand in each other's place."""
    UNLINKED = "unlinked"
    """The row does not follow the one before it: one of the two was written anew."""
    CUT = "cut"
    """Rows at the end are missing: a checkpoint has seen this one."""
    REWRITTEN = "rewritten"
    """A checkpoint has seen another row here: rows since `other` were written anew."""
    FORGED_CHECKPOINT = "forged_checkpoint"
    """The checkpoint at this row was not signed by the key that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first row that does not fit, and why."""

    fault: Fault
    seq: int
    other: int = 0
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What came of checking a chain; `broken` is None for a whole one.

    Up to `sealed` the rows are as an outside checkpoint saw them; what comes after
    could have been written anew by whoever holds the database.
    """

    rows: int
    withheld: int
    sealed: int
    broken: Break | None


def digest_of(row: Link) -> str:
    """Return what a row's digest must be: SHA-256 over its other columns, in order."""
    seq, prev, _, at, actor, action, object_id, detail, _ = row
    return digest_of_texts((str(seq), prev, at, actor, action, object_id, detail))


def digest_of_texts(texts: Iterable[str]) -> str:
    """Return the digest over columns that are at hand in their order."""
    return hashlib.sha256(BETWEEN.join(texts).encode()).hexdigest()


def inspect(
    rows: Iterable[Link],
    *,
    service: AuditedService,
    checkpoints: Iterable[Checkpoint] = (),
) -> Inspection:
    """Check all rows of a chain, in the order given, from the first on."""
    inspector = Inspector(service, checkpoints)
    inspector.take(rows)
    return inspector.result()


class Inspector:
    """Check a chain that comes in pieces, against checkpoints held outside.

    Checkpoints of other services are left aside. After the first break the rest is read
    only to tell what kind of break it is.
    """

    def __init__(
        self, service: AuditedService, checkpoints: Iterable[Checkpoint] = ()
    ) -> None:
        mine = [one for one in checkpoints if one.service is service]
        self._seen = _by_seq(one for one in mine if is_genuine(one))
        self._forged = [one for one in mine if not is_genuine(one)]
        self._rows = self._withheld = self._sealed = 0
        self._prev = GENESIS
        self._broken: Break | None = None
        self._first = Link(0, "", "")
        """The row at which the chain broke."""

    def take(self, rows: Iterable[Link]) -> None:
        """Go along the next rows."""
        for row in rows:
            self._rows += 1
            self._withheld += row.is_withheld
            if self._broken is None:
                self._follow(row)
            elif _are_swapped(self._first, self._broken.seq, row, self._rows):
                seq = self._broken.seq
                self._broken = Break(fault=Fault.SWAPPED, seq=seq, other=self._rows)

    def result(self) -> Inspection:
        """Conclude, when there are no more rows."""
        return Inspection(
            rows=self._rows,
            withheld=self._withheld,
            sealed=self._sealed,
            broken=self._broken or self._cut() or self._forgery(),
        )

    def _follow(self, row: Link) -> None:
        self._broken = self._fault_of(row)
        self._first = row
        self._prev = row.digest

    def _fault_of(self, row: Link) -> Break | None:
        if row.seq != self._rows:
            return Break(fault=Fault.GAP, seq=self._rows, other=row.seq)
        if not _is_as_digested(row):
            return Break(fault=Fault.EDITED, seq=row.seq)
        if row.prev != self._prev:
            return Break(fault=Fault.UNLINKED, seq=row.seq)
        return self._contradiction(row) if row.seq in self._seen else None

    def _contradiction(self, row: Link) -> Break | None:
        """Return the break if an outside checkpoint saw another row here."""
        for one in self._seen[row.seq]:
            if one.digest != row.digest:
                return Break(
                    fault=Fault.REWRITTEN,
                    seq=row.seq,
                    other=self._sealed,
                    checkpoint=one,
                )
        self._sealed = row.seq
        return None

    def _cut(self) -> Break | None:
        """Return the break of a chain that ends before what a checkpoint has seen."""
        beyond = min((seq for seq in self._seen if seq > self._rows), default=None)
        if beyond is None:
            return None
        return Break(
            fault=Fault.CUT,
            seq=self._rows + 1,
            other=beyond,
            checkpoint=self._seen[beyond][0],
        )

    def _forgery(self) -> Break | None:
        if not self._forged:
            return None
        first = min(self._forged, key=lambda one: one.seq)
        return Break(fault=Fault.FORGED_CHECKPOINT, seq=first.seq, checkpoint=first)


def _by_seq(checkpoints: Iterable[Checkpoint]) -> Mapping[int, list[Checkpoint]]:
    found: dict[int, list[Checkpoint]] = {}
    for one in sorted(checkpoints, key=lambda one: one.at):
        found.setdefault(one.seq, []).append(one)
    return found


def _is_as_digested(row: Link) -> bool:
    if row.is_withheld:
        return True
    # A separator inside a column would let text wander from one into the next.
    first_columns = f"{row.at}{row.actor}{row.action}{row.object_id}"
    return BETWEEN not in first_columns and row.digest == digest_of(row)


def _are_swapped(first: Link, place: int, second: Link, other_place: int) -> bool:
    """Return whether each of two rows belongs where the other stands.

    The rows may stand in the wrong order, may have exchanged numbers, or all but their
    numbers and digests.
    """
    if (first.seq, second.seq) == (other_place, place):
        return True
    if first.is_withheld or second.is_withheld:
        return False
    return _fit(first._replace(seq=other_place), second._replace(seq=place)) or _fit(
        first._replace(prev=second.prev, digest=second.digest, seq=other_place),
        second._replace(prev=first.prev, digest=first.digest, seq=place),
    )


def _fit(*rows: Link) -> bool:
    return all(map(_is_as_digested, rows))
