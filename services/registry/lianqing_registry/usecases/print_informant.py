"""Print informants' papers. Source: P1.3.2a, P1.3.2b.

Each print leaves its row in the audit log, see `lianqing_shared.bus.reads`.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from datetime import date
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncSession

from lianqing_registry.domain.informant_papers import (
    Content,
    Person,
    appointment,
    assessment_sheet,
    background_words,
    filing_form,
    rewards_list,
)
from lianqing_registry.domain.informant_sight import sees_results
from lianqing_registry.errors.informants import PaperError
from lianqing_registry.gateways.papers.typesetter import PaperPress, Template
from lianqing_registry.store import informant_conduct as conduct
from lianqing_registry.store import informant_views, informants, people, units
from lianqing_registry.store.tables import InformantRow, InformantTermRow
from lianqing_registry.usecases.find_informant import Keeper, the_informant
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts.informant_conduct import AssessmentView
from lianqing_shared.contracts.informant_words import InformantPaper
from lianqing_shared.contracts.informants import Paper, PrintInformant, PrintRewards
from lianqing_shared.contracts.network import UnitKind
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.db.work import Database, Work
from lianqing_shared.errors import NotFoundError


async def print_informant(
    database: Database,
    actor: Actor,
    ask: PrintInformant,
    *,
    keeper: Keeper,
    press: PaperPress,
) -> Paper:
    """Print an appointment letter, a filing form or an assessment sheet.

    The same paper of the same state has the same bytes: it carries the day of what it
    is about and not the day of printing.

    Raises:
        NotFoundError: There is no such informant, or the sheet is not for the actor.
        PaperError: There is nothing to print yet, or it cannot be set.
    """
    async with database.work(actor=actor.person_id) as work:
        row = await the_informant(work, actor, ask.person_id, keeper=keeper)
        content, day = await _content(work, actor, row, ask)
        return await _set(
            press,
            Template(ask.paper.value),
            content,
            day=day,
            name=f"{ask.paper.label}-{row.person_id}",
        )


async def print_rewards(
    database: Database,
    actor: Actor,
    ask: PrintRewards,
    *,
    keeper: Keeper,
    press: PaperPress,
) -> Paper:
    """Print a year's list of rewards; names only of those who consent to it.

    Raises:
        PaperError: It cannot be set.
    """
    async with database.look() as session:
        found = await conduct.rewards_in(session, ask.year)
        rewards = [
            (
                informant_views.record_view(record),
                row.name.reveal() if row.consents_to_publication else None,
            )
            for record, row in found
            if keeper.may_see(actor, row)
        ]
        newest = max((record.on for record, _ in rewards), default=date(ask.year, 1, 1))
        content = rewards_list(
            rewards, year=ask.year, organ=await _organ(session), day=newest
        )
        return await _set(
            press,
            Template.REWARDS,
            content,
            day=newest,
            name=f"特邀预警信息员奖励名单-{ask.year}",
        )


async def _content(
    work: Work, actor: Actor, row: InformantRow, ask: PrintInformant
) -> tuple[Content, date]:
    """Return what stands on the paper, and its day."""
    organ = await _organ(work.session)
    terms = await informants.terms(work.session, [row.person_id])
    match ask.paper:
        case InformantPaper.ASSESSMENT:
            found = await _assessment(work, actor, ask)
            day = beijing_day(found.assessed_at)
            person = await _person(work, row, term_in(terms, year=found.year))
            return assessment_sheet(person, found, organ=organ, day=day), day
        case InformantPaper.FILING:
            person = await _person(work, row, term_to_file(terms))
            content = filing_form(person, organ=organ)
        case InformantPaper.APPOINTMENT:
            filed = [one for one in terms if one.filed_at is not None]
            if not filed:
                raise PaperError("尚未备案，不能打印聘书。请先由中心备案。")
            person = await _person(work, row, filed[-1])
            content = appointment(person, organ=organ)
        case _:
            assert_never(ask.paper)
    return content, person.filed_on or person.applied_on


def term_to_file(terms: Sequence[InformantTermRow]) -> InformantTermRow:
    """Return the newest term that waits or was filed; the first one if all failed."""
    standing = [one for one in terms if one.refused_at is None]
    return standing[-1] if standing else terms[0]


def term_in(terms: Sequence[InformantTermRow], *, year: int) -> InformantTermRow:
    """Return the last term that began by the end of a year; the paper is about it."""
    begun = [one for one in terms if one.starts_on and one.starts_on.year <= year]
    return begun[-1] if begun else terms[0]


async def _set(
    press: PaperPress, template: Template, content: Content, *, day: date, name: str
) -> Paper:
    pdf = await asyncio.to_thread(press.set, template, content, day=day)
    return Paper.model_construct(
        name=f"{name}.pdf", pdf=pdf, pdf_sha256=hashlib.sha256(pdf).hexdigest()
    )


async def _organ(session: AsyncSession) -> str:
    centre = await units.first_of_kind(session, UnitKind.CENTRE)
    if centre is None:
        raise PaperError("网络中没有预警防控中心，不能打印。请先登记中心。")
    return centre.name


async def _person(work: Work, row: InformantRow, term: InformantTermRow) -> Person:
    session = work.session
    unit = await units.unit(session, row.recruiter)
    rules = await conduct.acknowledgements(session, row.person_id)
    names = await people.names_of(session, {term.asked_by, term.filed_by or ""})
    return Person(
        name=row.name.reveal(),
        background=background_words(row.background, row.background_text),
        recruiter=unit.name if unit else row.recruiter,
        phone=row.phone.reveal() if row.phone else None,
        filing=informant_views.number_of(term),
        number=term.number,
        months=term.months,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        applied_on=beijing_day(term.asked_at),
        applied_by=_revealed(names.get(term.asked_by)),
        filed_on=beijing_day(term.filed_at) if term.filed_at else None,
        filed_by=_revealed(names.get(term.filed_by or "")),
        is_refused=term.refused_at is not None,
        rules=rules[0].version if rules else None,
    )


def _revealed(name: Personal | None) -> str | None:
    return name.reveal() if name else None


async def _assessment(work: Work, actor: Actor, ask: PrintInformant) -> AssessmentView:
    if not sees_results(actor):
        raise NotFoundError("考核表")
    found = await conduct.assessments(work.session, ask.person_id, year=ask.year)
    if not found:
        raise PaperError("该年度尚未考核，不能打印考核表。请先完成考核。")
    return informant_views.assessment_view(found[0])
