"""Which cases a person may know of, as conditions of a query.

What lies outside answers like what does not exist. Source: architecture section 5, P6;
监察法 Art. 67; plan P3.2b (the unit confirms), P3.2c (convened units).
"""

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import aliased

from lianqing_grading.domain.case import UNITS, WARNED
from lianqing_grading.store.tables import CaseRow, ConvenedRow
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import SubjectKind
from lianqing_shared.security.access import own_subjects

Condition = ColumnElement[bool]


def visible_to(actor: Actor) -> Condition:
    """Return the condition for the cases that the actor may see."""
    return and_(_by_role(actor), _not_recused(actor))


def _by_role(actor: Actor) -> Condition:
    if actor.holds(*CENTRE_ROLES):
        return true()
    parts: list[Condition] = []
    if actor.holds(Role.PARTY_SECRETARY):
        parts += [
            CaseRow.submitted_to == Body.PARTY_SECRETARY,
            CaseRow.level == Level.ONE,
        ]
    if actor.holds(Role.COUNTY_LIAISON):
        parts.append(CaseRow.submitted_to == Body.COUNTY_COMMITTEE)
    if actor.holds(*UNITS):
        parts += _of_unit(actor)
    return or_(*parts) if parts else false()


def _of_unit(actor: Actor) -> list[Condition]:
    own = CaseRow.addressee == actor.unit
    # Uncorrelated, so that it is asked once and not again for every case.
    now = aliased(CaseRow)
    convened = (
        select(ConvenedRow.case_id)
        .join(now, now.case_id == ConvenedRow.case_id)
        .where(ConvenedRow.unit == actor.unit, ConvenedRow.round == now.round)
    )
    parts: list[Condition] = [
        and_(own, CaseRow.state.in_(WARNED)),
        CaseRow.case_id.in_(convened.correlate(None)),
    ]
    if actor.holds(Role.UNIT_HEAD):
        parts.append(
            and_(
                own,
                CaseRow.state == CaseState.PROPOSED,
                CaseRow.suggested == Level.THREE,
                CaseRow.subject_kind == SubjectKind.PERSON,
            )
        )
    return parts


def _not_recused(actor: Actor) -> Condition:
    parts: list[Condition] = []
    if own := own_subjects(actor):
        parts.append(CaseRow.subject_key.not_in(own))
    if actor.recused_units:
        parts += [
            or_(unit.is_(None), unit.not_in(actor.recused_units))
            for unit in (CaseRow.subject_unit, CaseRow.addressee)
        ]
    return and_(true(), *parts)
