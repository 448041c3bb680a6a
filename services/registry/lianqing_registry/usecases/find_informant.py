"""Find the informant that a use case is about, as he stands today, and move him on."""

from dataclasses import dataclass

from lianqing_registry.domain.informant_life import after, state_on
from lianqing_registry.domain.informant_sight import may_see, sees_results
from lianqing_registry.domain.informants import InformantRule
from lianqing_registry.domain.scoring import ScoreRule
from lianqing_registry.store import informant_views, informants, people, sessions
from lianqing_registry.store.tables import (
    InformantRow,
    InformantStepRow,
    PersonRoleRow,
)
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import InformantState, LifeMove
from lianqing_shared.contracts.informants import InformantView
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError

_TIME = "system"
"""By whom a term runs out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """What the informants' database is kept by."""

    rule: InformantRule
    score_rule: ScoreRule
    digest_key: bytes

    def may_see(self, actor: Actor, row: InformantRow) -> bool:
        """Return whether the actor may find this informant; it is never he himself."""
        return row.account != actor.person_id and may_see(
            actor, name=row.name, recruiter=row.recruiter, digest_key=self.digest_key
        )


async def the_informant(
    work: Work, actor: Actor, person_id: str, *, keeper: Keeper
) -> InformantRow:
    """Return an informant as he stands today, kept for this work alone.

    Raises:
        NotFoundError: There is none, or the actor may not know of him.
    """
    row = await informants.informant_to_change(work.session, person_id)
    if row is None or not keeper.may_see(actor, row):
        raise NotFoundError("该信息员")
    await settle(work, row)
    return row


async def settle(work: Work, row: InformantRow) -> bool:
    """End a term that has run out; return whether it had."""
    today = beijing_day(work.now)
    if state_on(row.state, ends_on=row.ends_on, today=today) is row.state:
        return False
    await step(work, row, LifeMove.EXPIRE, by=_TIME)
    return True


async def step(
    work: Work,
    row: InformantRow,
    move: LifeMove,
    *,
    reason: Personal | None = None,
    by: str | None = None,
) -> None:
    """Move an informant on, keep the step, and let his account follow.

    Raises:
        WrongMoveError: It cannot happen where he stands.
    """
    row.state = after(row.state, move)
    keep_step(work, row, move, reason=reason, by=by)
    await _let_account_follow(work, row)
    await work.session.flush()


def keep_step(
    work: Work,
    row: InformantRow,
    move: LifeMove,
    *,
    reason: Personal | None = None,
    by: str | None = None,
) -> None:
    """Write a step into the life and the audit log; the reason stays in the life."""
    work.session.add(
        InformantStepRow(
            person_id=row.person_id,
            move=move,
            at=work.now,
            by=by or work.actor,
            reason=reason,
        )
    )
    work.note(f"informant.{_PAST[move]}", row.person_id, state=row.state.value)


async def shown(work: Work, actor: Actor, row: InformantRow) -> InformantView:
    """Return the informant as the actor sees him after what was done."""
    await work.session.flush()
    return await informant_views.view(
        work.session,
        row,
        today=beijing_day(work.now),
        shows_results=sees_results(actor),
    )


async def _let_account_follow(work: Work, row: InformantRow) -> None:
    """Give the role to an informant who may work, take it from any other.

    Taking it ends his sessions at once: a fresh token would carry no role anyway, but a
    page left open on somebody's desk must not stay open.
    """
    if row.account is None:
        return
    held = await people.roles(work.session, row.account)
    if row.state is InformantState.ACTIVE:
        await work.session.merge(
            PersonRoleRow(person_id=row.account, role=Role.INFORMANT)
        )
    elif Role.INFORMANT in held:
        await people.drop_role(work.session, row.account, Role.INFORMANT)
        await sessions.close_sessions(work.session, row.account, at=work.now)
        work.note("informant.shut_out", row.person_id)


_PAST = {
    LifeMove.APPLY: "applied",
    LifeMove.FILE: "filed",
    LifeMove.REFUSE: "refused",
    LifeMove.SUSPEND: "suspended",
    LifeMove.RESUME: "resumed",
    LifeMove.EXPIRE: "expired",
    LifeMove.ASK_RENEWAL: "renewal_asked",
    LifeMove.RENEW: "renewed",
    LifeMove.REFUSE_RENEWAL: "renewal_refused",
    LifeMove.DISMISS: "dismissed",
    LifeMove.TRANSFER: "transferred",
}
"""Move to the verb of its audit row."""
