"""Show one case whole, with its explanation and what the reader may do now.

Source: P3.2a; what may not be known is answered as absent (architecture P6).
"""

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_grading.domain.authority import commands
from lianqing_grading.domain.case import VERIFIED
from lianqing_grading.domain.joining import findings_of, is_identified
from lianqing_grading.gateways.policies import Policies
from lianqing_grading.store import cases
from lianqing_grading.store.officers import officers as all_officers
from lianqing_grading.store.scope import Condition, visible_to
from lianqing_grading.store.tables import CaseRow
from lianqing_grading.store.units import named
from lianqing_grading.usecases import views
from lianqing_shared.contracts.cases import CaseView, Proposal, ShowCase
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import Facts
from lianqing_shared.db import Database
from lianqing_shared.errors import NotFoundError


async def show_case(
    database: Database, ask: ShowCase, actor: Actor, *, policies: Policies
) -> CaseView:
    """Return a case by id or number; raises NotFoundError also for who may not know."""
    async with database.look() as session:
        officers = await all_officers(session)
        return await view_of(
            session,
            ask.case,
            actor,
            policies=policies,
            scope=visible_to(actor, officers),
        )


async def view_of(
    session: AsyncSession,
    key: str,
    actor: Actor,
    *,
    policies: Policies,
    scope: Condition,
) -> CaseView:
    """Return the case as it stands in a session that is already open."""
    row = await cases.find_case(session, key, scope=scope)
    if row is None:
        raise NotFoundError("这件案件")
    convened = await cases.convened_units(session, row)
    opinions = await cases.opinions(session, row)
    sees_all = views.sees_reports(actor)
    sees_study = sees_all or actor.unit in convened
    reports = await cases.reports_of(session, row.case_id) if sees_all else []
    told_by = [*(one.unit for one in reports), *(one.unit for one in opinions)]
    units = await named(session, (row.addressee, row.subject_unit, *told_by))
    steps = await cases.history(session, row.case_id)
    decision = await cases.approval(session, row.case_id)
    case = cases.case_of(
        row,
        convened=convened,
        opinions=opinions,
        bench=cases.bench_for(row, await all_officers(session)),
    )
    return CaseView(
        row=views.line(row, units, actor=actor),
        facts=facts_of(row),
        is_verified=row.state in VERIFIED,
        finding=row.finding,
        proposal=proposal_of(row, policies),
        reports=views.report_views(reports, units),
        opinions=views.opinion_views(opinions, units) if sees_study else (),
        convened_units=tuple(convened) if sees_study else (),
        basis=views.basis_view(decision, convened if sees_study else ()),
        letter_number=row.letter_number,
        history=views.history_views(reports, steps)
        if sees_all
        else views.unit_history(steps, decision, unit=actor.unit),
        allowed=commands(case, actor),
    )


def facts_of(row: CaseRow) -> Facts:
    """Return the verified facts once there are any, else the gravest alleged."""
    return Facts.model_validate(row.verified or row.alleged)


def proposal_of(row: CaseRow, policies: Policies) -> Proposal:
    """Explain the case by the policy that it was last graded under."""
    return policies.named(row.policy).explain(
        findings_of(
            facts_of(row),
            independent_sources=row.independent_sources,
            is_verified=row.state in VERIFIED,
            is_subject_identified=is_identified(cases.subject_of(row), row.addressee),
        )
    )
