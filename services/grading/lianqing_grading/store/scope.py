"""Which cases a person may know of, as conditions of a query.

What lies outside answers like what does not exist. Source: architecture section 5, P6;
监察法 Art. 67; plan P3.2b (the unit confirms), P3.2c (convened units).
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from lianqing_grading.domain.case import UNITS, WARNED
from lianqing_grading.domain.officers import HEADS, Officer
from lianqing_grading.store.tables import CaseRow, ConvenedRow
from lianqing_shared.contracts.cases import Body, CaseState
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.plan import Level
from lianqing_shared.contracts.reports import SubjectKind
from lianqing_shared.security.access import Sphere, only_unit, own_subjects

Condition = ColumnElement[bool]


def visible_to(actor: Actor, officers: Sequence[Officer]) -> Condition:
    """Return the condition for the cases that the actor may see.

    `officers` are all of them: what the county must take over follows from who of the
    town is out.
    """
    return and_(_by_role(actor, officers), _not_recused(actor))


def _by_role(actor: Actor, officers: Sequence[Officer]) -> Condition:
    if only_unit(actor, Sphere.CASES) is None:
        return true()
    parts: list[Condition] = []
    if actor.holds(Role.PARTY_SECRETARY):
        parts += [
            CaseRow.submitted_to == Body.PARTY_SECRETARY,
            CaseRow.level == Level.ONE,
        ]
    if actor.holds(Role.COUNTY_LIAISON):
        parts.append(CaseRow.submitted_to == Body.COUNTY_COMMITTEE)
        parts += _left_to_county(officers)
    if actor.holds(*UNITS):
        parts += _of_unit(actor)
    return or_(*parts) if parts else false()


def _left_to_county(officers: Sequence[Officer]) -> list[Condition]:
    """Return proposed cases about the town's heads, and those nobody there can submit.

    Without it such a case would lie where nobody who may know of it can move it.
    """
    in_office = [one for one in officers if one.roles]
    heads = [key for one in in_office if one.roles & HEADS for key in one.keys]
    directors = [one for one in in_office if Role.CENTRE_DIRECTOR in one.roles]
    submitting = [
        one
        for one in in_office
        if one.roles & {Role.CENTRE_DIRECTOR, Role.COMMISSION_SECRETARY}
    ]
    left: list[Condition] = []
    if heads:
        left.append(CaseRow.subject_key.in_(heads))
    if directors:
        left.append(and_(*(_is_out(one) for one in submitting)))
    return [and_(CaseRow.state == CaseState.PROPOSED, or_(*left))] if left else []


def _is_out(officer: Officer) -> Condition:
    """Return the rule of `Officer.is_out` as a condition."""
    keys = officer.keys | officer.recused_subjects
    parts: list[Condition] = [CaseRow.subject_key.in_(sorted(keys))]
    if officer.recused_units:
        units = sorted(officer.recused_units)
        parts += [CaseRow.subject_unit.in_(units), CaseRow.addressee.in_(units)]
    return or_(*(func.coalesce(part, false()) for part in parts))


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


def hidden_from(actor: Actor) -> Condition:
    """Return the condition for the cases that recusal alone hides from the actor."""
    return not_(_not_recused(actor))


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
