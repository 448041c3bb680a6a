"""Answer the audit administrator about one service's log; the same in every service."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.contracts.auditing import (
    EXPORTS,
    SEARCHES,
    AuditedService,
    AuditExport,
    AuditPage,
    ExportAudit,
    SearchAudit,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db import Database
from lianqing_shared.db.audit_search import Hidden, export, search

Hides = Callable[[AsyncSession, Actor], Awaitable[Hidden]]
"""Tells the object ids of the matters from which a reader is recused."""


class AuditDesk:
    """Answers searches and exports; what a reader is recused from he does not find."""

    def __init__(self, database: Database, *, hides: Hides) -> None:
        self._database = database
        self._hides = hides

    def register(self, bus: ServiceBus) -> None:
        """Take the two requests of this service on."""
        service = AuditedService(self._database.service.value)
        bus.answers(SEARCHES[service], self.search)
        bus.answers(EXPORTS[service], self.export)

    async def search(self, ask: SearchAudit, actor: Actor) -> AuditPage:
        """Look into the log."""
        async with self._database.look() as session:
            hidden = await self._hides(session, actor)
            table = self._database.journal.audit
            return await search(session, table, ask, hidden=hidden)

    async def export(self, ask: ExportAudit, actor: Actor) -> AuditExport:
        """Take the next stretch of the log out."""
        async with self._database.look() as session:
            hidden = await self._hides(session, actor)
            table = self._database.journal.audit
            return await export(session, table, ask, hidden=hidden)
