"""Look through reports: the centre all, a clerk his unit's, an informant his own.

What concerns the reader himself or those close to him is not there for him.
Source: P3.3; 监察法 Art. 67.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.seeing import sight_of
from lianqing_intake.store import quarantine, reports
from lianqing_intake.usecases.view import report_view
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import (
    ListQuarantine,
    QuarantinedView,
    QuarantinePage,
    ReportPage,
    ReportView,
    SearchReports,
    ShowReport,
)
from lianqing_shared.db.tables import Journal
from lianqing_shared.errors import NotFoundError


async def search_reports(
    question: SearchReports, *, actor: Actor, session: AsyncSession
) -> ReportPage:
    """Return a page of submissions that the actor may see, newest first."""
    sight = sight_of(actor)
    rows, total = await reports.reports(
        session,
        sight=sight,
        unit=question.unit if sight.is_everywhere else None,
        outcome=question.outcome,
        text=question.text.strip(),
        after=question.after,
        limit=question.limit + 1,
    )
    shown = rows[: question.limit]
    return ReportPage(
        reports=tuple(report_view(row) for row in shown),
        total=total,
        next=reports.place_of(shown[-1]) if len(rows) > question.limit else None,
    )


async def show_report(
    question: ShowReport, *, actor: Actor, session: AsyncSession
) -> ReportView:
    """Return one report; raises NotFoundError outside of what the actor may see."""
    row = await reports.report(session, question.report_id, sight=sight_of(actor))
    if row is None:
        raise NotFoundError("这条信息")
    return report_view(row)


async def list_quarantine(
    question: ListQuarantine, *, session: AsyncSession, journal: Journal
) -> QuarantinePage:
    """Return what could not be read, without its content."""
    rows, total = await quarantine.unreadable(session, journal, limit=question.limit)
    items = tuple(
        QuarantinedView(
            id=row.id, unit=row.unit, reason=row.reason, size=row.size, at=row.at
        )
        for row in rows
    )
    return QuarantinePage(items=items, total=total)
