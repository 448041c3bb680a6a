"""Look through reports: the centre all, a clerk his unit's, an informant his own.

Source: P3.3.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.domain.seeing import Sight, sight_of
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
from lianqing_shared.security.access import is_recused
from lianqing_shared.security.digests import subject_key


async def search_reports(
    question: SearchReports, *, actor: Actor, session: AsyncSession, key: bytes
) -> ReportPage:
    """Return a page of submissions that the actor may see, newest first."""
    sight = sight_of(actor)
    rows, total = await reports.reports(
        session,
        sight=sight,
        unit=question.unit if sight == Sight() else None,
        outcome=question.outcome,
        text=question.text.strip(),
        before=int(question.after) if question.after else None,
        limit=question.limit,
    )
    shown = [view for row in rows if not _hidden(view := report_view(row), actor, key)]
    more = len(rows) == question.limit
    return ReportPage(
        reports=tuple(shown),
        total=total - (len(rows) - len(shown)),
        next=str(rows[-1].id) if rows and more else None,
    )


async def show_report(
    question: ShowReport, *, actor: Actor, session: AsyncSession, key: bytes
) -> ReportView:
    """Return one report; raises NotFoundError outside of what the actor may see."""
    row = await reports.report(session, question.report_id)
    if row is None or not sight_of(actor).shows(
        unit=row.unit, writer=row.entered_by, is_by_informant=row.is_by_informant
    ):
        raise NotFoundError("这条信息")
    view = report_view(row)
    if _hidden(view, actor, key):
        raise NotFoundError("这条信息")
    return view


def _hidden(view: ReportView, actor: Actor, key: bytes) -> bool:
    """Return whether the matter concerns the actor himself or someone close."""
    about = view.subject
    if about is None:
        return False
    name = about.person_name.reveal() if about.person_name else None
    own = subject_key(key, unit=about.unit or "", person_name=name) if name else None
    return is_recused(actor, unit=about.unit, subject_key=own)


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
