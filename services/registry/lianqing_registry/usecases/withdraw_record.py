"""Take back what was recorded of an informant; nothing is deleted. Source: P1.3.2b."""

from lianqing_registry.domain.informants import record_digest
from lianqing_registry.errors.informants import ReasonMissingError
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import people
from lianqing_registry.store.informant_views import record_view
from lianqing_registry.usecases.find_informant import Keeper, the_informant
from lianqing_shared.contracts.informants import (
    InformantRecord,
    WithdrawInformantRecord,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.security.access import RECORDING, require

_WITHDRAWN = "withdrawn"


async def withdraw_record(
    work: Work, actor: Actor, ask: WithdrawInformantRecord, *, keeper: Keeper
) -> InformantRecord:
    """Let a record count no more; one taken back already stays as it is.

    One person records, so one takes back. It may be done after his term as well: what
    was wrong stays wrong. A confirmed assessment of that year is not touched; the
    answer says so.

    Raises:
        NotFoundError: There is no such informant, or no such record of him.
        NotAllowedError: The actor may not record such a thing either.
        ReasonMissingError: The reason is blank.
    """
    informant = await the_informant(work, actor, ask.person_id, keeper=keeper)
    record = await conduct.record_of(work.session, informant.person_id, ask.number)
    if record is None:
        raise NotFoundError("该记录")
    require(actor, RECORDING[record.kind])
    if not ask.reason.reveal().strip():
        raise ReasonMissingError("撤销记录")
    if record.withdrawn_at is None:
        record.withdrawn_at, record.withdrawn_by = work.now, actor.person_id
        record.withdrawn_why = ask.reason
        # Free again: what was taken back by mistake can be recorded once more.
        record.digest = record_digest(record.kind, record.on_day, _WITHDRAWN, record.id)
        kind, number = record.kind.value, record.id
        work.note("informant.record_withdrawn", ask.person_id, kind=kind, number=number)
    return record_view(
        record,
        names=await people.names_of(work.session, {record.withdrawn_by or ""}),
        assessments=await conduct.assessments(work.session, ask.person_id),
    )
