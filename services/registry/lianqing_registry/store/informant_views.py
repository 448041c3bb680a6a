"""Put together what others see of informants."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_life import state_on
from lianqing_registry.domain.informants import filing_no
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import informants
from lianqing_registry.store.tables import (
    AcknowledgementRow,
    AssessmentRow,
    InformantRecordRow,
    InformantRow,
    InformantStepRow,
    InformantTermRow,
)
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgementView,
    AssessmentView,
    ScoreProposal,
)
from lianqing_shared.contracts.informants import (
    InformantRecord,
    InformantView,
    StepView,
    TermView,
    Withdrawal,
)
from lianqing_shared.contracts.personal import Personal


async def views(
    session: AsyncSession, ids: Sequence[str], *, today: date, shows_results: bool
) -> tuple[InformantView, ...]:
    """Return informants as they stand today, in the order of the ids."""
    found = await informants.rows(session, ids)
    terms: dict[str, list[InformantTermRow]] = defaultdict(list)
    for term in await informants.terms(session, ids):
        terms[term.person_id].append(term)
    in_force = await conduct.rules_in_force(session)
    version = in_force.version if in_force else None
    accepted = await conduct.acknowledged_by(session, version) if version else set()
    results = await conduct.results(session, ids) if shows_results else {}
    return tuple(
        _view(found[one], terms[one], today=today).model_copy(
            update={
                "acknowledged": version if one in accepted else None,
                "result": results.get(one),
            }
        )
        for one in ids
        if one in found
    )


async def view(
    session: AsyncSession, row: InformantRow, *, today: date, shows_results: bool
) -> InformantView:
    """Return one informant as he stands today."""
    (found,) = await views(
        session, [row.person_id], today=today, shows_results=shows_results
    )
    return found


def _view(
    row: InformantRow, terms: Sequence[InformantTermRow], *, today: date
) -> InformantView:
    filed = [one for one in terms if one.filed_at is not None]
    waits = any(one.filed_at is None and one.refused_at is None for one in terms)
    newest = filed[-1] if filed else None
    return InformantView(
        person_id=row.person_id,
        name=row.name,
        background=row.background,
        background_text=row.background_text,
        recruiter=row.recruiter,
        state=state_on(row.state, ends_on=row.ends_on, today=today),
        applied_at=row.applied_at,
        filed_at=newest.filed_at if newest else None,
        filing_no=number_of(newest) if newest else None,
        starts_on=newest.starts_on if newest else None,
        ends_on=row.ends_on,
        asks_renewal=waits and bool(filed),
        has_account=row.account is not None,
        consents_to_publication=row.consents_to_publication,
    )


def number_of(term: InformantTermRow) -> str | None:
    """Return a term's filing number as it is printed."""
    if term.filing_year is None or term.filing_number is None:
        return None
    return filing_no(term.filing_year, term.filing_number)


def term_view(term: InformantTermRow, names: Mapping[str, Personal]) -> TermView:
    """Return a term as others see it, with those of the names that are given."""
    return TermView(
        number=term.number,
        months=term.months,
        asked_at=term.asked_at,
        asked_by=term.asked_by,
        asked_by_name=names.get(term.asked_by),
        filed_at=term.filed_at,
        filed_by=term.filed_by,
        filed_by_name=names.get(term.filed_by or ""),
        filing_no=number_of(term),
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        refused_at=term.refused_at,
        refused_by=term.refused_by,
        reason=term.reason,
    )


def step_view(step: InformantStepRow, names: Mapping[str, Personal]) -> StepView:
    """Return a step as others see it, with those of the names that are given."""
    return StepView(
        move=step.move,
        at=step.at,
        by=step.by,
        by_name=names.get(step.by),
        reason=step.reason,
    )


def record_view(
    record: InformantRecordRow,
    *,
    names: Mapping[str, Personal] = MappingProxyType({}),
    assessments: Sequence[AssessmentRow] = (),
    is_whole: bool = True,
) -> InformantRecord:
    """Return a record as others see it.

    Args:
        record: What is kept, withdrawn or not.
        names: Who may be named as having withdrawn it.
        assessments: Of the same informant, to tell whether one outlives the record.
        is_whole: Whether its number, and why it was withdrawn, are told.
    """
    return InformantRecord(
        number=record.id if is_whole else None,
        kind=record.kind,
        on=record.on_day,
        text=record.text,
        hours=None if record.half_hours is None else record.half_hours / 2,
        place=record.place,
        amount=record.amount,
        rule_reference=record.rule_reference,
        recorded_at=record.recorded_at,
        recorded_by=record.recorded_by,
        withdrawn=_withdrawal(record, names, assessments, is_whole=is_whole),
    )


def _withdrawal(
    record: InformantRecordRow,
    names: Mapping[str, Personal],
    assessments: Sequence[AssessmentRow],
    *,
    is_whole: bool,
) -> Withdrawal | None:
    at, by = record.withdrawn_at, record.withdrawn_by
    if at is None or by is None:
        return None
    year = record.on_day.year
    stands = any(
        one.year == year
        and one.superseded_at is None
        and record.recorded_at <= one.assessed_at <= at
        for one in assessments
    )
    return Withdrawal(
        at=at,
        by=by,
        by_name=names.get(by),
        reason=record.withdrawn_why if is_whole else None,
        assessed=year if stands and is_whole else None,
    )


def assessment_view(row: AssessmentRow) -> AssessmentView:
    """Return an assessment as others see it."""
    return AssessmentView(
        year=row.year,
        version=row.version,
        is_current=row.superseded_at is None,
        score=row.score,
        result=row.result,
        proposal=ScoreProposal.model_validate(row.proposal),
        reason=row.reason,
        assessed_at=row.assessed_at,
        assessed_by=row.assessed_by,
    )


def acknowledgement_view(row: AcknowledgementRow) -> AcknowledgementView:
    """Return an acknowledgement as others see it."""
    return AcknowledgementView(
        version=row.version,
        text_sha256=row.text_sha256,
        at=row.at,
        signed_on=row.signed_on,
        is_on_paper=row.is_on_paper,
        recorded_by=row.recorded_by,
    )
