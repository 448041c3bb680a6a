"""Look into an audit log, and take it out, for somebody who may not know all of it.

What a reader is recused from is left out of a search and withheld in an export: there
the row keeps its number and digests, so that the chain can be checked all the same.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_shared.contracts.auditing import (
    AuditExport,
    AuditPage,
    AuditRow,
    ExportAudit,
    SearchAudit,
)
from lianqing_shared.db.audit import end

Hidden = Sequence[Select[str] | Select[str | None] | Sequence[str]]
"""Object ids that a reader may not find: queries for them, or the ids themselves."""

_MOST_BYTES = 600_000
"""Texts of one answer; the bus carries a megabyte."""


async def search(
    session: AsyncSession, table: Table, ask: SearchAudit, *, hidden: Hidden
) -> AuditPage:
    """Return the rows that match and may be known, newest first."""
    conditions = [*_filters(table, ask), not_(_is_hidden(table, hidden))]
    query = select(table).where(*conditions).limit(ask.limit + 1)
    is_forward = ask.before is None and ask.after is not None
    if is_forward:
        query = query.where(table.c.seq > ask.after).order_by(table.c.seq)
    else:
        query = query.order_by(table.c.seq.desc())
        if ask.before is not None:
            query = query.where(table.c.seq < ask.before)
    found = list(await session.execute(query))
    shown, has_more = found[: ask.limit], len(found) > ask.limit
    if is_forward:
        shown.reverse()
    return AuditPage(
        rows=tuple(_view(row) for row in shown),
        head=(await end(session, table)).seq,
        older=shown[-1].seq if shown and (has_more or is_forward) else None,
        newer=shown[0].seq
        if shown and (has_more if is_forward else ask.before is not None)
        else None,
    )


async def export(
    session: AsyncSession, table: Table, ask: ExportAudit, *, hidden: Hidden
) -> AuditExport:
    """Return the next stretch of the chain; what may not be known is withheld."""
    head = (await end(session, table)).seq
    upto = head if ask.upto is None else min(ask.upto, head)
    withheld = _is_hidden(table, hidden).label("is_withheld")
    query = (
        select(table, withheld)
        .where(table.c.seq > ask.after, table.c.seq <= upto)
        .order_by(table.c.seq)
        .limit(ask.limit)
    )
    rows: list[AuditRow] = []
    size = 0
    for row in await session.execute(query):
        view = _withheld(row) if row.is_withheld else _view(row)
        size += len(view.detail.encode()) + len(view.object_id)
        if rows and size > _MOST_BYTES:
            break
        rows.append(view)
    return AuditExport(
        rows=tuple(rows), upto=upto, withheld=sum(row.is_withheld for row in rows)
    )


def _filters(table: Table, ask: SearchAudit) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if ask.actor:
        parts.append(table.c.actor == ask.actor)
    if ask.object_id:
        parts.append(table.c.object_id == ask.object_id)
    if ask.action:
        noun = f"{ask.action}."
        parts.append(
            or_(
                table.c.action == ask.action,
                table.c.action.startswith(noun, autoescape=True),
            )
        )
    if ask.since is not None:
        parts.append(table.c.at >= _text(ask.since))
    if ask.until is not None:
        parts.append(table.c.at < _text(ask.until))
    return parts


def _text(at: datetime) -> str:
    """Return a moment as the log writes it; texts sort as the moments do."""
    return at.astimezone(UTC).isoformat()


def _is_hidden(table: Table, hidden: Hidden) -> ColumnElement[bool]:
    parts = [func.coalesce(table.c.object_id.in_(ids), false()) for ids in hidden]
    return or_(false(), *parts) if parts else ~true()


def _view(row: Row[tuple[object, ...]]) -> AuditRow:
    return AuditRow(
        seq=row.seq,
        prev=row.prev,
        digest=row.digest,
        at=row.at,
        actor=row.actor,
        action=row.action,
        object_id=row.object_id,
        detail=row.detail,
    )


def _withheld(row: Row[tuple[object, ...]]) -> AuditRow:
    return AuditRow(seq=row.seq, prev=row.prev, digest=row.digest, is_withheld=True)
