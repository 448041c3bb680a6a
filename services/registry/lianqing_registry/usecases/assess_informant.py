"""Propose a year's score and let a person confirm or change it. Source: P1.3.2b.

What somebody reported is asked of intake in the moment and kept only inside the
assessment that a person confirms; why not by events stands at `CountContributions`.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.exc import IntegrityError

from lianqing_registry.domain.informants import Term, days_in_office
from lianqing_registry.domain.scoring import YearOfOne, propose
from lianqing_registry.errors.informants import (
    AssessedElsewhereError,
    NotFiledError,
    ProposalMovedError,
    ReasonMissingError,
    YearError,
)
from lianqing_registry.gateways.contributions import Counter
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import informants
from lianqing_registry.store.informant_views import assessment_view
from lianqing_registry.store.tables import AssessmentRow, InformantRow
from lianqing_registry.usecases.find_informant import Keeper, the_informant
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_conduct import (
    AssessInformant,
    AssessmentView,
    Contributions,
    ProposeAssessment,
    ScoreProposal,
)
from lianqing_shared.contracts.informant_words import LifeMove
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Database, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessor:
    """What years are assessed with."""

    database: Database
    keeper: Keeper
    counter: Counter


async def propose_assessment(
    assessor: Assessor, actor: Actor, ask: ProposeAssessment
) -> ScoreProposal:
    """Return a year's score as the rule has it, line by line; nothing is stored.

    Raises:
        NotFoundError: There is no such informant.
        NotFiledError, YearError: There is nothing to assess in that year.
        CountsUnavailableError: Intake did not count.
    """
    counts = await _counts(assessor, actor, ask.person_id, year=ask.year)
    async with assessor.database.work(actor=actor.person_id) as work:
        row = await the_informant(work, actor, ask.person_id, keeper=assessor.keeper)
        return await _proposal(work, assessor, row, counts, year=ask.year)


async def assess_informant(
    assessor: Assessor, actor: Actor, ask: AssessInformant
) -> AssessmentView:
    """Keep a year's score with the proposal it was made from; the history stays.

    The same assessment again changes nothing; another one is a correction.

    Raises:
        NotFoundError: There is no such informant.
        NotFiledError, YearError: There is nothing to assess in that year.
        CountsUnavailableError: Intake did not count; nothing is stored.
        ProposalMovedError: The rule no longer proposes what the person saw.
        ReasonMissingError: The score differs, or corrects one, without a reason.
    """
    counts = await _counts(assessor, actor, ask.person_id, year=ask.year)
    try:
        async with assessor.database.work(actor=actor.person_id) as work:
            row = await the_informant(
                work, actor, ask.person_id, keeper=assessor.keeper
            )
            proposal = await _proposal(work, assessor, row, counts, year=ask.year)
            return await _keep(work, actor, ask, proposal, assessor.keeper)
    except IntegrityError as err:
        raise AssessedElsewhereError from err


async def _counts(
    assessor: Assessor, actor: Actor, person_id: str, *, year: int
) -> Contributions | None:
    """Ask intake, before any transaction is open; None where he has no account."""
    async with assessor.database.work(actor=actor.person_id) as work:
        row = await the_informant(work, actor, person_id, keeper=assessor.keeper)
        await _check_year(work, row, year)
        account = row.account
    if account is None:
        return None
    return await assessor.counter.count(actor, account, year=year)


async def _check_year(work: Work, row: InformantRow, year: int) -> None:
    if not any(
        one.starts_on for one in await informants.terms(work.session, [row.person_id])
    ):
        raise NotFiledError
    if year > beijing_day(work.now).year:
        raise YearError(f"{year} 年尚未开始，不能考核")
    if not await _days_in_office(work, row, year):
        raise YearError(f"该信息员 {year} 年不在聘期内，不能考核")


async def _days_in_office(work: Work, row: InformantRow, year: int) -> int:
    """Return for how many days of the year he was in office, up to today."""
    terms = [
        Term(starts_on=one.starts_on, ends_on=one.ends_on)
        for one in await informants.terms(work.session, [row.person_id])
        if one.starts_on is not None and one.ends_on is not None
    ]
    dismissed = [
        beijing_day(step.at)
        for step in await informants.steps(work.session, row.person_id)
        if step.move is LifeMove.DISMISS
    ]
    return days_in_office(
        terms, year=year, until=min([beijing_day(work.now), *dismissed])
    )


async def _proposal(
    work: Work,
    assessor: Assessor,
    row: InformantRow,
    counts: Contributions | None,
    *,
    year: int,
) -> ScoreProposal:
    session = work.session
    halves = await conduct.half_hours_in(session, row.person_id, year)
    given = YearOfOne(
        contributions=counts,
        training_hours=Decimal(halves) / 2,
        punishments=await conduct.punishments_in(session, row.person_id, year),
        days=await _days_in_office(work, row, year),
    )
    return propose(
        assessor.keeper.score_rule, given, person_id=row.person_id, year=year
    )


async def _keep(
    work: Work,
    actor: Actor,
    ask: AssessInformant,
    proposal: ScoreProposal,
    keeper: Keeper,
) -> AssessmentView:
    before = await conduct.assessments(work.session, ask.person_id, year=ask.year)
    newest = before[0] if before else None
    if newest and newest.score == ask.score and newest.reason == ask.reason:
        return assessment_view(newest)
    if proposal.score != ask.proposed:
        raise ProposalMovedError(seen=ask.proposed, now=proposal.score)
    _check_reason(ask, is_correction=newest is not None)
    if newest is not None:
        newest.superseded_at = work.now
        await work.session.flush()
    row = AssessmentRow(
        person_id=ask.person_id,
        year=ask.year,
        version=newest.version + 1 if newest else 1,
        score=ask.score,
        result=keeper.score_rule.result_of(ask.score),
        proposal=proposal.model_dump(mode="json"),
        reason=ask.reason,
        assessed_at=work.now,
        assessed_by=actor.person_id,
    )
    work.session.add(row)
    await work.session.flush()
    work.note("informant.assessed", ask.person_id, year=ask.year, version=row.version)
    return assessment_view(row)


def _check_reason(ask: AssessInformant, *, is_correction: bool) -> None:
    if ask.reason is not None and ask.reason.reveal().strip():
        return
    if is_correction:
        raise ReasonMissingError("更正已作出的考核")
    if ask.score != ask.proposed:
        raise ReasonMissingError("评定分与建议分不同")
