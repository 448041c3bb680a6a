"""Promise: the audit log hides from a reader each case from which he is recused."""

from lianqing_grading.store.hidden import hidden_from
from lianqing_shared.contracts.auditing import SearchAudit
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.audit_search import search
from tests.unit.grading.builders import AGRI, TOWN, Desk, a_report

AUDITOR = TOWN["auditadmin"]
KEY = "c" * 64


async def found(desk: Desk, actor: Actor) -> set[str]:
    async with desk.database.look() as session:
        hidden = await hidden_from(session, actor)
        table = desk.database.journal.audit
        page = await search(session, table, SearchAudit(limit=200), hidden=hidden)
    return {row.object_id for row in page.rows}


async def test_a_case_about_himself_his_kin_or_his_unit_is_hidden(desk: Desk) -> None:
    about, other = a_report(subject_key=KEY), a_report(subject_key="d" * 64)
    case_id, other_id = await desk.opened(about), await desk.opened(other)
    view = await desk.show(case_id)
    async with desk.database.work(actor="pe_x") as work:
        work.note("case.read_refused", view.row.case_no)
        work.note("case.read", case_id)
    all_of_it = {about.report_id, case_id, view.row.case_no}

    for near in ({"subject_key": KEY}, {"recused_subjects": (KEY,)}):
        seen = await found(desk, AUDITOR.model_copy(update=near))
        assert not all_of_it & seen
        assert other.report_id in seen
    unit = AUDITOR.model_copy(update={"recused_units": (AGRI.unit,)})
    assert not ({*all_of_it, other.report_id, other_id} & await found(desk, unit))
    assert all_of_it <= await found(desk, AUDITOR)
