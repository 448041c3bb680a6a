"""Recruit an informant, and ask for a new term of one. Source: P1.3.2a."""

from lianqing_registry.domain.informant_sight import is_close
from lianqing_registry.domain.informants import check_background
from lianqing_registry.domain.scope import check_reach
from lianqing_registry.errors.informants import CloseRelationError, RenewalWaitsError
from lianqing_registry.store import informants
from lianqing_registry.store.tables import InformantRow, InformantTermRow
from lianqing_registry.usecases.find_informant import (
    Keeper,
    keep_step,
    shown,
    step,
    the_informant,
)
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.informants import (
    ApplyInformant,
    InformantView,
    RenewInformant,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.ids import new_id


async def apply_informant(
    work: Work, actor: Actor, ask: ApplyInformant, *, keeper: Keeper
) -> InformantView:
    """Apply for an informant; the recruiting unit answers for him.

    The same application again gives the same informant: a unit has one informant of a
    name; of two with one name the second is entered with a mark, as 申某（二）.

    Raises:
        ForeignUnitError: A unit's head recruits for his own unit only.
        NotFoundError, UnitRevokedError: No such unit in use.
        CloseRelationError: The actor is close to whom he recruits, or is he.
        InformantRecordError: The background is not filled in.
    """
    check_reach(actor, ask.recruiter)
    check_background(ask.background, ask.background_text)
    if is_close(
        actor, name=ask.name, recruiter=ask.recruiter, digest_key=keeper.digest_key
    ):
        raise CloseRelationError
    await active_unit(work, ask.recruiter)
    row = await informants.current_of(work.session, ask.recruiter, ask.name)
    if row is None:
        row = _new(work, ask)
        work.session.add(row)
        await work.session.flush()
        _ask_term(work, row, number=1, months=ask.months or keeper.rule.term_months)
        keep_step(work, row, LifeMove.APPLY)
    return await shown(work, actor, row)


async def renew_informant(
    work: Work, actor: Actor, ask: RenewInformant, *, keeper: Keeper
) -> InformantView:
    """Ask for a new term; it counts once somebody else has filed it.

    Raises:
        NotFoundError: There is no such informant.
        UnitRevokedError: His recruiter is gone; another unit must answer for him first.
        WrongMoveError: Nothing can be renewed where he stands.
        RenewalWaitsError: Somebody has asked already.
    """
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    await active_unit(work, row.recruiter)
    if await informants.waiting_term(work.session, row.person_id) is not None:
        raise RenewalWaitsError
    await step(work, row, LifeMove.ASK_RENEWAL, reason=ask.reason)
    before = await informants.terms(work.session, [row.person_id])
    _ask_term(
        work,
        row,
        number=before[-1].number + 1,
        months=ask.months or keeper.rule.term_months,
        reason=ask.reason,
    )
    return await shown(work, actor, row)


def _new(work: Work, ask: ApplyInformant) -> InformantRow:
    return InformantRow(
        person_id=new_id("pe", work.now),
        name=ask.name,
        background=ask.background,
        background_text=ask.background_text,
        recruiter=ask.recruiter,
        phone=ask.phone,
        state=InformantState.APPLIED,
        applied_at=work.now,
        consents_to_publication=ask.consents_to_publication,
    )


def _ask_term(
    work: Work,
    row: InformantRow,
    *,
    number: int,
    months: int,
    reason: Personal | None = None,
) -> None:
    work.session.add(
        InformantTermRow(
            person_id=row.person_id,
            number=number,
            months=months,
            asked_at=work.now,
            asked_by=work.actor,
            reason=reason,
        )
    )
