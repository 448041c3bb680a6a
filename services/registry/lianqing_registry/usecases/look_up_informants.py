"""List informants and open their files. Source: P1.3.2b.

Each reading leaves its row in the audit log, see `lianqing_shared.bus.reads`.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_checks import Lack, lacks
from lianqing_registry.domain.informant_life import moves_from, state_on
from lianqing_registry.domain.informant_sight import may_see, sees_results
from lianqing_registry.domain.scope import reach_of
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import (
    informant_views,
    informants,
    network_gaps,
    people,
)
from lianqing_registry.store.informants import Entry
from lianqing_registry.store.tables import (
    InformantRecordRow,
    InformantRow,
    InformantStepRow,
    InformantTermRow,
)
from lianqing_registry.usecases.find_informant import Keeper
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import FindingKind, RecordKind
from lianqing_shared.contracts.informants import (
    InformantFile,
    InformantFinding,
    InformantPage,
    ListInformants,
    ShowInformant,
)
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError

_MOST_FINDINGS = 200
"""What one answer on the bus, and one look of a person, has room for."""


async def list_informants(
    database: Database, actor: Actor, ask: ListInformants, *, keeper: Keeper
) -> InformantPage:
    """Return informants by filing, newest first; a unit sees those it recruited."""
    today = beijing_day(database.clock.now())
    async with database.look() as session:
        seen = [
            one
            for one in await informants.directory(session, recruiter=reach_of(actor))
            if may_see(
                actor,
                name=one.name,
                recruiter=one.recruiter,
                digest_key=keeper.digest_key,
            )
        ]
        wanted = [one for one in seen if _is_wanted(one, ask, today=today)]
        page, after = _page(wanted, ask)
        first = ask.after is None
        amiss = (
            await findings(session, seen, keeper=keeper, today=today) if first else ()
        )
        found = await informant_views.views(
            session,
            [one.person_id for one in page],
            today=today,
            shows_results=sees_results(actor),
        )
        return InformantPage(
            informants=found,
            total=len(wanted),
            next=after,
            findings=tuple(amiss[:_MOST_FINDINGS]),
            findings_total=len(amiss),
        )


async def show_informant(
    database: Database, actor: Actor, ask: ShowInformant, *, keeper: Keeper
) -> InformantFile:
    """Return one informant's file: to himself his own, to others as they may see.

    Raises:
        NotFoundError: There is none, or the actor may not know of him.
    """
    async with database.look() as session:
        own = await informants.informant_of_account(session, actor.person_id)
        if ask.person_id is None or (own and own.person_id == ask.person_id):
            row, is_own = own, True
        else:
            row = await informants.informant(session, ask.person_id)
            is_own = False
        if row is None or not (is_own or _may_open(actor, row, keeper)):
            raise NotFoundError("该信息员")
        return await _file(
            session,
            row,
            today=beijing_day(database.clock.now()),
            is_own=is_own,
            shows_results=is_own or sees_results(actor),
        )


async def findings(
    session: AsyncSession, entries: Sequence[Entry], *, keeper: Keeper, today: date
) -> Sequence[InformantFinding]:
    """Return what somebody must see to; the nightly check finds the same."""
    visible = {one.person_id for one in entries}
    seen = [
        one
        for one in await network_gaps.informants_seen(session, today=today)
        if one.person_id in visible
    ]
    return [
        _finding(lack, lack.finding)
        for lack in lacks(seen, today=today, rule=keeper.rule)
        if lack.finding is not None
    ]


def _finding(lack: Lack, kind: FindingKind) -> InformantFinding:
    one = lack.informant
    return InformantFinding(
        person_id=one.person_id,
        name=one.name,
        recruiter=one.recruiter,
        kind=kind,
        sentence=f"{lack.why.removeprefix('的')}；{lack.advice}",
    )


def _is_wanted(entry: Entry, ask: ListInformants, *, today: date) -> bool:
    state = state_on(entry.state, ends_on=entry.ends_on, today=today)
    return (ask.state is None or state is ask.state) and (
        ask.recruiter is None or entry.recruiter == ask.recruiter
    )


def _page(
    wanted: Sequence[Entry], ask: ListInformants
) -> tuple[Sequence[Entry], str | None]:
    """Return the page after the cursor, and the cursor of the one after it."""
    ids = [one.person_id for one in wanted]
    start = ids.index(ask.after) + 1 if ask.after in ids else 0
    page = wanted[start : start + ask.limit]
    more = start + ask.limit < len(wanted)
    return page, page[-1].person_id if page and more else None


def _may_open(actor: Actor, row: InformantRow, keeper: Keeper) -> bool:
    """Return whether somebody else's file opens; an informant's unit opens him none."""
    return actor.holds(*CENTRE_ROLES, Role.UNIT_HEAD) and keeper.may_see(actor, row)


def _actors(
    terms: Sequence[InformantTermRow],
    steps: Sequence[InformantStepRow],
    records: Sequence[InformantRecordRow],
) -> set[str]:
    """Return who asked, filed, moved him on and took records back."""
    asked = {by for one in terms for by in (one.asked_by, one.filed_by) if by}
    withdrew = {one.withdrawn_by for one in records if one.withdrawn_by}
    return asked | {one.by for one in steps} | withdrew


def _waits(terms: Sequence[InformantTermRow]) -> bool:
    return any(one.filed_at is None and one.refused_at is None for one in terms)


async def _file(
    session: AsyncSession,
    row: InformantRow,
    *,
    today: date,
    is_own: bool,
    shows_results: bool,
) -> InformantFile:
    view = await informant_views.view(
        session, row, today=today, shows_results=shows_results
    )
    account = await people.person(session, row.account) if row.account else None
    assessments = await conduct.assessments(session, row.person_id)
    terms = await informants.terms(session, [row.person_id])
    steps = await informants.steps(session, row.person_id)
    records = await conduct.records(session, row.person_id)
    actors = _actors(terms, steps, records)
    names = {} if is_own else await people.names_of(session, actors)
    return InformantFile(
        informant=view,
        is_own=is_own,
        phone=row.phone,
        login=account.login if account else None,
        terms=tuple(informant_views.term_view(one, names) for one in terms),
        steps=tuple(informant_views.step_view(one, names) for one in steps),
        records=tuple(
            informant_views.record_view(
                one, names=names, assessments=assessments, is_whole=shows_results
            )
            for one in records
            if shows_results or one.kind is not RecordKind.REWARD
        ),
        assessments=tuple(
            informant_views.assessment_view(one) for one in assessments if shows_results
        ),
        acknowledgements=tuple(
            informant_views.acknowledgement_view(one)
            for one in await conduct.acknowledgements(session, row.person_id)
        ),
        moves=() if is_own else moves_from(view.state, asks_renewal=_waits(terms)),
    )
