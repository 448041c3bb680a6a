"""Builders for grading's tests: reports, people, units, and a desk to act at."""

from datetime import UTC, datetime, timedelta
from itertools import count

from lianqing_grading.gateways.policies import shipped_policies
from lianqing_grading.store.tables import Base
from lianqing_grading.usecases.begin_case import begin_case
from lianqing_grading.usecases.confirm_case import confirm_case
from lianqing_grading.usecases.convene_case import convene_case
from lianqing_grading.usecases.decide_case import decide_case
from lianqing_grading.usecases.follow_letter import LetterNews, follow_letters
from lianqing_grading.usecases.grade_reports import grade_reports
from lianqing_grading.usecases.learn_unit import learn_unit
from lianqing_grading.usecases.lift_case import lift_case
from lianqing_grading.usecases.note_case import note_case
from lianqing_grading.usecases.opine_case import opine_case
from lianqing_grading.usecases.performing import CaseAct, perform
from lianqing_grading.usecases.recheck_case import recheck_case
from lianqing_grading.usecases.search_cases import search_cases
from lianqing_grading.usecases.show_case import show_case
from lianqing_grading.usecases.submit_case import submit_case
from lianqing_grading.usecases.verify_case import verify_case
from lianqing_shared.contracts import cases as c
from lianqing_shared.contracts.cases import Body, CaseView, ShowCase
from lianqing_shared.contracts.letters import ReplyAccepted
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Actor, Role
from lianqing_shared.contracts.personal import Personal
from lianqing_shared.contracts.plan import (
    BY_CODE,
    Behaviour,
    Consequence,
    ContentClass,
    Harm,
    Source,
)
from lianqing_shared.contracts.reports import (
    Facts,
    ReportAccepted,
    Subject,
    SubjectKind,
)
from lianqing_shared.db import Database, Work
from lianqing_shared.testing.databases import START
from lianqing_shared.testing.town import PEOPLE, UNITS

METADATA = Base.metadata
POLICIES = shipped_policies()
AGRI = Subject(kind=SubjectKind.UNIT, unit="agri", unit_name="镇农业服务中心")
CLERK = Subject(
    kind=SubjectKind.PERSON,
    unit="agri",
    unit_name="镇农业服务中心",
    person_name=Personal("未某某"),
)
MILD = Facts(behaviour=Behaviour.BOOKKEEPING_DISORDER)
_ids = count(1)

FACTS_OF = {
    "P4.1.1": Facts(
        behaviour=Behaviour.PERSONNEL_SELECTION, consequence=Consequence.ADVERSE_EFFECT
    ),
    "P4.1.2": Facts(
        behaviour=Behaviour.DECISION_BREACH,
        consequence=Consequence.ADVERSE_EFFECT,
        risk_assessed=False,
    ),
    "P4.1.3": Facts(behaviour=Behaviour.FUNDS_DIVERSION),
    "P4.1.4": Facts(
        behaviour=Behaviour.LEADERSHIP_DISCORD, consequence=Consequence.DISORDER
    ),
    "P4.1.5": Facts(behaviour=Behaviour.OTHER, harm=Harm.GRAVE),
    "P4.2.1": Facts(
        behaviour=Behaviour.DECISION_BREACH,
        consequence=Consequence.WRONG_DECISION,
        risk_assessed=False,
    ),
    "P4.2.2": Facts(behaviour=Behaviour.ALLOWANCE_ABUSE),
    "P4.2.3": Facts(behaviour=Behaviour.EMERGENCY_MISHANDLED),
    "P4.2.4": Facts(behaviour=Behaviour.SERVICE_FAILURE, public_complaints=5),
    "P4.2.5": Facts(behaviour=Behaviour.OTHER, harm=Harm.HEAVIER),
    "P4.3.1": Facts(behaviour=Behaviour.DECISION_BREACH, risk_assessed=False),
    "P4.3.2": Facts(behaviour=Behaviour.BOOKKEEPING_DISORDER),
    "P4.3.3": Facts(behaviour=Behaviour.INTEGRITY_BREACH, public_complaints=1),
    "P4.3.4": Facts(
        behaviour=Behaviour.POOR_EXAMPLE, consequence=Consequence.PUBLIC_REACTION
    ),
    "P4.3.5": Facts(behaviour=Behaviour.OTHER),
}
"""One set of facts for each circumstance, telling in nothing else."""
assert set(FACTS_OF) == set(BY_CODE)


def a_report(
    facts: Facts = MILD,
    *,
    subject: Subject = AGRI,
    subject_key: str = "a" * 64,
    source_key: str = "",
    title: str = "反映财务账目管理混乱",
    report_id: str = "",
) -> ReportAccepted:
    """Return an accepted report; its source is its own unless given."""
    number = next(_ids)
    return ReportAccepted(
        report_id=report_id or f"rp_{number:026d}",
        report_no=f"2026-{number:06d}",
        unit="court",
        content_class=ContentClass.ADMINISTRATION,
        source=Source.PETITION,
        subject=subject,
        subject_key=subject_key,
        source_key=source_key or f"source-{number}",
        title=Personal(title),
        reported_at=START,
        accepted_at=START,
        facts=facts,
    )


def an_actor(
    *roles: Role,
    unit: str = "centre",
    subject_key: str = "",
    recused_units: tuple[str, ...] = (),
    number: int = 1,
) -> Actor:
    """Return a person with these roles."""
    return Actor(
        person_id=f"pe_{number:026d}",
        name=Personal("甲某"),
        roles=roles,
        unit=unit,
        subject_key=subject_key,
        recused_units=recused_units,
        session_id="s1",
        issued_at=START,
        expires_at=START + timedelta(days=365),
    )


