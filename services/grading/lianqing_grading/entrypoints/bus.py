"""Translate between the bus and the use cases; nothing is decided here."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from lianqing_grading.gateways.policies import Policies
from lianqing_grading.usecases.begin_case import begin_case
from lianqing_grading.usecases.confirm_case import confirm_case
from lianqing_grading.usecases.convene_case import convene_case
from lianqing_grading.usecases.count_cases import count_cases
from lianqing_grading.usecases.decide_case import decide_case
from lianqing_grading.usecases.follow_letter import LetterNews, follow_letters
from lianqing_grading.usecases.grade_reports import grade_reports
from lianqing_grading.usecases.hold_meeting import hold_meeting, list_meetings
from lianqing_grading.usecases.learn_officers import learn_officers
from lianqing_grading.usecases.learn_unit import learn_units
from lianqing_grading.usecases.lift_case import lift_case
from lianqing_grading.usecases.list_gaps import list_gaps
from lianqing_grading.usecases.note_case import note_case
from lianqing_grading.usecases.opine_case import opine_case
from lianqing_grading.usecases.performing import Act, ActT, perform
from lianqing_grading.usecases.recheck_case import recheck_case
from lianqing_grading.usecases.search_cases import search_cases
from lianqing_grading.usecases.show_case import show_case
from lianqing_grading.usecases.show_policy import show_policy
from lianqing_grading.usecases.submit_case import submit_case
from lianqing_grading.usecases.verify_case import verify_case
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.service import ServiceBus
from lianqing_shared.clock import beijing_day
from lianqing_shared.contracts import cases, topology
from lianqing_shared.contracts.cases import CaseView
from lianqing_shared.contracts.conduct import OfficersChanged
from lianqing_shared.contracts.gaps import GapPage, ListGaps
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import ReportAccepted
from lianqing_shared.db import Database, Work

_LETTER_TOPICS = (
    topology.LETTER_ISSUED,
    topology.LETTER_ACKNOWLEDGED,
    topology.LETTER_REPLIED,
    topology.LETTER_OVERDUE,
    topology.REPLY_ACCEPTED,
    topology.REPLY_RETURNED,
)


class Desk:
    """Grading as the bus sees it."""

    def __init__(self, database: Database, policies: Policies) -> None:
        self._database = database
        self._policies = policies

    def register(self, bus: ServiceBus) -> None:
        """Register a handler for all that grading hears and answers."""
        bus.hears(topology.REPORT_ACCEPTED, self.on_reports)
        bus.hears(topology.UNIT_CHANGED, self.on_units)
        bus.hears(topology.OFFICERS_CHANGED, self.on_officers)
        for topic in _LETTER_TOPICS:
            bus.hears(topic, self.on_letters)
        bus.answers(cases.ShowCase, self.show)
        bus.answers(cases.SearchCases, self.search)
        bus.answers(cases.CountCases, self.count)
        bus.answers(cases.ShowPolicy, self.policy)
        bus.answers(cases.HoldMeeting, self.hold)
        bus.answers(cases.ListMeetings, self.meetings)
        bus.answers(ListGaps, self.gaps)
        self._register_acts(bus)

    def _register_acts(self, bus: ServiceBus) -> None:
        bus.answers(cases.BeginCase, self._acting(begin_case))
        bus.answers(cases.VerifyCase, self._acting(self._verify))
        bus.answers(cases.ConfirmCase, self._acting(confirm_case))
        bus.answers(cases.ConveneCase, self._acting(convene_case))
        bus.answers(cases.OpineCase, self._acting(opine_case))
        bus.answers(cases.SubmitCase, self._acting(submit_case))
        bus.answers(cases.DecideCase, self._acting(decide_case))
        bus.answers(cases.NoteCase, self._acting(note_case))
        bus.answers(cases.RecheckCase, self._acting(recheck_case))
        bus.answers(cases.LiftCase, self._acting(lift_case))

    async def on_reports(self, batch: Sequence[Delivered[ReportAccepted]]) -> None:
        """Grade a batch of accepted reports."""
        heard = [(one.message_id, one.said) for one in batch]
        await grade_reports(self._database, heard, policies=self._policies)

    async def on_units(self, batch: Sequence[Delivered[UnitChanged]]) -> None:
        """Learn of units."""
        async with self._database.work() as work:
            await learn_units(work, (one.said for one in batch))

    async def on_officers(self, batch: Sequence[Delivered[OfficersChanged]]) -> None:
        """Learn who holds office."""
        async with self._database.work() as work:
            for one in batch:
                await learn_officers(work, one.said)

    async def on_letters(self, batch: Sequence[Delivered[Any]]) -> None:
        """Follow what became of letters."""
        heard: list[tuple[str, LetterNews]] = [
            (one.message_id, one.said) for one in batch
        ]
        async with self._database.work() as work:
            await follow_letters(work, heard)

    async def show(self, ask: cases.ShowCase, actor: Actor) -> CaseView:
        """Show one case."""
        return await show_case(self._database, ask, actor, policies=self._policies)

    async def search(self, ask: cases.SearchCases, actor: Actor) -> cases.CasePage:
        """Look through cases."""
        return await search_cases(self._database, ask, actor)

    async def count(self, ask: cases.CountCases, actor: Actor) -> cases.CaseCounts:
        """Count cases."""
        return await count_cases(self._database, actor)

    async def policy(self, ask: cases.ShowPolicy, actor: Actor) -> cases.PolicyView:
        """Show the policy in force today."""
        today = beijing_day(self._database.clock.now())
        return show_policy(self._policies, day=today)

    async def hold(self, ask: cases.HoldMeeting, actor: Actor) -> cases.MeetingView:
        """Record a coordination meeting."""
        async with self._database.work(actor=actor.person_id) as work:
            return await hold_meeting(work, ask, actor)

    async def meetings(
        self, ask: cases.ListMeetings, actor: Actor
    ) -> cases.MeetingPage:
        """List coordination meetings."""
        return await list_meetings(self._database, ask, actor)

    async def gaps(self, ask: ListGaps, actor: Actor) -> GapPage:
        """List cases whose body cannot act."""
        return await list_gaps(self._database, actor)

    async def _verify(
        self, work: Work, ask: cases.VerifyCase, actor: Actor | None
    ) -> None:
        await verify_case(work, ask, actor, policies=self._policies)

    def _acting(
        self, act: Act[ActT]
    ) -> Callable[[ActT, Actor | None], Awaitable[CaseView]]:
        """Make an answerer of an act: do it, then show the case as it then stands."""

        async def handle(ask: ActT, actor: Actor | None) -> CaseView:
            return await perform(
                self._database, act, ask, actor, policies=self._policies
            )

        return handle
