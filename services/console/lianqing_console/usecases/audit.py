"""Look into the audit logs and the checkpoints. Source: 等保2.0 安全审计; P5."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lianqing_console.usecases.console import Console, Visitor
from lianqing_shared.clock import BEIJING
from lianqing_shared.contracts.auditing import (
    SEARCHES,
    AuditedService,
    AuditPage,
    CheckpointPage,
    ListCheckpoints,
)

_LONGEST = 120
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """What somebody looks for; anything unreadable in an address counts as nothing."""

    service: AuditedService
    actor: str = ""
    action: str = ""
    object_id: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None
    after: int | None = None

    @property
    def kept(self) -> Mapping[str, str]:
        """Return the filter as it stands in an address, without its place."""
        found = {
            "actor": self.actor,
            "action": self.action,
            "object": self.object_id,
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }
        return {name: value for name, value in found.items() if value}


def audit_filter(service: AuditedService, query: Mapping[str, str]) -> AuditFilter:
    """Read a filter from an address."""
    return AuditFilter(
        service=service,
        actor=query.get("actor", "").strip()[:_LONGEST],
        action=query.get("action", "").strip()[:_LONGEST],
        object_id=query.get("object", "").strip()[:_LONGEST],
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        before=_place(query.get("before", "")),
        after=_place(query.get("after", "")),
    )


async def search_audit(
    console: Console, visitor: Visitor, chosen: AuditFilter
) -> AuditPage:
    """Ask the service whose log it is; the look itself becomes a row there."""
    asked = SEARCHES[chosen.service](
        actor=chosen.actor,
        action=chosen.action,
        object_id=chosen.object_id,
        since=_start_of(chosen.since),
        # The last day counts whole.
        until=_start_of(chosen.until + timedelta(days=1)) if chosen.until else None,
        before=chosen.before,
        after=chosen.after,
    )
    return await console.desk.ask(asked, visitor.token)


async def list_checkpoints(
    console: Console, visitor: Visitor, *, service: AuditedService | None, before: str
) -> CheckpointPage:
    """Ask the registry for the checkpoints that it keeps of all services."""
    place = _place(before) or None
    return await console.desk.ask(
        ListCheckpoints(service=service, before=place), visitor.token
    )


def _start_of(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, tzinfo=BEIJING) if day else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else None
