"""Which entries of the audit log a person may not find. Source: 监察法 Art. 67."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.store.tables import CaseRow, ReportRow
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.audit_search import Hidden
from lianqing_shared.security.access import own_subjects


async def hidden_from(_session: AsyncSession, actor: Actor) -> Hidden:
    """Return the cases from which the reader is recused, and their reports.

    By id and by number: a refused look leaves what was typed.
    """
    recused = or_(
        CaseRow.subject_key.in_(own_subjects(actor)),
        CaseRow.subject_unit.in_(actor.recused_units),
        CaseRow.addressee.in_(actor.recused_units),
    )
    reports = select(ReportRow.report_id).join(
        CaseRow, CaseRow.case_id == ReportRow.case_id
    )
    return (
        select(CaseRow.case_id).where(recused),
        select(CaseRow.case_no).where(recused),
        reports.where(recused),
    )