TOWN = {
    person.login: an_actor(*person.roles, unit=person.unit, number=number)
    for number, person in enumerate(PEOPLE, start=1)
}
"""The town's people by log-in name."""
DIRECTOR, ANALYST, DEPUTY = TOWN["director"], TOWN["analyst"], TOWN["deputy"]
PARTY, COUNTY = TOWN["party"], TOWN["county"]
COURT, POLICE = TOWN["court-head"], TOWN["police-head"]
FINANCE, AGRI_HEAD = TOWN["finance-head"], TOWN["agri-head"]

ACTS = {
    c.BeginCase: begin_case,
    c.ConfirmCase: confirm_case,
    c.ConveneCase: convene_case,
    c.OpineCase: opine_case,
    c.SubmitCase: submit_case,
    c.DecideCase: decide_case,
    c.NoteCase: note_case,
    c.RecheckCase: recheck_case,
    c.LiftCase: lift_case,
}


class Desk:
    """Act on cases as the bus would, with the shipped policy."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def learn_town(self) -> None:
        """Let grading learn of all units."""
        async with self.database.work() as work:
            for unit in UNITS:
                await learn_unit(work, UnitChanged(unit=unit, version=1, at=work.now))

    async def hear(self, *reports: ReportAccepted) -> int:
        """Grade reports in one batch, each message's id being its report's."""
        return await grade_reports(
            self.database,
            [(f"m-{report.report_id}", report) for report in reports],
            policies=POLICIES,
        )

    async def follow(self, news: LetterNews, message_id: str = "") -> None:
        """Hear what became of a letter."""
        async with self.database.work() as work:
            await follow_letters(work, [(message_id or f"l-{next(_ids)}", news)])

    async def do(self, ask: CaseAct, actor: Actor | None) -> CaseView:
        """Act as the bus does."""
        act = self._verify if isinstance(ask, c.VerifyCase) else ACTS[type(ask)]
        return await perform(self.database, act, ask, actor, policies=POLICIES)  # type: ignore[arg-type]  # the table pairs them

    async def _verify(self, work: Work, ask: c.VerifyCase, actor: Actor | None) -> None:
        await verify_case(work, ask, actor, policies=POLICIES)

    async def show(self, case: str, actor: Actor = DIRECTOR) -> CaseView:
        """Open one case."""
        return await show_case(
            self.database, ShowCase(case=case), actor, policies=POLICIES
        )

    async def search(self, actor: Actor = DIRECTOR, **wanted: object) -> c.CasePage:
        """Look through cases."""
        ask = c.SearchCases.model_validate(wanted)
        return await search_cases(self.database, ask, actor)

    async def opened(self, report: ReportAccepted | None = None) -> str:
        """Open a case by one report and return its id."""
        report = report or a_report()
        await self.hear(report)
        page = await self.search(text=report.report_no)
        return page.cases[0].case_id

    async def proposed(
        self, facts: Facts = MILD, *, report: ReportAccepted | None = None
    ) -> str:
        """Bring a case to `proposed` with verified facts; return its id."""
        case_id = await self.opened(report or a_report(facts))
        await self.do(c.BeginCase(case_id=case_id), ANALYST)
        await self.do(a_verification(case_id, facts), ANALYST)
        return case_id

    async def studied(self, facts: Facts) -> str:
        """Bring a case to `studying` with two opinions."""
        case_id = await self.proposed(facts)
        await self.do(
            c.ConveneCase(case_id=case_id, units=("court", "police"), reason="研究"),
            DEPUTY,
        )
        for head in (COURT, POLICE):
            await self.do(c.OpineCase(case_id=case_id, agrees=True, text="同意"), head)
        return case_id

    async def submitted(
        self, facts: Facts = FACTS_OF["P4.1.3"], *, to: Body = Body.PARTY_SECRETARY
    ) -> str:
        """Bring a case before a body of level 1."""
        case_id = await self.proposed(facts)
        await self.do(c.SubmitCase(case_id=case_id, to=to, reason="重大"), DIRECTOR)
        return case_id

    async def warned(self, facts: Facts = MILD) -> str:
        """Bring a case to a level-3 warning."""
        case_id = await self.proposed(facts)
        await self.do(a_confirmation(case_id), DIRECTOR)
        return case_id

    async def accepted(self, facts: Facts = MILD) -> str:
        """Bring a case to an accepted reply."""
        case_id = await self.warned(facts)
        await self.follow(
            ReplyAccepted(letter_id=LETTER, case_id=case_id, at=moment(5))
        )
        return case_id


LETTER = "le_" + "1" * 26


def moment(hours: int) -> datetime:
    """Return a moment after the start of the test."""
    return (START + timedelta(hours=hours)).astimezone(UTC)


def a_verification(case_id: str, facts: Facts = MILD) -> c.VerifyCase:
    """Return a verification that finds the matter true."""
    return c.VerifyCase(
        case_id=case_id,
        is_substantiated=True,
        facts=facts,
        finding=Personal("经核实，账目不符情况属实。"),
        addressee="agri",
    )


def a_confirmation(case_id: str, *codes: str, reason: str = "") -> c.ConfirmCase:
    """Return a confirmation of level 3."""
    return c.ConfirmCase(case_id=case_id, circumstances=codes, reason=reason)
