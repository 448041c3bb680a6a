"""Refuse, suspend, resume, dismiss, transfer; let terms run out. Source: P1.3.2."""

from lianqing_registry.domain.informants import check_background
from lianqing_registry.errors.informants import NothingWaitsError
from lianqing_registry.store import informants
from lianqing_registry.store.tables import InformantRow
from lianqing_registry.usecases.find_informant import (
    Keeper,
    settle,
    shown,
    step,
    the_informant,
)
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.informants import (
    ChangeInformant,
    ConsentInformant,
    DismissInformant,
    InformantView,
    RefuseInformant,
    ResumeInformant,
    SuspendInformant,
    TransferInformant,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError


async def refuse_informant(
    work: Work, actor: Actor, ask: RefuseInformant, *, keeper: Keeper
) -> InformantView:
    """Refuse what waits for filing: the applicant, or his new term.

    Raises:
        NotFoundError: There is no such informant.
        NothingWaitsError: Nothing waits.
    """
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    waiting = await informants.waiting_term(work.session, row.person_id)
    if waiting is None:
        raise NothingWaitsError
    waiting.refused_at, waiting.refused_by = work.now, actor.person_id
    waiting.reason = ask.reason
    is_first = row.state is InformantState.APPLIED
    move = LifeMove.REFUSE if is_first else LifeMove.REFUSE_RENEWAL
    await step(work, row, move, reason=ask.reason)
    return await shown(work, actor, row)


async def suspend_informant(
    work: Work, actor: Actor, ask: SuspendInformant, *, keeper: Keeper
) -> InformantView:
    """Suspend an informant; he is logged out and cannot report."""
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    await step(work, row, LifeMove.SUSPEND, reason=ask.reason)
    return await shown(work, actor, row)


async def resume_informant(
    work: Work, actor: Actor, ask: ResumeInformant, *, keeper: Keeper
) -> InformantView:
    """Let a suspended informant go on; he may log in and report again."""
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    await step(work, row, LifeMove.RESUME, reason=ask.reason)
    return await shown(work, actor, row)


async def dismiss_informant(
    work: Work, actor: Actor, ask: DismissInformant, *, keeper: Keeper
) -> InformantView:
    """Dismiss an informant; a new term that he asked for is refused with it."""
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    await step(work, row, LifeMove.DISMISS, reason=ask.reason)
    await _refuse_waiting(work, row, reason=ask.reason)
    return await shown(work, actor, row)


async def transfer_informant(
    work: Work, actor: Actor, ask: TransferInformant, *, keeper: Keeper
) -> InformantView:
    """Let another unit in use answer for an informant.

    Raises:
        NotFoundError, UnitRevokedError: No such unit in use.
        WrongMoveError: His life has ended.
    """
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    await active_unit(work, ask.recruiter)
    if row.recruiter != ask.recruiter:
        before, row.recruiter = row.recruiter, ask.recruiter
        await step(work, row, LifeMove.TRANSFER, reason=ask.reason)
        work.note(
            "informant.handed_over", row.person_id, before=before, now=ask.recruiter
        )
    return await shown(work, actor, row)


async def move_to_successor(
    work: Work, *, unit: str, successor: str, reason: Personal
) -> int:
    """Let the unit into which another was merged answer for its informants.

    Returns:
        How many there were. Those whose lives have ended stay with the old unit.
    """
    moved = 0
    for entry in await informants.directory(work.session, recruiter=unit):
        row = await informants.informant_to_change(work.session, entry.person_id)
        if row is None or row.state in {
            InformantState.REFUSED,
            InformantState.DISMISSED,
        }:
            continue
        row.recruiter = successor
        await step(work, row, LifeMove.TRANSFER, reason=reason)
        moved += 1
    return moved


async def correct_informant(
    work: Work, actor: Actor, ask: ChangeInformant, *, keeper: Keeper
) -> InformantView:
    """Correct his telephone or background; what is the same changes nothing.

    Raises:
        NotFoundError: There is no such informant.
        InformantRecordError: The background is not filled in.
    """
    row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    changed = []
    if ask.background is not None or ask.background_text is not None:
        background = ask.background or row.background
        check_background(background, ask.background_text)
        if (row.background, row.background_text) != (background, ask.background_text):
            row.background, row.background_text = background, ask.background_text
            changed.append("background")
    if ask.phone is not None:
        phone = ask.phone if ask.phone.reveal().strip() else None
        if row.phone != phone:
            row.phone = phone
            changed.append("phone")
    if changed:
        work.note("informant.changed", row.person_id, fields=",".join(changed))
    return await shown(work, actor, row)


async def consent_informant(
    work: Work, actor: Actor, ask: ConsentInformant, *, keeper: Keeper
) -> InformantView:
    """Record whether his name may be published; an informant speaks for himself only.

    Raises:
        NotFoundError: There is no such informant, or it is somebody else.
    """
    own = await informants.informant_of_account(work.session, actor.person_id)
    if own is not None and own.person_id == ask.person_id:
        row = own
    elif actor.holds(Role.CENTRE_DIRECTOR, Role.ANALYST):
        row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    else:
        raise NotFoundError("该信息员")
    if row.consents_to_publication != ask.consents:
        row.consents_to_publication = ask.consents
        work.note("informant.consented", row.person_id, consents=ask.consents)
    return await shown(work, actor, row)


async def expire_informants(database: Database) -> int:
    """End the terms that have run out; return how many.

    Called by the clock. Whoever reads before sees them as ended already.
    """
    async with database.work() as work:
        due = await informants.run_out(work.session, today=beijing_day(work.now))
        return sum([await settle(work, row) for row in due])


async def _refuse_waiting(work: Work, row: InformantRow, *, reason: Personal) -> None:
    waiting = await informants.waiting_term(work.session, row.person_id)
    if waiting is not None:
        waiting.refused_at, waiting.refused_by = work.now, work.actor
        waiting.reason = reason
