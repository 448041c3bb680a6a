"""Recruit, file and record invited informants. Source: P1.3.2a, P1.3.2b."""

from datetime import date

from lianqing_registry.domain.informants import check_filing, check_record
from lianqing_registry.domain.scope import check_reach
from lianqing_registry.errors.informants import NotFiledError
from lianqing_registry.store import informants
from lianqing_registry.store.tables import InformantRecordRow, InformantRow
from lianqing_registry.usecases.find_unit import active_unit
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informants import (
    Background,
    InformantState,
    InformantView,
    RecordKind,
)
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Work
from lianqing_shared.errors import NotFoundError
from lianqing_shared.ids import new_id


async def apply_informant(
    work: Work, actor: Actor, *, name: Personal, background: Background, recruiter: str
) -> InformantView:
    """Apply for an informant; the recruiting unit answers for him.

    The same application again gives the same informant.

    Raises:
        ForeignUnitError: A unit's head recruits for his own unit only.
        NotFoundError, UnitRevokedError: No such unit in use.
    """
    check_reach(actor, recruiter)
    await active_unit(work, recruiter)
    row = await informants.current_of(work.session, recruiter, name)
    if row is None:
        row = InformantRow(
            person_id=new_id("pe", work.now),
            name=name,
            background=background,
            recruiter=recruiter,
            state=InformantState.APPLIED,
            applied_at=work.now,
            applied_by=actor.person_id,
        )
        work.session.add(row)
        work.note("informant.applied", row.person_id, recruiter=recruiter)
        await work.session.flush()
    return await informants.view(work.session, row)


async def file_informant(work: Work, actor: Actor, person_id: str) -> InformantView:
    """File an informant under the year's next number; filing again changes nothing.

    Raises:
        NotFoundError: There is no such informant.
        OwnFilingError: The actor himself applied.
        NotFiledError: He has ended.
    """
    row = await _informant(work, person_id)
    check_filing(applied_by=row.applied_by, filed_by=actor.person_id)
    match row.state:
        case InformantState.ACTIVE:
            return await informants.view(work.session, row)
        case InformantState.DISMISSED:
            raise NotFiledError
        case InformantState.APPLIED:
            pass
    year = beijing_day(work.now).year
    number = await informants.next_filing_number(work.session, year)
    row.state = InformantState.ACTIVE
    row.filed_at, row.filed_by = work.now, actor.person_id
    row.filing_year, row.filing_number = year, number
    work.note("informant.filed", person_id, year=year, number=number)
    await work.session.flush()
    return await informants.view(work.session, row)


async def record_on_informant(
    work: Work,
    actor: Actor,
    person_id: str,
    *,
    kind: RecordKind,
    on: date,
    text: str,
    score: int | None = None,
) -> InformantView:
    """Add a training, assessment, reward or punishment.

    Raises:
        NotFoundError: There is no such informant.
        NotFiledError, InformantRecordError: See `check_record`.
    """
    row = await _informant(work, person_id)
    today = beijing_day(work.now)
    check_record(kind, state=row.state, on=on, today=today, score=score)
    work.session.add(
        InformantRecordRow(
            person_id=person_id,
            kind=kind,
            on_day=on,
            text=Personal(text),
            score=score,
            recorded_at=work.now,
            recorded_by=actor.person_id,
        )
    )
    work.note("informant.recorded", person_id, kind=kind.value, score=score)
    await work.session.flush()
    return await informants.view(work.session, row)


async def _informant(work: Work, person_id: str) -> InformantRow:
    row = await informants.informant_to_change(work.session, person_id)
    if row is None:
        raise NotFoundError("该信息员")
    return row
