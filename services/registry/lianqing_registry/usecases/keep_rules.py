"""Publish the management rules and keep who has accepted them. Source: P1.3.2b.

Filing does not wait for the acceptance: he is shown the rules at his first log-in or
signs a paper, within 30 days of his filing or of a new version (a setting). Until then
it is a finding for the centre, and later an overdue one.
"""

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_checks import rules_due_on
from lianqing_registry.domain.informant_life import IN_OFFICE
from lianqing_registry.domain.informant_sight import may_see
from lianqing_registry.domain.scope import reach_of
from lianqing_registry.errors.informants import NotFiledError, RulesError
from lianqing_registry.gateways.rules_draft import rules_draft
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import informants, network_gaps
from lianqing_registry.store.informant_views import acknowledgement_view
from lianqing_registry.store.tables import (
    AcknowledgementRow,
    InformantRow,
    ManagementRulesRow,
)
from lianqing_registry.usecases.find_informant import Keeper, settle, the_informant
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_conduct import (
    AcknowledgementView,
    AcknowledgeRules,
    PublishRules,
    RulesOutstanding,
    RulesPage,
    RulesView,
)
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError

_MOST = 500
"""Of those who lack them, in one answer on the bus."""
_KEEPERS = (Role.CENTRE_DIRECTOR, Role.ANALYST, Role.COMMISSION_SECRETARY)


async def list_rules(database: Database, actor: Actor, *, keeper: Keeper) -> RulesPage:
    """Return the versions; an informant gets the one in force and those he accepted.

    Keepers learn who lacks the one in force.
    """
    async with database.work(actor=actor.person_id) as work:
        rows = await conduct.rules(work.session)
        own = await informants.informant_of_account(work.session, actor.person_id)
        is_keeper = actor.holds(*_KEEPERS, Role.UNIT_HEAD)
        missing: Sequence[RulesOutstanding] = ()
        if is_keeper and rows:
            missing = await outstanding(
                work.session, actor, keeper=keeper, today=beijing_day(work.now)
            )
            work.note("rules.listed", rows[0].version, outstanding=len(missing))
        own_versions = await _accepted_by(work, own)
        shown = [
            row
            for row in rows
            if is_keeper or row is rows[0] or row.version in own_versions
        ]
        return RulesPage(
            rules=tuple(_view(row, newest=rows[0]) for row in shown),
            outstanding=tuple(missing[:_MOST]),
            outstanding_total=len(missing),
            acknowledged=rows[0].version
            if rows and rows[0].version in own_versions
            else None,
            draft=rules_draft() if not rows and is_keeper else None,
        )


async def outstanding(
    session: AsyncSession, actor: Actor, *, keeper: Keeper, today: date
) -> Sequence[RulesOutstanding]:
    """Return who in office has not accepted the version in force, soonest due first."""
    reach = reach_of(actor)
    found = [
        RulesOutstanding(
            person_id=one.person_id,
            name=one.name,
            recruiter=one.recruiter,
            due_on=due_on,
            is_overdue=today > due_on,
        )
        for one in await network_gaps.informants_seen(session, today=today)
        if (due_on := rules_due_on(one, keeper.rule)) is not None
        and reach in (None, one.recruiter)
        and may_see(
            actor,
            name=one.name,
            recruiter=one.recruiter,
            digest_key=keeper.digest_key,
        )
    ]
    return sorted(found, key=lambda one: (one.due_on, one.person_id))


async def _accepted_by(work: Work, own: InformantRow | None) -> set[str]:
    if own is None:
        return set()
    accepted = await conduct.acknowledgements(work.session, own.person_id)
    return {one.version for one in accepted}


async def publish_rules(
    database: Database, actor: Actor, ask: PublishRules
) -> RulesView:
    """Publish a version; from now on it is in force and to be accepted anew.

    The same version with the same text again changes nothing.

    Raises:
        RulesError: The version stands with other words.
    """
    text = ask.text.strip() + "\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        async with database.work(actor=actor.person_id) as work:
            rows = await conduct.rules(work.session)
            for row in rows:
                if row.version == ask.version:
                    _check_same(row, title=ask.title, digest=digest)
                    return _view(row, newest=rows[0])
            row = ManagementRulesRow(
                version=ask.version,
                title=ask.title,
                text=text,
                text_sha256=digest,
                published_at=work.now,
                published_by=actor.person_id,
            )
            work.session.add(row)
            await work.session.flush()
            work.note("rules.published", ask.version, sha256=digest)
            return _view(row, newest=row)
    except IntegrityError as err:
        raise RulesError(f"版本“{ask.version}”刚刚由另一人发布，请刷新后查看") from err


async def acknowledge_rules(
    work: Work, actor: Actor, ask: AcknowledgeRules, *, keeper: Keeper
) -> AcknowledgementView:
    """Keep that an informant accepts the version in force; once for all.

    Raises:
        NotFoundError: There is no such informant, or the actor speaks for no other.
        NotFiledError: He is not in office.
        RulesError: Another version is in force, or the day on the paper is wrong.
    """
    row = await _accepting(work, actor, ask, keeper=keeper)
    rules = await conduct.rules_in_force(work.session)
    if rules is None or rules.version != ask.version:
        now = f"现行版本为“{rules.version}”" if rules else "管理办法尚未发布"
        raise RulesError(f"{now}，请阅读现行版本后再签收")
    for before in await conduct.acknowledgements(work.session, row.person_id):
        if before.version == ask.version:
            return acknowledgement_view(before)
    found = AcknowledgementRow(
        person_id=row.person_id,
        version=rules.version,
        text_sha256=rules.text_sha256,
        at=work.now,
        signed_on=_day(work, ask, rules),
        is_on_paper=ask.person_id is not None,
        recorded_by=actor.person_id,
    )
    work.session.add(found)
    await work.session.flush()
    work.note("rules.acknowledged", row.person_id, version=rules.version)
    return acknowledgement_view(found)


async def _accepting(
    work: Work, actor: Actor, ask: AcknowledgeRules, *, keeper: Keeper
) -> InformantRow:
    if ask.person_id is not None:
        if not actor.holds(Role.CENTRE_DIRECTOR, Role.ANALYST):
            raise NotFoundError("该信息员")
        row = await the_informant(work, actor, ask.person_id, keeper=keeper)
    else:
        own = await informants.informant_of_account(work.session, actor.person_id)
        if own is None:
            raise NotFoundError("您的信息员档案")
        row = own
        await settle(work, row)
    if row.state not in IN_OFFICE:
        raise NotFiledError
    return row


def _day(work: Work, ask: AcknowledgeRules, rules: ManagementRulesRow) -> date:
    """Return the day of signing: today by log-in, the paper's day by the centre."""
    today = beijing_day(work.now)
    if ask.person_id is None:
        return today
    if ask.signed_on is None:
        raise RulesError("登记纸质签收须填写签字日期")
    if not beijing_day(rules.published_at) <= ask.signed_on <= today:
        raise RulesError("签字日期须在办法发布之日至今天之间")
    return ask.signed_on


def _check_same(row: ManagementRulesRow, *, title: str, digest: str) -> None:
    if row.text_sha256 != digest or row.title != title:
        raise RulesError(
            f"版本“{row.version}”已发布且内容不同，已发布的文本不能改动，请换一个版本号"
        )


def _view(row: ManagementRulesRow, *, newest: ManagementRulesRow) -> RulesView:
    return RulesView(
        version=row.version,
        title=row.title,
        text=row.text,
        text_sha256=row.text_sha256,
        published_at=row.published_at,
        published_by=row.published_by,
        is_in_force=row.version == newest.version,
    )
