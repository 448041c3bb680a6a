"""List informants and open their files. Source: P1.3.2b.

Each reading leaves its row in the audit log, see `lianqing_shared.bus.reads`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_life import (
    ENDED,
    IN_OFFICE,
    moves_from,
    state_on,
)
from lianqing_registry.domain.informant_sight import may_see, sees_results
from lianqing_registry.domain.scope import reach_of
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import informant_views, informants, people, units
from lianqing_registry.store.informants import Entry
from lianqing_registry.store.tables import (
    InformantRow,
    InformantStepRow,
    InformantTermRow,
)
from lianqing_registry.usecases.find_informant import Keeper
from lianqing_registry.usecases.keep_rules import outstanding
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_words import FindingKind, RecordKind
from lianqing_shared.contracts.informants import (
    InformantFile,
    InformantFinding,
    InformantPage,
    ListInformants,
    ShowInformant,
)
from lianqing_shared.contracts.network import UnitStatus
from lianqing_shared.contracts.people import CENTRE_ROLES, Actor, Role
from lianqing_shared.db.work import Database
from lianqing_shared.errors import NotFoundError


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
            findings=(
                await findings(session, actor, seen, keeper=keeper, today=today)
                if ask.after is None
                else ()
            ),
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
    session: AsyncSession,
    actor: Actor,
    entries: Sequence[Entry],
    *,
    keeper: Keeper,
    today: date,
) -> tuple[InformantFinding, ...]:
    """Return what somebody must see to: recruiters gone, rules, terms, filings."""
    found = [
        *await _recruiters_gone(session, entries),
        *await _filings_waiting(session, entries, keeper=keeper, today=today),
        *_terms_ending(entries, keeper=keeper, today=today),
    ]
    by_id = {one.person_id: one for one in entries}
    found += [
        _finding(
            by_id[lacking.person_id],
            FindingKind.RULES_NOT_ACKNOWLEDGED,
            f"应于 {lacking.due_on} 前签收现行管理办法，已逾期；"
            "请提醒本人登录签收，或登记其签字的纸质件。",
        )
        for lacking in await outstanding(session, actor, keeper=keeper, today=today)
        if lacking.is_overdue and lacking.person_id in by_id
    ]
    return tuple(found)


async def _recruiters_gone(
    session: AsyncSession, entries: Sequence[Entry]
) -> list[InformantFinding]:
    codes = {one.recruiter for one in entries if one.state not in ENDED}
    gone = {}
    for code in sorted(codes):
        unit = await units.unit(session, code)
        if unit is not None and unit.status is not UnitStatus.ACTIVE:
            gone[code] = unit
    return [
        _finding(
            one,
            FindingKind.RECRUITER_GONE,
            f"选聘单位“{gone[one.recruiter].name}”{gone[one.recruiter].status.label}，"
            "谁选聘、谁负责无从落实；请变更选聘单位，或办理解聘。",
        )
        for one in entries
        if one.recruiter in gone and one.state not in ENDED
    ]


async def _filings_waiting(
    session: AsyncSession, entries: Sequence[Entry], *, keeper: Keeper, today: date
) -> list[InformantFinding]:
    days = keeper.rule.filing_wait_days
    by_id = {one.person_id: one for one in entries if one.state not in ENDED}
    return [
        _finding(
            by_id[term.person_id],
            FindingKind.FILING_WAITS,
            f"{beijing_day(term.asked_at)} 申报，已超过 {days} 天未备案；"
            "请由申报人以外的人员备案或不予备案。",
        )
        for term in await informants.terms(session, list(by_id))
        if term.filed_at is None
        and term.refused_at is None
        and (today - beijing_day(term.asked_at)).days > days
    ]


def _terms_ending(
    entries: Sequence[Entry], *, keeper: Keeper, today: date
) -> list[InformantFinding]:
    soon = today + timedelta(days=keeper.rule.term_warning_days)
    return [
        _finding(
            one,
            FindingKind.TERM_ENDS_SOON,
            f"聘期于 {one.ends_on} 届满；请与选聘单位商定是否续聘。",
        )
        for one in entries
        if one.state in IN_OFFICE
        and one.ends_on is not None
        and today <= one.ends_on <= soon
    ]


def _finding(entry: Entry, kind: FindingKind, sentence: str) -> InformantFinding:
    return InformantFinding(
        person_id=entry.person_id,
        name=entry.name,
        recruiter=entry.recruiter,
        kind=kind,
        sentence=sentence,
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
    terms: Sequence[InformantTermRow], steps: Sequence[InformantStepRow]
) -> set[str]:
    """Return who asked, filed and moved him on."""
    asked = {by for one in terms for by in (one.asked_by, one.filed_by) if by}
    return asked | {one.by for one in steps}


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
    names = {} if is_own else await people.names_of(session, _actors(terms, steps))
    return InformantFile(
        informant=view,
        is_own=is_own,
        phone=row.phone,
        login=account.login if account else None,
        terms=tuple(informant_views.term_view(one, names) for one in terms),
        steps=tuple(informant_views.step_view(one, names) for one in steps),
        records=tuple(
            informant_views.record_view(one)
            for one in await conduct.records(session, row.person_id)
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
