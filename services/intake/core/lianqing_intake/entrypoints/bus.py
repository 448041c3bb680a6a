"""Translate messages on the bus into intake's use cases, and back."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from lianqing_intake.domain.receiving import Incoming
from lianqing_intake.domain.screening import Terms
from lianqing_intake.settings import IntakeSettings
from lianqing_intake.usecases.accept_reports import Office, accept_reports
from lianqing_intake.usecases.count_contributions import count_contributions
from lianqing_intake.usecases.enter_report import enter_report
from lianqing_intake.usecases.hear_verification import hear_verification
from lianqing_intake.usecases.learn_unit import learn_units
from lianqing_intake.usecases.search_reports import (
    list_quarantine,
    search_reports,
    show_report,
)
from lianqing_shared.bus.delivered import Delivered
from lianqing_shared.bus.runtime import Context
from lianqing_shared.contracts import topology
from lianqing_shared.contracts.informant_conduct import (
    ContributionsPage,
    CountContributions,
)
from lianqing_shared.contracts.network import UnitChanged
from lianqing_shared.contracts.people import Actor
from lianqing_shared.contracts.reports import (
    EnterReport,
    ListQuarantine,
    QuarantinePage,
    ReportPage,
    ReportsVerified,
    ReportView,
    SearchReports,
    ShowReport,
    SubmitReport,
)


class Desk:
    """Intake's handlers, bound to its database and keys."""

    def __init__(self, context: Context[IntakeSettings], digest_key: bytes) -> None:
        self._database = context.database
        self._settings = context.settings
        self._signer = context.signer
        self._key = digest_key

    def _office(self) -> Office:
        return Office(
            terms=Terms(
                now=self._database.clock.now(),
                managed_above=self._settings.managed_above,
                late_clock=timedelta(seconds=self._settings.late_clock_s),
            ),
            digest_key=self._key,
            signer=self._signer,
        )

    async def on_submitted(self, batch: Sequence[Delivered[SubmitReport]]) -> None:
        """Accept, reject or quarantine what units submit."""
        incoming = [to_incoming(one) for one in batch]
        async with self._database.work() as work:
            await accept_reports(incoming, work=work, office=self._office())

    async def on_unit_changed(self, batch: Sequence[Delivered[UnitChanged]]) -> None:
        """Learn of units."""
        async with self._database.work() as work:
            await learn_units((one.said for one in batch), work=work)

    async def enter(self, question: EnterReport, actor: Actor) -> ReportView:
        """Take a report typed in by a clerk."""
        async with self._database.work(actor=actor.person_id) as work:
            return await enter_report(
                question, actor=actor, work=work, office=self._office()
            )

    async def search(self, question: SearchReports, actor: Actor) -> ReportPage:
        """Look through reports."""
        async with self._database.look() as session:
            return await search_reports(question, actor=actor, session=session)

    async def show(self, question: ShowReport, actor: Actor) -> ReportView:
        """Open one report."""
        async with self._database.look() as session:
            return await show_report(question, actor=actor, session=session)

    async def on_verified(self, batch: Sequence[Delivered[ReportsVerified]]) -> None:
        """Keep what verification found of reports."""
        async with self._database.work() as work:
            for one in batch:
                await hear_verification(one.said, work=work)

    async def count(
        self, question: CountContributions, actor: Actor
    ) -> ContributionsPage:
        """Count for the registry what people reported."""
        async with self._database.look() as session:
            return await count_contributions(
                question,
                session=session,
                key=self._key,
                late_after=timedelta(days=self._settings.late_report_days),
            )

    async def quarantine(
        self, question: ListQuarantine, actor: Actor
    ) -> QuarantinePage:
        """List what could not be read."""
        async with self._database.look() as session:
            return await list_quarantine(
                question, session=session, journal=self._database.journal
            )


def to_incoming(one: Delivered[SubmitReport]) -> Incoming:
    """Return what arrived; the unit is the server's word, never the body's.

    An unreadable message keeps the id of its header, else the digest of its body.
    """
    unit = one.unit or ""
    if one.message is not None:
        return Incoming(
            unit=unit,
            submission_id=one.message.submission_id,
            body=one.body,
            report=one.message,
        )
    unread = partial(
        Incoming, unit=unit, body=one.body, report=None, problem=one.problem
    )
    given = one.headers.get("ce-id", "")[:100]
    return unread(submission_id=given or f"sha256-{unread(submission_id='').digest}")


def register(context: Context[IntakeSettings], digest_key: bytes) -> None:
    """Tell the bus what intake hears and answers."""
    desk = Desk(context, digest_key)
    bus = context.bus
    bus.hears(topology.SUBMIT_REPORT, desk.on_submitted, takes_unreadable=True)
    bus.hears(topology.UNIT_CHANGED, desk.on_unit_changed)
    bus.hears(topology.REPORTS_VERIFIED, desk.on_verified)
    bus.answers(EnterReport, desk.enter)
    bus.answers(SearchReports, desk.search)
    bus.answers(ShowReport, desk.show)
    bus.answers(CountContributions, desk.count)
    bus.answers(ListQuarantine, desk.quarantine)
