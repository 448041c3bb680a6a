"""Record trainings, rewards and punishments. Source: P1.3.2b; domain 1.5."""

from lianqing_registry.domain.informants import (
    check_record,
    check_reward,
    record_digest,
)
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store.tables import InformantRecordRow
from lianqing_registry.usecases.find_informant import Keeper, shown, the_informant
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import RecordKind
from lianqing_shared.contracts.informants import (
    InformantView,
    PunishInformant,
    RewardInformant,
    TrainInformant,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work

_HALVES = 2


async def train_informant(
    work: Work, actor: Actor, ask: TrainInformant, *, keeper: Keeper
) -> InformantView:
    """Record a training; see `_record`."""
    row = InformantRecordRow(
        kind=RecordKind.TRAINING,
        on_day=ask.on,
        text=ask.course,
        half_hours=round(ask.hours * _HALVES),
        place=ask.place,
    )
    return await _record(work, actor, ask.person_id, row, keeper=keeper)


async def reward_informant(
    work: Work, actor: Actor, ask: RewardInformant, *, keeper: Keeper
) -> InformantView:
    """Record a reward; money only with the county's rule for it. See `_record`."""
    check_reward(amount=ask.amount, rule_reference=ask.rule_reference)
    row = InformantRecordRow(
        kind=RecordKind.REWARD,
        on_day=ask.on,
        text=ask.text,
        amount=ask.amount,
        rule_reference=ask.rule_reference if ask.amount else None,
    )
    return await _record(work, actor, ask.person_id, row, keeper=keeper)


async def punish_informant(
    work: Work, actor: Actor, ask: PunishInformant, *, keeper: Keeper
) -> InformantView:
    """Record a punishment; see `_record`."""
    row = InformantRecordRow(kind=RecordKind.PUNISHMENT, on_day=ask.on, text=ask.text)
    return await _record(work, actor, ask.person_id, row, keeper=keeper)


async def _record(
    work: Work,
    actor: Actor,
    person_id: str,
    row: InformantRecordRow,
    *,
    keeper: Keeper,
) -> InformantView:
    """Add a record; the same one again changes nothing.

    Raises:
        NotFoundError: There is no such informant.
        NotFiledError, InformantRecordError: See `check_record` and `check_reward`.
    """
    informant = await the_informant(work, actor, person_id, keeper=keeper)
    check_record(informant.state, on=row.on_day, today=beijing_day(work.now))
    digest = record_digest(
        row.kind, row.on_day, row.text.reveal(), row.half_hours, row.amount
    )
    if not await conduct.is_recorded(work.session, person_id, digest):
        row.person_id, row.digest = person_id, digest
        row.recorded_at, row.recorded_by = work.now, actor.person_id
        work.session.add(row)
        work.note("informant.recorded", person_id, kind=row.kind.value)
    return await shown(work, actor, informant)
