"""Take a report that a clerk types into the log-in window. Source: plan P1.3.1."""

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.seeing import is_only_informant
from lianqing_intake.store.reports import received_before
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.view import report_view
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import EnterReport, ReportView
from lianqing_shared.db import Work
from lianqing_shared.errors import RefusedError


async def enter_report(
    question: EnterReport, *, actor: Actor, work: Work, office: Office
) -> ReportView:
    """Judge and store the report as of the clerk's unit; return what became of it.

    The same form sent twice gives the same report; a rejected one raises RefusedError
    with the reason, so that the clerk can mend the form and lose nothing.
    """
    incoming = Incoming(
        unit=actor.unit,
        submission_id=question.submission_id,
        body=question.model_dump_json().encode(),
        report=question,
        entered_by=actor.person_id,
        is_by_informant=is_only_informant(actor),
    )
    (judged,) = await accept_reports([incoming], work=work, office=office)
    if judged.verdict.reason is not None:
        raise RefusedError(judged.verdict.reason, code="rejected")
    await work.session.flush()
    rows = await received_before(work.session, actor.unit, [incoming.submission_id])
    return report_view(rows[incoming.submission_id])
