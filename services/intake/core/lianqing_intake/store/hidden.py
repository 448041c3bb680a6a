"""Which entries of the audit log a person may not find. Source: 监察法 Art. 67."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_intake.store.tables import ReportRow
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.audit_search import Hidden
from lianqing_shared.security.access import own_subjects


async def hidden_from(_session: AsyncSession, actor: Actor) -> Hidden:
    """Return the reports from which the reader is recused.

    By id, and by unit and submission for those that were not accepted.
    """
    recused = or_(
        ReportRow.subject_key.in_(own_subjects(actor)),
        ReportRow.subject_unit.in_(actor.recused_units),
    )
    submission = ReportRow.unit + "/" + ReportRow.submission_id
    return (
        select(ReportRow.report_id).where(recused),
        select(submission).where(recused),
    )
