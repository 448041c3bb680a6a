"""Tell what is missing in the network, without what concerns the reader himself.

Informants are told of only to those who may read their database. Source: P1.0; 监察法
Art. 67.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lianqing_registry.domain.network_checks import told
from lianqing_registry.domain.network_seen import NetworkFinding
from lianqing_registry.store import network_gaps
from lianqing_registry.store.tables import NetworkGapRow
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.duties import TargetKind
from lianqing_shared.contracts.network_gaps import (
    ListNetworkGaps,
    NetworkGap,
    NetworkGapKind,
    NetworkGapPage,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database
from lianqing_shared.security.access import is_recused, may

_MOST = 300
"""What one answer on the bus has room for."""
_MOST_TARGETS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    row: NetworkGapRow
    finding: NetworkFinding


async def list_network_gaps(
    database: Database, actor: Actor, ask: ListNetworkGaps
) -> NetworkGapPage:
    """Return gaps by kind, longest known first, those of one cause as one."""
    async with database.look() as session:
        rows = await (
            network_gaps.cleared_gaps(session)
            if ask.cleared
            else network_gaps.open_gaps(session)
        )
        checked_at = await network_gaps.last_check(session)
    known = [_Known(row=row, finding=network_gaps.finding_of(row)) for row in rows]
    seen = [
        one
        for one in known
        if ask.kind in (None, one.row.kind) and not _hidden(one, actor)
    ]
    order = list(NetworkGapKind)
    gaps = [_gap(group) for group in _groups(seen)]
    gaps.sort(key=lambda gap: order.index(gap.kind))
    return NetworkGapPage(
        gaps=tuple(gaps[:_MOST]), total=len(gaps), checked_at=checked_at
    )


def _hidden(one: _Known, actor: Actor) -> bool:
    """Return whether the reader may not know of it: it is about him or close to him."""
    finding = one.finding
    is_of_informant = any(t.kind is TargetKind.INFORMANT for t in finding.targets)
    if is_of_informant and not may(actor, topology.LIST_INFORMANTS):
        return True
    if actor.person_id in finding.people:
        return True
    keys: Sequence[str | None] = finding.keys or (None,)
    unit = finding.unit or None
    return any(is_recused(actor, unit=unit, subject_key=key) for key in keys)


def _groups(seen: Iterable[_Known]) -> list[list[_Known]]:
    """Put together what one sentence tells; what was cleared apart stays apart."""
    found: dict[tuple[str, object], list[_Known]] = {}
    for one in seen:
        name = one.finding.group or f"alone:{one.row.id}"
        found.setdefault((name, one.row.cleared_at), []).append(one)
    return list(found.values())


def _gap(group: Sequence[_Known]) -> NetworkGap:
    findings = [one.finding for one in group]
    return NetworkGap(
        kind=group[0].row.kind,
        sentence=told(findings),
        advice=findings[0].advice,
        targets=tuple(t for one in findings for t in one.targets)[:_MOST_TARGETS],
        count=len(group),
        since=min(one.row.first_seen_at for one in group),
        last_seen_at=max(one.row.last_seen_at for one in group),
        cleared_at=group[0].row.cleared_at,
    )
