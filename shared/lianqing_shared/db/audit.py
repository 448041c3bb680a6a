"""The audit log: append-only, each row's digest covering the row before it.

A chain inside a database proves nothing against its owner; checkpoints held outside do
(a later issue). Source: reliability research finding 12; 等保2.0 安全审计.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_shared.db.bulk import insert_rows

GENESIS = "0" * 64
_PAGE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What happened: who did which action to what, when."""

    at: str
    actor: str
    action: str
    object_id: str
    detail: Mapping[str, str | int | bool | None]


async def append(session: AsyncSession, table: Table, notes: Sequence[Note]) -> None:
    """Add rows to the chain; the caller holds the only pen."""
    last = (
        await session.execute(
            select(table.c.seq, table.c.digest).order_by(table.c.seq.desc()).limit(1)
        )
    ).first()
    seq, prev = (last.seq, last.digest) if last else (0, GENESIS)
    rows = []
    for note in notes:
        seq += 1
        row = {
            "seq": seq,
            "prev": prev,
            "at": note.at,
            "actor": note.actor,
            "action": note.action,
            "object_id": note.object_id,
            "detail": json.dumps(dict(note.detail), ensure_ascii=False, sort_keys=True),
        }
        prev = row["digest"] = digest_of(row)
        rows.append(row)
    await insert_rows(session, table, rows)


def digest_of(row: Mapping[str, object]) -> str:
    """Return the digest of a row: SHA-256 over its columns, in fixed order."""
    columns = ("seq", "prev", "at", "actor", "action", "object_id", "detail")
    joined = "\x1f".join(str(row[column]) for column in columns)
    return hashlib.sha256(joined.encode()).hexdigest()


async def first_broken(session: AsyncSession, table: Table) -> int | None:
    """Return the number of the first row that does not fit the chain, None if whole."""
    prev, expected, after = GENESIS, 1, 0
    while True:
        rows = (
            (
                await session.execute(
                    select(table)
                    .where(table.c.seq > after)
                    .order_by(table.c.seq)
                    .limit(_PAGE)
                )
            )
            .mappings()
            .all()
        )
        if not rows:
            return None
        for row in rows:
            fits = row["seq"] == expected and row["prev"] == prev
            if not fits or digest_of(dict(row)) != row["digest"]:
                return expected
            prev, after = row["digest"], row["seq"]
            expected += 1
